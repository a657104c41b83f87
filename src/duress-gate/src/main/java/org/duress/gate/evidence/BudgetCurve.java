package org.duress.gate.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.judge.Finding;
import org.duress.gate.judge.Tried;
import org.duress.metric.Dice;
import org.duress.result.BudgetPoint;
import org.duress.spec.Reference;

/**
 * Each organ's Dice against budget. A point takes the worst for the organ of what was judged with that share of the
 * budget or less, since who may spend more may also spend less. Mutable, for one thread.
 */
public final class BudgetCurve {
    /** Shares of the budget at which what the attacks found is judged again, scaled down. */
    public static final List<Double> SHARES = List.of(0.125, 0.25, 0.5, 0.75);

    private final Reference reference;

    /** With none of the budget, and with each of the shares. */
    private final List<Part> parts;

    private boolean scaled;

    /** What is kept of a finding of a subject that is not complete. */
    private record Numbers(List<Dice> dice, double perceptibility) {
        static Dice dice(Numbers numbers, int organ) {
            return numbers.dice.get(organ);
        }

        ShareMeans.Point of(int organ) {
            return new ShareMeans.Point(dice.get(organ), perceptibility);
        }
    }

    /** What is worst with a part of the budget. */
    private static final class Part {
        private final ShareMeans means;
        private final PassingChoices<Numbers> choices;

        Part(Baseline baseline) {
            means = new ShareMeans(baseline);
            choices = new PassingChoices<>(
                    baseline.organs().size(),
                    Numbers::dice,
                    (subject, organ, chosen) -> means.add(
                            subject,
                            organ,
                            chosen.stream().map(one -> one.of(organ)).toList()));
        }
    }

    BudgetCurve(Baseline baseline, Reference reference) {
        this.reference = reference;
        parts = Stream.generate(() -> new Part(baseline))
                .limit(SHARES.size() + 1L)
                .toList();
    }

    /**
     * Adds one slice of a batch.
     *
     * @param place of the slice in the batch
     */
    void add(String subject, int place, Tried tried) {
        List<Finding> so = new ArrayList<>(List.of(tried.clean().slices().get(place)));
        parts.get(0).choices.add(subject, numbers(so));
        scaled |= !tried.scaled().isEmpty();
        for (int k = 0; k < tried.scaled().size(); k++) {
            so.addAll(Tried.at(tried.scaled().get(k), place));
            parts.get(k + 1).choices.add(subject, numbers(so));
        }
    }

    private List<Numbers> numbers(List<Finding> tried) {
        return tried.stream()
                .filter(Finding::counts)
                .map(finding -> new Numbers(
                        finding.against(reference), finding.cost().perceptibility()))
                .toList();
    }

    /**
     * From nothing to the whole budget; empty where nothing was judged with a part of it. No slice is added any more.
     *
     * @param whole what is worst with all of it
     */
    List<BudgetPoint> of(int organ, ShareMeans whole) {
        if (!scaled) {
            return List.of();
        }
        List<BudgetPoint> curve = new ArrayList<>();
        double lowest = Double.POSITIVE_INFINITY;
        double spent = 0;
        for (int k = 0; k <= parts.size(); k++) {
            boolean all = k == parts.size();
            double share = k == 0 ? 0 : all ? 1 : SHARES.get(k - 1);
            if (!all) {
                parts.get(k).choices.close();
            }
            ShareMeans means = all ? whole : parts.get(k).means;
            lowest = Math.min(lowest, means.dice(organ));
            // What is worst may spend less than what is not.
            spent = Math.max(spent, means.perceptibility(organ));
            curve.add(new BudgetPoint(share, spent, lowest));
        }
        return curve;
    }
}
