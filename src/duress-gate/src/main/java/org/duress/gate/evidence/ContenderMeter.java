package org.duress.gate.evidence;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.baseline.CostMeter;
import org.duress.gate.baseline.SubjectCounts;
import org.duress.gate.judge.Finding;
import org.duress.gate.judge.Finding.Cost;
import org.duress.metric.Bootstrap;
import org.duress.metric.Dice;
import org.duress.metric.RelativeDrop;
import org.duress.result.ContenderDice;
import org.duress.result.ContenderEvidence;
import org.duress.result.Interval;
import org.duress.result.TrialCounts;
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
        final PassingChoices<List<Dice>> choices;
        final SubjectCounts counts;
        TrialCounts trials = TrialCounts.NONE;
        int slices;
        int attacked;
        double perceptibility;
        double spent;
        double crossEntropy;

        Sums(int organs) {
            counts = new SubjectCounts(organs);
            choices = new PassingChoices<>(
                    organs,
                    List::get,
                    (subject, organ, chosen) ->
                            chosen.forEach(slice -> counts.add(subject, organ, slice.get(organ))));
        }
    }

    /**
     * Adds what one contender found for one slice.
     *
     * @param found its own candidates
     * @param clean the slice unperturbed
     */
    void add(String subject, Contender contender, List<Finding> found, Finding clean) {
        Sums sum = sums(contender);
        sum.trials = sum.trials.plus(Finding.counts(found));
        sum.attacked++;
        add(subject, sum, found, clean);
    }

    /**
     * Adds a slice that a contender left alone, because it was lost when its turn came.
     *
     * @param found what those before it found for the slice, which counts for it too, but is no trial of its own
     * @param clean the slice unperturbed
     */
    void inherit(String subject, Contender contender, List<Finding> found, Finding clean) {
        add(subject, sums(contender), found, clean);
    }

    private Sums sums(Contender contender) {
        return sums.computeIfAbsent(contender, any -> new Sums(baseline.organs().size()));
    }

    private void add(String subject, Sums sum, List<Finding> found, Finding clean) {
        List<Finding> all =
                new ArrayList<>(found.stream().filter(Finding::counts).toList());
        all.add(clean);
        sum.choices.add(
                subject, all.stream().map(finding -> finding.against(reference)).toList());
        sum.slices++;
        // Of what counts alone: means that were spent on images which do not count were not used against the model.
        List<Cost> costs = all.stream().map(Finding::cost).toList();
        sum.perceptibility += most(costs, Cost::perceptibility);
        sum.spent += most(costs, Cost::spent);
        sum.crossEntropy += most(costs, Cost::crossEntropy);
    }

    private static double most(List<Cost> costs, ToDoubleFunction<Cost> measure) {
        return costs.stream().mapToDouble(measure).max().orElse(0);
    }

    /** In the order of {@link Contender}. */
    List<ContenderEvidence> evidence(long seed, CostMeter costs) {
        List<ContenderEvidence> evidence = new ArrayList<>();
        sums.forEach((contender, sum) -> evidence.add(new ContenderEvidence(
                contender,
                sum.trials,
                costs.passes(contender, sum.attacked),
                sum.perceptibility / sum.slices,
                sum.spent / sum.slices,
                sum.crossEntropy / sum.slices,
                organs(sum, seed))));
        return evidence;
    }

    private List<ContenderDice> organs(Sums sum, long seed) {
        List<ContenderDice> organs = new ArrayList<>();
        sum.choices.close();
        SubjectCounts counts = sum.counts;
        for (int organ = 0; organ < baseline.organs().size(); organ++) {
            int place = organ;
            String name = baseline.organs().get(organ);
            List<String> shown = baseline.shown(organ);
            double clean = baseline.dice(organ);
            double attacked = counts.mean(organ, name, shown);
            Bootstrap.Bounds drop = Bootstrap.of(
                            baseline.counts().scores(organ, shown), counts.scores(organ, shown), seed)
                    .drop();
            Map<String, Double> subjects = new LinkedHashMap<>();
            shown.forEach(subject -> subjects.put(subject, counts.score(subject, place)));
            organs.add(new ContenderDice(
                    name, attacked, RelativeDrop.of(clean, attacked), new Interval(drop.low(), drop.high()), subjects));
        }
        return organs;
    }
}
