package org.duress.gate.baseline;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duress.DuressException;
import org.duress.metric.Dice;

/** Dice counts per subject and organ, slice after slice, for one reference. Mutable, for one thread. */
public final class SubjectCounts {
    private final int organs;
    private final Map<String, List<Dice>> counts = new LinkedHashMap<>();

    public SubjectCounts(int organs) {
        this.organs = organs;
    }

    /** Adds one slice of a subject: one count an organ. */
    public void add(String subject, List<Dice> slice) {
        for (int organ = 0; organ < organs; organ++) {
            add(subject, organ, slice.get(organ));
        }
    }

    /** Adds one slice of a subject for one organ. */
    public void add(String subject, int organ, Dice slice) {
        List<Dice> sum = counts.computeIfAbsent(subject, id -> new ArrayList<>(Collections.nCopies(organs, Dice.NONE)));
        sum.set(organ, sum.get(organ).plus(slice));
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
    boolean shows(String subject, int organ) {
        return count(subject, organ).reference() > 0;
    }

    /** Pixels of an organ that were predicted in a subject. */
    public long drawn(String subject, int organ) {
        return count(subject, organ).predicted();
    }

    private Dice count(String subject, int organ) {
        return counts.getOrDefault(subject, Collections.nCopies(organs, Dice.NONE))
                .get(organ);
    }

    /**
     * Mean volume Dice of one organ over some subjects. NaN never enters it.
     *
     * @param shown subjects whose unmoved labels show the organ, so that clean and attacked means compare
     * @throws DuressException if no subject has a score
     */
    public double mean(int organ, String name, List<String> shown) {
        return shown.stream()
                .mapToDouble(subject -> score(subject, organ))
                .filter(score -> !Double.isNaN(score))
                .average()
                .orElseThrow(() -> new DuressException("organ '" + name
                        + "' is absent from the gate subjects; choose gate subjects that show it or drop the organ"));
    }
}
