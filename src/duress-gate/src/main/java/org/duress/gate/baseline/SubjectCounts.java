package org.duress.gate.baseline;

import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duress.DuressException;
import org.duress.metric.Dice;

/** Dice counts per subject and organ, slice after slice, for one reference. Mutable, for one thread. */
public final class SubjectCounts {
    private static final int NUMBERS = 3;

    private final int organs;

    /** Of each organ of a subject three numbers one after the other: subjects may be many. */
    private final Map<String, long[]> counts = new LinkedHashMap<>();

    public SubjectCounts(int organs) {
        this.organs = organs;
    }

    /** Adds one slice of a subject: one count an organ. */
    public void add(String subject, List<Dice> slice) {
        for (int organ = 0; organ < organs; organ++) {
            add(subject, organ, slice.get(organ));
        }
    }

    /** Adds one slice of a subject, or several together, for one organ. */
    public void add(String subject, int organ, Dice slice) {
        long[] sum = counts.computeIfAbsent(subject, id -> new long[NUMBERS * organs]);
        int at = NUMBERS * organ;
        sum[at] += slice.intersection();
        sum[at + 1] += slice.predicted();
        sum[at + 2] += slice.reference();
    }

    public List<String> subjects() {
        return List.copyOf(counts.keySet());
    }

    /** Volume Dice of one organ in one subject; NaN where neither label nor prediction shows it. */
    public double score(String subject, int organ) {
        return count(subject, organ).score();
    }

    /** The same for some subjects, in their order. */
    public double[] scores(int organ, List<String> subjects) {
        return subjects.stream().mapToDouble(subject -> score(subject, organ)).toArray();
    }

    /** Whether the reference of a subject shows an organ. */
    public boolean shows(String subject, int organ) {
        return count(subject, organ).reference() > 0;
    }

    /** Pixels of an organ that were predicted in a subject. */
    public long drawn(String subject, int organ) {
        return count(subject, organ).predicted();
    }

    private Dice count(String subject, int organ) {
        long[] sum = counts.get(subject);
        int at = NUMBERS * organ;
        return sum == null ? Dice.NONE : new Dice(sum[at], sum[at + 1], sum[at + 2]);
    }

    /**
     * Mean volume Dice of one organ over some subjects. NaN never enters it.
     *
     * @param shown subjects whose unmoved labels show the organ, so that clean and attacked means compare
     * @throws DuressException if no subject has a score
     */
    public double mean(int organ, String name, List<String> shown) {
        return Dice.mean(shown.stream().mapToDouble(subject -> score(subject, organ)))
                .orElseThrow(() -> absent(name));
    }

    /** Adds the score of a subject to a mean, where there is one. */
    public static void addTo(DoubleSummaryStatistics scores, double score) {
        if (!Double.isNaN(score)) {
            scores.accept(score);
        }
    }

    /**
     * The same of scores that were added as they came.
     *
     * @throws DuressException if there is none
     */
    public static double mean(DoubleSummaryStatistics scores, String name) {
        if (scores.getCount() == 0) {
            throw absent(name);
        }
        return scores.getAverage();
    }

    private static DuressException absent(String organ) {
        return new DuressException("organ '" + organ
                + "' is absent from the gate subjects; choose gate subjects that show it or drop the organ");
    }
}
