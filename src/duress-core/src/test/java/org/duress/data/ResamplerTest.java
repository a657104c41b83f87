package org.duress.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.duress.base.Grid;
import org.duress.spec.ImageSize;
import org.junit.jupiter.api.Test;

class ResamplerTest {
    private static float[] linear(float[] image, int height, int width, int newHeight, int newWidth) {
        return Resampler.sized(Grid.of(height, width), new ImageSize(newHeight, newWidth))
                .plane(image);
    }

    private static byte[] nearest(byte[] labels, int height, int width, int newHeight, int newWidth) {
        return Resampler.sized(Grid.of(height, width), new ImageSize(newHeight, newWidth))
                .plane(labels);
    }

    @Test
    void doublingAlignsPixelCentres() {
        // Centres of the 4 outputs lie at -0.25, 0.25, 0.75 and 1.25 of the input; the border repeats.
        assertThat(linear(new float[] {0, 4}, 1, 2, 1, 4)).containsExactly(0f, 1f, 3f, 4f);
        assertThat(linear(new float[] {0, 4}, 2, 1, 4, 1)).containsExactly(0f, 1f, 3f, 4f);
    }

    @Test
    void rowsAndColumnsAreIndependent() {
        float[] image = {0, 4, 8, 12};

        assertThat(linear(image, 2, 2, 4, 2)).containsExactly(0, 4, 2, 6, 6, 10, 8, 12);
        assertThat(linear(image, 2, 2, 2, 4)).containsExactly(0, 1, 3, 4, 8, 9, 11, 12);
    }

    @Test
    void halvingAveragesWithAWidenedTriangle() {
        // Output 1 lies at 2.5; inputs 1 to 4 weigh 0.25, 0.75, 0.75, 0.25 of their sum.
        float[] image = {0, 1, 3, 5, 7, 9};

        assertThat(linear(image, 1, 6, 1, 3)[1]).isCloseTo((1 + 3 * 3 + 3 * 5 + 7) / 8f, within(1e-6f));
    }

    @Test
    void finestStripesShrinkToGreyInsteadOfAliasing() {
        float[] stripes = new float[64];
        for (int i = 0; i < 64; i++) {
            stripes[i] = i % 2;
        }

        float[] small = linear(stripes, 1, 64, 1, 9);

        for (int i = 1; i < 8; i++) {
            assertThat(small[i]).isBetween(0.45f, 0.55f);
        }
    }

    @Test
    void aConstantStaysConstantAndTheSameSizeIsUntouched() {
        float[] image = {5, 5, 5, 5, 5, 5};

        assertThat(linear(image, 2, 3, 7, 2)).hasSize(14).containsOnly(5f);
        assertThat(linear(image, 2, 3, 2, 3)).isSameAs(image);
    }

    @Test
    void labelsAreTheNearestPixels() {
        assertThat(nearest(new byte[] {1, 2}, 1, 2, 1, 4)).containsExactly(1, 1, 2, 2);
        assertThat(nearest(new byte[] {1, 2, 3, 4, 5}, 5, 1, 2, 1)).containsExactly(2, 4);
        assertThat(nearest(new byte[] {1, 2, 3, 4}, 2, 2, 1, 2)).containsExactly(3, 4);
    }
}
