package org.duress.cli;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.duress.result.ContenderEvidence;
import org.duress.result.Evidence;
import org.duress.spec.Contender;
import org.duress.spec.RobustnessSpec;

/**
 * Measures a spec at the p, of at most its own, at which the trained attacker's cross-entropy on the gate subjects is
 * xi, or as near as it comes, and knows that p from then on.
 */
final class AtXi implements EvidenceTable.Measurement {
    /** A cross-entropy this close to xi, relatively, has reached it. */
    private static final double NEAR = 0.03;
    /** The cross-entropy grows about as p does, so that three are enough mostly. */
    private static final int MOST_RUNS = 6;

    private final double xi;
    private final Map<Long, Double> found = new HashMap<>();

    AtXi(double xi) {
        this.xi = xi;
    }

    double xi() {
        return xi;
    }

    @Override
    public Evidence of(RobustnessSpec spec, Function<RobustnessSpec, Evidence> gate) {
        double most = spec.budget().perceptibility();
        double p = most;
        double nearest = Double.POSITIVE_INFINITY;
        Optional<Evidence> best = Optional.empty();
        for (int run = 0; run < MOST_RUNS && nearest > NEAR; run++) {
            Evidence evidence = gate.apply(spec.with(spec.budget().withPerceptibility(p)));
            double reached = crossEntropy(evidence);
            double off = Math.abs(reached / xi - 1);
            if (off < nearest) {
                nearest = off;
                best = Optional.of(evidence);
                found.put(spec.attack().seed(), p);
            }
            if (p == most && reached <= xi) {
                break;
            }
            // A step up is at most a doubling, where next to nothing was reached.
            p = Math.min(most, p * xi / Math.max(reached, xi / 2));
        }
        return best.orElseThrow();
    }

    /** A spec, held to the p that was found under its seed. */
    RobustnessSpec held(RobustnessSpec spec) {
        long seed = spec.attack().seed();
        double p = Optional.ofNullable(found.get(seed))
                .orElseThrow(() -> new IllegalStateException("nothing was measured under seed " + seed));
        return spec.with(spec.budget().withPerceptibility(p));
    }

    private static double crossEntropy(Evidence evidence) {
        return Repeats.of(evidence, Contender.VAEGAN)
                .map(ContenderEvidence::crossEntropy)
                .orElse(0.0);
    }
}
