package org.duress.result;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duress.spec.ShiftKind;
import org.junit.jupiter.api.Test;

class ShiftEvidenceTest {
    private static ShiftCurve curve(ShiftKind shift, double... dice) {
        List<Double> all = Arrays.stream(dice).boxed().toList();
        return new ShiftCurve("liver", shift, all, 3, "a blur of 0.9 mm", 0.25, Interval.UNKNOWN, Map.of());
    }

    @Test
    void theAreaIsThatUnderStraightLines() {
        // (0.8 / 2 + 0.8 + 0.6 + 0.4 + 0.4 + 0.2 / 2) / (5 * 0.8)
        ShiftCurve curve = curve(ShiftKind.BLUR, 0.8, 0.8, 0.6, 0.4, 0.4, 0.2);
        assertThat(curve.area()).isCloseTo(2.7 / 4, within(1e-12));
        assertThat(curve(ShiftKind.BLUR, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8).area()).isCloseTo(1, within(1e-12));
        assertThat(curve(ShiftKind.BLUR, 0, 0, 0, 0, 0, 0).area()).isNaN();
    }

    @Test
    void anOrganBreaksBetweenTwoSeverities() {
        // A quarter of 0.8 may go: 0.6 is reached half way from 0.7 to 0.5, between severities 2 and 3.
        ShiftCurve curve = curve(ShiftKind.BLUR, 0.8, 0.8, 0.7, 0.5, 0.4, 0.2);
        assertThat(curve.breakingSeverity().orElseThrow()).isCloseTo(2.5, within(1e-12));
        assertThat(curve.relativeDrop()).isCloseTo(0.375, within(1e-12));
        assertThat(curve.pastLimit()).isTrue();
        assertThat(curve(ShiftKind.BLUR, 0.8, 0.8, 0.7, 0.7, 0.7, 0.7).breakingSeverity())
                .isEmpty();
    }

    @Test
    void theWorstIsTheLargestFallWhereItIsJudged() {
        ShiftCurve blur = curve(ShiftKind.BLUR, 0.8, 0.8, 0.7, 0.5, 0.4, 0.1);
        ShiftCurve gamma = curve(ShiftKind.GAMMA, 0.8, 0.7, 0.6, 0.4, 0.4, 0.4);
        ShiftCurve noise = curve(ShiftKind.NOISE, 0.8, 0.7, 0.6, 0.4, 0.4, 0.4);
        ShiftEvidence shifts = new ShiftEvidence(true, List.of(blur, gamma, noise), Passes.NONE);
        assertThat(shifts.worst("liver")).contains(gamma);
        assertThat(shifts.worst("spleen")).isEmpty();
        assertThat(shifts.fallen()).containsExactly(gamma);
        assertThat(new ShiftEvidence(false, List.of(blur), Passes.NONE).fallen())
                .isEmpty();
    }

    @Test
    void aCurveHasSixNumbers() {
        assertThatThrownBy(() -> curve(ShiftKind.BLUR, 0.8, 0.7))
                .hasMessage("a curve has a Dice at severities 0 to 5, not [0.8, 0.7]");
    }
}
