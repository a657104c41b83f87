package org.duress.gate;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.duress.metric.Bootstrap;
import org.duress.metric.Dice;
import org.duress.result.ContenderDice;
import org.duress.result.ContenderEvidence;
import org.duress.result.Interval;
import org.duress.spec.Contender;
import org.duress.spec.Reference;

/** What each attack does alone. Slices are added batch by batch. Mutable, for one thread. */
final class ContenderMeter {
    private final Baseline baseline;
    private final Reference reference;
    private final Map<Contender, Sums> sums = new EnumMap<>(Contender.class);

    ContenderMeter(Baseline baseline, Reference reference) {
        this.baseline = baseline;
        this.reference = reference;
    }

    private static final class Sums {
        final SubjectCounts counts;
        int tried;
        int unrealistic;
        int slices;
        double perceptibility;
        double spent;
        double crossEntropy;

        Sums(int organs) {
            counts = new SubjectCounts(organs);
        }
    }

    /**
     * Adds what one contender found for one slice.
     *
     * @param found its own candidates
     * @param clean the slice unperturbed
     */
    void add(String subject, Contender contender, List<JudgedSlice> found, JudgedSlice clean) {
        Sums sum = sums.computeIfAbsent(
                contender, any -> new Sums(baseline.organs().size()));
        List<JudgedSlice> counting =
                new ArrayList<>(found.stream().filter(JudgedSlice::counts).toList());
        counting.add(clean);
        List<List<Dice>> scores =
                counting.stream().map(slice -> slice.against(reference)).toList();
        sum.counts.add(subject, scores.get(WorstSample.choose(scores, clean.fixed())));
        sum.tried += found.size();
        sum.unrealistic += found.size() - counting.size() + 1;
        sum.slices++;
        // Of what counts alone: means that were spent on images which do not count were not used against the model.
        sum.perceptibility += most(counting, JudgedSlice::perceptibility);
        sum.spent += most(counting, JudgedSlice::spent);
        sum.crossEntropy += most(counting, JudgedSlice::crossEntropy);
    }

    private static double most(List<JudgedSlice> slices, ToDoubleFunction<JudgedSlice> measure) {
        return slices.stream().mapToDouble(measure).max().orElse(0);
    }

    /** In the order of {@link Contender}. */
    List<ContenderEvidence> evidence(long seed) {
        List<ContenderEvidence> evidence = new ArrayList<>();
        sums.forEach((contender, sum) -> evidence.add(new ContenderEvidence(
                contender,
                sum.tried,
                sum.unrealistic,
                sum.perceptibility / sum.slices,
                sum.spent / sum.slices,
                sum.crossEntropy / sum.slices,
                organs(sum, seed))));
        return evidence;
    }

    private List<ContenderDice> organs(Sums sum, long seed) {
        List<ContenderDice> organs = new ArrayList<>();
        for (int organ = 0; organ < baseline.organs().size(); organ++) {
            String name = baseline.organs().get(organ);
            List<String> shown = baseline.shown(organ);
            double clean = baseline.dice(organ);
            double attacked = sum.counts.mean(organ, name, shown);
            Bootstrap.Bounds drop = Bootstrap.of(
                            baseline.counts().scores(organ, shown), sum.counts.scores(organ, shown), seed)
                    .drop();
            organs.add(new ContenderDice(
                    name, attacked, RelativeDrop.of(clean, attacked), new Interval(drop.low(), drop.high())));
        }
        return organs;
    }
}
