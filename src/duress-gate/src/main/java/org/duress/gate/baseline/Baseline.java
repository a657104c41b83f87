package org.duress.gate.baseline;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duress.Progress;
import org.duress.base.ImageKind;
import org.duress.base.OrganSets;
import org.duress.data.Slice;
import org.duress.spec.Decision;
import org.duress.spec.Expectation;
import org.duress.spec.RobustnessSpec;

/**
 * What the model does with the unperturbed gate subjects.
 *
 * @param batches the gate slices as they go through the model
 * @param answers the model's, one a batch
 * @param counts against the labels
 * @param sets which organs a class is
 */
public record Baseline(
        List<String> organs, List<Batch> batches, List<KeptAnswer> answers, SubjectCounts counts, OrganSets sets) {
    /** Below it an interval over subjects is worth a warning. */
    private static final int ENOUGH_SUBJECTS = 5;

    /** Clean Dice below which an organ is hardly found, and the likely reason is how the network is fed. */
    public static final double HARDLY_FOUND = 0.3;

    /**
     * Measures.
     *
     * @param asked what the model said of each batch by its place, asked for in their order
     * @param sets which organs a class is
     */
    public static Baseline measure(
            IntFunction<CleanAnswer> asked,
            List<Batch> batches,
            List<String> organs,
            OrganSets sets,
            Progress listener) {
        List<KeptAnswer> answers = new ArrayList<>();
        SubjectCounts counts = new SubjectCounts(organs.size());
        int most =
                batches.stream().mapToInt(batch -> batch.slices().size()).max().orElse(1);
        for (int b = 0; b < batches.size(); b++) {
            Interruption.check("the clean baseline was measured");
            Batch batch = batches.get(b);
            KeptAnswer answer = asked.apply(b).answer().putAway();
            batch.clean(answer::classMap, sets).forEach(slice -> counts.add(batch.subject(), slice.dice()));
            answers.add(answer);
            listener.step(
                    "baseline",
                    answers.size(),
                    batches.size(),
                    batch.kind() == ImageKind.SLICE ? "batches of " + most + " slices" : "one volume after the other");
        }
        return new Baseline(organs, batches, answers, counts, sets);
    }

    /** What the gate images are. */
    public ImageKind kind() {
        return batches.get(0).kind();
    }

    /** Whether the model segments different images differently; where all are the same nothing is known against it. */
    public boolean seesImages() {
        FloatBuffer image = FloatBuffer.wrap(batches.get(0).slices().get(0).image());
        ByteBuffer map = ByteBuffer.wrap(answers.get(0).classMap(0));
        boolean different = false;
        for (int b = 0; b < batches.size(); b++) {
            List<Slice> slices = batches.get(b).slices();
            for (int i = 0; i < slices.size(); i++) {
                if (!map.equals(ByteBuffer.wrap(answers.get(b).classMap(i)))) {
                    return true;
                }
                different = different
                        || !image.equals(FloatBuffer.wrap(slices.get(i).image()));
            }
        }
        return !different;
    }

    /** Subjects whose labels show an organ. */
    public List<String> shown(int organ) {
        return counts.subjects().stream()
                .filter(subject -> counts.shows(subject, organ))
                .toList();
    }

    /** Subjects whose labels do not show an organ on any slice. */
    public List<String> lacking(int organ) {
        return counts.subjects().stream()
                .filter(subject -> !counts.shows(subject, organ))
                .toList();
    }

    /** Mean volume Dice of an organ over the subjects that show it. */
    public double dice(int organ) {
        return counts.mean(organ, organs.get(organ), shown(organ));
    }

    public String summary() {
        return "clean Dice: "
                + IntStream.range(0, organs.size())
                        .mapToObj(organ -> String.format(Locale.ROOT, "%s %.3f", organs.get(organ), dice(organ)))
                        .collect(Collectors.joining(", "));
    }

    /** Whether the model finds no organ where there is one, so that no attack can take anything. */
    public boolean findsNothing() {
        return IntStream.range(0, organs.size()).allMatch(organ -> dice(organ) == 0);
    }

    /** A few subjects say little about the others, and their bootstrap interval is too narrow besides. */
    public void warnOfFewSubjects(Progress listener) {
        String few = IntStream.range(0, organs.size())
                .filter(organ -> shown(organ).size() < ENOUGH_SUBJECTS)
                .mapToObj(organ -> organs.get(organ) + " (" + shown(organ).size() + ")")
                .collect(Collectors.joining(", "));
        if (!few.isEmpty()) {
            listener.warn("fewer than " + ENOUGH_SUBJECTS + " gate subjects show " + few
                    + ", so the intervals are rough, and one subject has none; name more gateSubjects");
        }
    }

    /** A model that is fed otherwise than it was trained finds little, and what is measured of it is worth little. */
    public void warnOfHardlyFound(Progress listener) {
        String hardly = IntStream.range(0, organs.size())
                .filter(organ -> dice(organ) > 0 && dice(organ) < HARDLY_FOUND)
                .mapToObj(organ -> String.format(Locale.ROOT, "%s (clean Dice %.3f)", organs.get(organ), dice(organ)))
                .collect(Collectors.joining(", "));
        if (!hardly.isEmpty()) {
            listener.warn("the model hardly finds " + hardly + ", perhaps because its network is fed otherwise than in"
                    + " training; duress inspect SPEC shows what it sees, and model.preprocess says what is done"
                    + " before it");
        }
    }

    /**
     * Where the interval decides, an organ that one subject shows has none, and what follows is known before any
     * attack.
     */
    public void warnOfNoInterval(RobustnessSpec spec, Progress listener) {
        if (spec.gate().decision() != Decision.INTERVAL || spec.expect() != Expectation.PASS) {
            return;
        }
        String alone = IntStream.range(0, organs.size())
                .filter(organ -> shown(organ).size() == 1)
                .mapToObj(organs::get)
                .collect(Collectors.joining(", "));
        if (!alone.isEmpty()) {
            listener.warn("one gate subject alone shows " + alone
                    + ", which then has no interval, so that this spec can never PASS; name more gateSubjects, or set"
                    + " gate.decision to point");
        }
    }

    /** An organ that the model never finds cannot fall, so the gate says nothing about it. */
    public void warnOfLostOrgans(Progress listener) {
        for (int organ = 0; organ < organs.size(); organ++) {
            if (dice(organ) == 0) {
                listener.warn("the model finds no " + organs.get(organ)
                        + " on any clean gate " + kind().image()
                        + " (Dice 0), so it cannot fall; check the order of cohort.organs and"
                        + " how the network is fed, which duress inspect SPEC shows");
            }
        }
    }
}
