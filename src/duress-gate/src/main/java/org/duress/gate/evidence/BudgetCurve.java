package org.duress.gate.evidence;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
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

    /** With none of the budget, and with each of the shares. */
    private final List<Part> parts;

    private boolean scaled;

    /** With the whole budget, with which more may be tried later. */
    private final OrganChoices<Point> whole;

    /** What is kept of a finding. */
    private record Point(List<Dice> dice, double perceptibility) {
        boolean matters(int organ) {
            return dice.get(organ).size() > 0;
        }

        static Dice dice(Point point, int organ) {
            return point.dice.get(organ);
        }
    }

    /** What is worst with a part of the budget. */
    private static final class Part {
        private final List<Numbers> perceptibilities;
        private final PassingChoices<Point> choices;

        Part(int organs) {
            perceptibilities = Stream.generate(Numbers::new).limit(organs).toList();
            choices = new PassingChoices<>(organs, Point::dice, (point, organ) -> {
                if (point.matters(organ)) {
                    perceptibilities.get(organ).add(point.perceptibility());
                }
            });
        }
    }

    /** One for each slice that says something of an organ. */
    private static final class Numbers {
        private double[] all = new double[8];
        private int count;

        void add(double one) {
            all = count == all.length ? Arrays.copyOf(all, 2 * count) : all;
            all[count++] = one;
        }

        DoubleStream stream() {
            return Arrays.stream(all, 0, count);
        }
    }

    BudgetCurve(Baseline baseline, Reference reference) {
        this.baseline = baseline;
        this.reference = reference;
        int organs = baseline.organs().size();
        parts = Stream.generate(() -> new Part(organs))
                .limit(SHARES.size() + 1L)
                .toList();
        whole = new OrganChoices<>(organs, Point::dice);
    }

    /**
     * Adds one slice of a batch.
     *
     * @param place of the slice in the batch
     */
    void add(String subject, int place, Tried tried) {
        List<Finding> so = new ArrayList<>(List.of(tried.clean().slices().get(place)));
        parts.get(0).choices.add(subject, points(so));
        scaled |= !tried.scaled().isEmpty();
        for (int k = 0; k < tried.scaled().size(); k++) {
            so.addAll(Tried.at(tried.scaled().get(k), place));
            parts.get(k + 1).choices.add(subject, points(so));
        }
        whole.add(subject, points(tried.counting(place)));
    }

    /**
     * Adds what was tried later on a slice, with the whole budget.
     *
     * @param slice its place among those that were added of the subject
     */
    void addFurther(String subject, int slice, List<Finding> tried) {
        whole.addFurther(subject, slice, points(tried));
    }

    private List<Point> points(List<Finding> tried) {
        return tried.stream()
                .filter(Finding::counts)
                .map(finding ->
                        new Point(finding.against(reference), finding.cost().perceptibility()))
                .toList();
    }

    /** From nothing to the whole budget; empty where nothing was judged with a part of it. */
    List<BudgetPoint> of(int organ) {
        if (!scaled) {
            return List.of();
        }
        List<String> shown = baseline.shown(organ);
        List<BudgetPoint> curve = new ArrayList<>();
        double lowest = Double.POSITIVE_INFINITY;
        double spent = 0;
        for (int k = 0; k <= parts.size(); k++) {
            boolean all = k == parts.size();
            double share = k == 0 ? 0 : all ? 1 : SHARES.get(k - 1);
            SubjectCounts counts = all ? whole.counts() : parts.get(k).choices.counts();
            lowest = Math.min(lowest, counts.mean(organ, baseline.organs().get(organ), shown));
            // What is worst may spend less than what is not.
            DoubleStream perceptibilities =
                    all ? perceptibilities(organ) : parts.get(k).perceptibilities.get(organ).stream();
            spent = Math.max(spent, perceptibilities.average().orElse(0));
            curve.add(new BudgetPoint(share, spent, lowest));
        }
        return curve;
    }

    /** Of the slices that say something of the organ. */
    private DoubleStream perceptibilities(int organ) {
        return whole.chosen(organ).values().stream()
                .flatMap(Collection::stream)
                .filter(one -> one.matters(organ))
                .mapToDouble(Point::perceptibility);
    }
}
