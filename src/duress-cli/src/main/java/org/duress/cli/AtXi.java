package org.duress.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.duress.result.Evidence;
import org.duress.spec.RobustnessSpec;

/**
 * Measures a spec at the p, of at most its own, at which the cross-entropy of equation 5 on the gate subjects is xi, or
 * as near to it as it comes, and knows that p from then on.
 */
final class AtXi implements EvidenceTable.Measurement {
    /** A cross-entropy this close to xi, relatively, has reached it. */
    private static final double NEAR = 0.03;

    private static final int MOST_RUNS = 7;
    /** What is believed of the power of p with which the cross-entropy grows. */
    private static final double LEAST_POWER = 0.5;

    private static final double MOST_POWER = 3;

    private final double xi;
    private final Map<Long, Double> found = new HashMap<>();

    /** What was measured at a p. */
    private record Point(double p, Evidence evidence) {
        double reached() {
            return evidence.fields().crossEntropy();
        }

        double off(double xi) {
            return Math.abs(reached() / xi - 1);
        }
    }

    AtXi(double xi) {
        this.xi = xi;
    }

    double xi() {
        return xi;
    }

    @Override
    public Evidence of(RobustnessSpec spec, Function<RobustnessSpec, Evidence> gate) {
        double most = spec.budget().perceptibility();
        Point now = at(most, spec, gate);
        Point best = now;
        double power = 1;
        for (int run = 1; run < MOST_RUNS && best.off(xi) > NEAR && !(now.p() == most && now.reached() <= xi); run++) {
            // A step up is at most tenfold, where next to nothing was reached.
            double factor = Math.pow(xi / Math.max(now.reached(), xi / 10), 1 / power);
            Point next = at(Math.min(most, factor * now.p()), spec, gate);
            power = power(now, next, power);
            now = next;
            best = now.off(xi) < best.off(xi) ? now : best;
        }
        found.put(spec.attack().seed(), best.p());
        return best.evidence();
    }

    private static Point at(double p, RobustnessSpec spec, Function<RobustnessSpec, Evidence> gate) {
        return new Point(p, gate.apply(spec.with(spec.budget().withPerceptibility(p))));
    }

    /** The slope of logarithms between two points, or what it was where they have none. */
    private static double power(Point before, Point now, double last) {
        double slope = Math.log(now.reached() / before.reached()) / Math.log(now.p() / before.p());
        return Double.isFinite(slope) ? Math.max(LEAST_POWER, Math.min(MOST_POWER, slope)) : last;
    }

    /** A spec, held to the p that was found under its seed. */
    RobustnessSpec held(RobustnessSpec spec) {
        long seed = spec.attack().seed();
        double p = Optional.ofNullable(found.get(seed))
                .orElseThrow(() -> new IllegalStateException("nothing was measured under seed " + seed));
        return spec.with(spec.budget().withPerceptibility(p));
    }
}
