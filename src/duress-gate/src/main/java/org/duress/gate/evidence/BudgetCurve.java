package org.duress.gate.evidence;

import java.util.ArrayList;
import java.util.List;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.baseline.SubjectCounts;
import org.duress.gate.judge.Finding;
import org.duress.gate.judge.WorstSample;
import org.duress.result.BudgetPoint;
import org.duress.spec.Reference;

/**
 * Dice against budget. Each point takes for every slice the worst of what was judged with that share of the budget or
 * less; of an organ's Dice at all points so far the lowest counts, since who may spend more may also spend less.
 * Mutable, for one thread.
 */
public final class BudgetCurve {
    /** Shares of the budget at which what the attacks found is judged again, scaled down. */
    public static final List<Double> SHARES = List.of(0.125, 0.25, 0.5, 0.75);

    private final Baseline baseline;
    private final Reference reference;
    private final List<SubjectCounts> counts = new ArrayList<>();
    private final double[] perceptibility = new double[SHARES.size() + 2];
    private int slices;

    BudgetCurve(Baseline baseline, Reference reference) {
        this.baseline = baseline;
        this.reference = reference;
        for (int k = 0; k < perceptibility.length; k++) {
            counts.add(new SubjectCounts(baseline.organs().size()));
        }
    }

    /**
     * Adds one slice.
     *
     * @param clean the slice unperturbed
     * @param scaled one entry for each of {@link #SHARES}
     * @param worst of everything
     */
    void add(String subject, Finding clean, List<Finding> scaled, Finding worst) {
        put(0, subject, clean);
        for (int k = 0; k < SHARES.size(); k++) {
            List<Finding> all = new ArrayList<>(scaled.subList(0, k + 1));
            all.add(clean);
            put(k + 1, subject, all.get(WorstSample.among(all, reference)));
        }
        put(SHARES.size() + 1, subject, worst);
        slices++;
    }

    private void put(int point, String subject, Finding slice) {
        counts.get(point).add(subject, slice.against(reference));
        perceptibility[point] += slice.cost().perceptibility();
    }

    /** From nothing to the whole budget. */
    List<BudgetPoint> of(int organ) {
        List<String> shown = baseline.shown(organ);
        List<BudgetPoint> points = new ArrayList<>();
        double lowest = Double.POSITIVE_INFINITY;
        double spent = 0;
        for (int k = 0; k < perceptibility.length; k++) {
            double share = k == 0 ? 0 : k > SHARES.size() ? 1 : SHARES.get(k - 1);
            lowest =
                    Math.min(lowest, counts.get(k).mean(organ, baseline.organs().get(organ), shown));
            // What is worst may spend less than what is not.
            spent = Math.max(spent, slices == 0 ? 0 : perceptibility[k] / slices);
            points.add(new BudgetPoint(share, spent, lowest));
        }
        return points;
    }
}
