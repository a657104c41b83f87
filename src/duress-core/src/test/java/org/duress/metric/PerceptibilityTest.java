package org.duress.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.duress.base.FiniteDifferences;
import org.junit.jupiter.api.Test;

class PerceptibilityTest {
    /** Of the first (0.5 + 0) / 2, of the second (1 + 3) / 2; together the mean of both. */
    @Test
    void eachChannelHasItsOwn() {
        float[] clean = {1, 2, 5, 3};
        float[] attacked = {0.5f, 1, 5, 0};
        assertThat(Perceptibility.ofChannels(clean, attacked, 2)).containsExactly(0.25, 2);
        assertThat(Perceptibility.of(clean, attacked)).isEqualTo(1.125);
    }

    @Test
    void isTheMeanAbsoluteDifference() {
        assertThat(Perceptibility.of(new float[] {0, 1, -1, 2}, new float[] {0.5f, 1, -1.25f, 1}))
                .isEqualTo((0.5 + 0 + 0.25 + 1) / 4);
    }

    @Test
    void anUnchangedImageIsExactlyZero() {
        float[] image = {0.1f, -3.7f, 1e-8f};
        assertThat(Perceptibility.of(image, image.clone())).isZero();
    }

    @Test
    void ofOneImageOfABatch() {
        assertThat(Perceptibility.of(new float[] {9, 0, 1, 9}, new float[] {0, 0.5f, -1, 0}, 1, 2))
                .isEqualTo((0.5 + 2) / 2);
    }

    @Test
    void theGradientIsTheRoundedSign() {
        float[] gradient = {7, 7, 7, 7, 7};
        Perceptibility.gradient(new float[] {0, 1, 1, 1, 0}, new float[] {9, 1, 1.25f, 0.25f, 9}, 1, 3, 0.25, gradient);
        assertThat(gradient).containsExactly(7, 0, 0.5f, -0.75f, 7);
    }

    @Test
    void withoutSoftnessTheGradientIsTheDerivative() {
        float[] clean = FiniteDifferences.gaussian(1, 5);
        float[] attacked = FiniteDifferences.gaussian(2, 5);
        float[] gradient = new float[5];
        Perceptibility.gradient(clean, attacked, 0, 5, 0, gradient);
        for (int i = 0; i < 5; i++) {
            double slope = FiniteDifferences.slope(attacked, i, 1e-3f, moved -> 5 * Perceptibility.of(clean, moved));
            assertThat((double) gradient[i]).isCloseTo(slope, within(1e-6));
        }
    }

    @Test
    void refusesImagesOfDifferentSize() {
        assertThatThrownBy(() -> Perceptibility.of(new float[2], new float[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("images of 2 and 3 pixels cannot be compared");
    }
}
