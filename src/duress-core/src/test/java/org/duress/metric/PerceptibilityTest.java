package org.duress.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PerceptibilityTest {
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
    void refusesImagesOfDifferentSize() {
        assertThatThrownBy(() -> Perceptibility.of(new float[2], new float[3]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("images of 2 and 3 pixels cannot be compared");
    }
}
