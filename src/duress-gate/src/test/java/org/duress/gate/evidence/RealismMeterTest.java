package org.duress.gate.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.duress.gate.judge.Realism;
import org.duress.result.DetectabilityEvidence;
import org.duress.result.IntensityEvidence;
import org.duress.result.RealismEvidence;
import org.duress.result.TrialCounts;
import org.junit.jupiter.api.Test;

class RealismMeterTest {
    private final RealismMeter meter = new RealismMeter();

    @Test
    void meansAreOverTheImagesThatCountAndSharesOverAll() {
        Realism good = new Realism(0.75, 2, 30, 0, Optional.empty());
        Realism better = new Realism(1, 0, Double.NaN, 0, Optional.empty());
        meter.judged(new TrialCounts(2, 1, 0));
        meter.judged(new TrialCounts(1, 0, 1));
        meter.counted(good);
        meter.counted(better);
        assertThat(meter.evidence(false))
                .isEqualTo(new RealismEvidence(
                        0.875,
                        0.75,
                        2,
                        30,
                        new TrialCounts(3, 1, 1),
                        new IntensityEvidence(0, Double.NaN, 0, 0),
                        DetectabilityEvidence.none("it is measured when all is judged")));
    }

    @Test
    void oneUnknownSpacingLeavesTheLongestDisplacementUnknown() {
        meter.counted(new Realism(0.75, Double.NaN, 30, 0, Optional.empty()));
        meter.counted(new Realism(0.75, 2, 30, 0, Optional.empty()));
        assertThat(meter.evidence(false).largestDisplacementMillimetres()).isNaN();
    }

    @Test
    void withoutImagesNothingIsKnown() {
        assertThat(meter.evidence(false))
                .isEqualTo(new RealismEvidence(
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        Double.NaN,
                        TrialCounts.NONE,
                        IntensityEvidence.NONE,
                        DetectabilityEvidence.none("it is measured when all is judged")));
    }
}
