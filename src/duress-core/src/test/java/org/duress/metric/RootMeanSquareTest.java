package org.duress.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.duress.base.FiniteDifferences;
import org.junit.jupiter.api.Test;

class RootMeanSquareTest {
    @Test
    void followsItsFormula() {
        assertThat(RootMeanSquare.of(new float[] {9, 3, -4, 9}, 1, 2)).isEqualTo(Math.sqrt(12.5));
        assertThat(RootMeanSquare.of(new double[] {9, 3, -4, 9}, 1, 2)).isEqualTo(Math.sqrt(12.5));
        assertThat(RootMeanSquare.squared(new float[] {3, -4})).isEqualTo(12.5);
    }

    @Test
    void ofNothingIsZero() {
        assertThat(RootMeanSquare.of(new float[1], 1, 0)).isZero();
        assertThat(RootMeanSquare.of(new double[1], 1, 0)).isZero();
    }

    @Test
    void theSquaresGradientIsTheDerivativeAndAdded() {
        float[] values = FiniteDifferences.gaussian(1, 7);
        float[] gradient = new float[7];
        gradient[3] = 5;
        RootMeanSquare.addSquaredGradient(values, 0.4, gradient);
        for (int i = 0; i < values.length; i++) {
            double slope = FiniteDifferences.slope(values, i, 1e-2f, moved -> 0.4 * RootMeanSquare.squared(moved));
            assertThat((double) gradient[i]).isCloseTo(slope + (i == 3 ? 5 : 0), within(1e-6));
        }
    }
}
