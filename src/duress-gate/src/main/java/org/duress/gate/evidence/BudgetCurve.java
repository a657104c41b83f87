package org.duress.gate.evidence;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.baseline.SubjectCounts;
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

    private final Baseline baseline;
    private final Reference reference;
    private final List<OrganChoices<Point>> points;

    /** What is kept of a finding. */
    private record Point(List<Dice> dice, double perceptibility) {
        boolean matters(int organ) {
            return dice.get(organ).size() > 0;
        }
    }

    BudgetCurve(Baseline baseline, Reference reference) {
        this.baseline = baseline;
        this.reference = reference;
        points = IntStream.range(0, SHARES.size() + 2)
                .mapToObj(share -> new OrganChoices<Point>(
                        baseline.organs().size(), (point, organ) -> point.dice().get(organ)))
                .toList();
    }

    /**
     * Adds one slice of a batch.
     *
     * @param place of the slice in the batch
     */
    void add(String subject, int place, Tried tried) {
        List<Finding> so = new ArrayList<>(List.of(tried.clean().slices().get(place)));
        put(0, subject, so);
        for (int k = 0; k < tried.scaled().size(); k++) {
            so.addAll(Tried.at(tried.scaled().get(k), place));
            put(k + 1, subject, so);
        }
        put(SHARES.size() + 1, subject, tried.counting(place));
    }

    /**
     * Adds what was tried later on a slice, with the whole budget.
     *
     * @param slice its place among those that were added of the subject
     */
    void addFurther(String subject, int slice, List<Finding> tried) {
        points.get(SHARES.size() + 1).addFurther(subject, slice, points(tried));
    }

    private void put(int point, String subject, List<Finding> slice) {
        points.get(point).add(subject, points(slice));
    }

    private List<Point> points(List<Finding> tried) {
        return tried.stream()
                .filter(Finding::counts)
                .map(finding ->
                        new Point(finding.against(reference), finding.cost().perceptibility()))
                .toList();
    }

    /** From nothing to the whole budget. */
    List<BudgetPoint> of(int organ) {
        List<String> shown = baseline.shown(organ);
        List<BudgetPoint> curve = new ArrayList<>();
        double lowest = Double.POSITIVE_INFINITY;
        double spent = 0;
        for (int k = 0; k < points.size(); k++) {
            double share = k == 0 ? 0 : k > SHARES.size() ? 1 : SHARES.get(k - 1);
            SubjectCounts counts = points.get(k).counts();
            lowest = Math.min(lowest, counts.mean(organ, baseline.organs().get(organ), shown));
            // What is worst may spend less than what is not.
            spent = Math.max(spent, perceptibility(k, organ));
            curve.add(new BudgetPoint(share, spent, lowest));
        }
        return curve;
    }

    /** Mean over the slices that say something of the organ. */
    private double perceptibility(int point, int organ) {
        return points.get(point).chosen(organ).values().stream()
                .flatMap(Collection::stream)
                .filter(one -> one.matters(organ))
                .mapToDouble(Point::perceptibility)
                .average()
                .orElse(0);
    }
}
