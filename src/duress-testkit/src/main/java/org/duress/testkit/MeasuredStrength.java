package org.duress.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.duress.result.ContenderEvidence;
import org.duress.result.ContenderPasses;
import org.duress.result.DetectabilityEvidence;
import org.duress.result.IntensityEvidence;
import org.duress.result.ModelPasses;
import org.duress.result.Passes;
import org.duress.result.RealismEvidence;
import org.duress.result.Strength;
import org.duress.result.TrialCounts;
import org.duress.spec.Contender;

/** Strength and realism for tests that care for neither. */
public final class MeasuredStrength {
    private MeasuredStrength() {}

    public static Strength of(Contender... contenders) {
        return new Strength(
                Arrays.stream(contenders)
                        .map(contender -> new ContenderEvidence(
                                contender, new TrialCounts(4, 0, 0), ContenderPasses.NONE, 0.1, 1, 2, List.of()))
                        .toList(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                true,
                true);
    }

    public static ModelPasses passes() {
        return new ModelPasses(Passes.NONE, new Passes(4, 0), Passes.NONE);
    }

    public static RealismEvidence realism() {
        return new RealismEvidence(
                0.9,
                0.8,
                Double.NaN,
                Double.NaN,
                new TrialCounts(4, 0, 0),
                IntensityEvidence.NONE,
                DetectabilityEvidence.none("nobody asked"));
    }
}
