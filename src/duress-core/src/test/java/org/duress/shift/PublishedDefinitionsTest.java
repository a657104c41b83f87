package org.duress.shift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.assertj.core.data.Offset;
import org.duress.base.Grid;
import org.duress.data.IntensityScale;
import org.junit.jupiter.api.Test;

/** Shifts against what TorchIO, MONAI and ImageNet-C write of theirs, worked out here by their formulas. */
class PublishedDefinitionsTest {
    private static final Draws DRAWS = new Draws(3, 4);
    private static final Offset<Float> ROUNDED = within(1e-5f);

    private static Channel channel(Grid grid, float... values) {
        return new Channel(values, grid, Lengths.of(grid), IntensityScale.NONE, 0, 1);
    }

    /** TorchIO's BiasField: coefficients of all x^i y^j z^k of order 3, in the order of i, then j, then k. */
    @Test
    void theBiasFieldIsTorchIosPolynomial() {
        double[] c = new double[20];
        c[0] = 0.5; // 1
        c[1] = 0.25; // z
        c[4] = 2; // y
        c[7] = 3; // y^2, after y z and y z^2
        c[9] = 5; // y^3, after y^2 z
        c[10] = 7; // x, after y^3
        c[13] = 11; // x y, after x z and x z^2
        c[16] = 13; // x^2, after x y z and x y^2
        c[19] = 17; // x^3, after x^2 z and x^2 y
        // At x = 2, y = 3, z = 5.
        assertThat(BiasField.polynomial(c, 2, 3, 5))
                .isEqualTo(0.5 + 0.25 * 5 + 2 * 3 + 3 * 9 + 5 * 27 + 7 * 2 + 11 * 6 + 13 * 4 + 17 * 8);
    }

    /** exp of it times the magnitude; coefficients are drawn evenly from -1 to 1, times a = 0.5, TorchIO's default. */
    @Test
    void theBiasFieldMultipliesTheMagnitude() {
        float[] image = {-1, 0, 2, 3, 1, 5};
        float[] biased = new BiasField().apply(channel(Grid.of(2, 3), image), 0.5, DRAWS);
        Random drawn = new Random(3);
        double[] c = new double[20];
        for (int n = 0; n < 20; n++) {
            c[n] = 0.5 * (2 * drawn.nextDouble() - 1);
        }
        // Rows lie at -1 and 1, columns at -1, 0 and 1; of powers of z only the zeroth is left.
        double[] at = {-1, 0, 1};
        for (int y = 0; y < 2; y++) {
            for (int x = 0; x < 3; x++) {
                double u = at[x];
                double v = 2 * y - 1;
                double sum = c[0]
                        + c[4] * v
                        + c[7] * v * v
                        + c[9] * v * v * v
                        + c[10] * u
                        + c[13] * u * v
                        + c[15] * u * v * v
                        + c[16] * u * u
                        + c[18] * u * u * v
                        + c[19] * u * u * u;
                double expected = -1 + (image[3 * y + x] + 1) * Math.exp(sum);
                assertThat(biased[3 * y + x]).isCloseTo((float) expected, ROUNDED);
            }
        }
    }

    /** MONAI's AdjustContrast: ((I - min) / range)^gamma range + min. */
    @Test
    void gammaIsMonaisAdjustContrast() {
        // The draws' sign is that of a Random of seed 3.
        double gamma = new Random(3).nextBoolean() ? 2 : 0.5;
        float[] bent = new Gamma().apply(channel(Grid.of(1, 3), -1, 0, 3), 2, DRAWS);
        assertThat(bent).containsExactly(new float[] {-1, (float) (-1 + 4 * Math.pow(0.25, gamma)), 3}, ROUNDED);
    }

    /** TorchIO's Noise: I + std n. */
    @Test
    void noiseIsTorchIosRandomNoise() {
        float[] noisy = new GaussianNoise().apply(channel(Grid.of(1, 2), 1, 5), 0.25, DRAWS);
        Random normal = DRAWS.ofChannel(channel(Grid.of(1, 2), 1, 5));
        assertThat(noisy)
                .containsExactly(
                        new float[] {
                            (float) (1 + 0.25 * normal.nextGaussian()), (float) (5 + 0.25 * normal.nextGaussian())
                        },
                        ROUNDED);
    }

    /** MONAI's RandRicianNoise: sqrt((I + n1)^2 + n2^2), I from 0. */
    @Test
    void ricianNoiseIsMonais() {
        float[] noisy = new RicianNoise().apply(channel(Grid.of(1, 2), -2, 5), 0.5, DRAWS);
        Random normal = DRAWS.ofChannel(channel(Grid.of(1, 2), -2, 5));
        double first = Math.hypot(0 + 0.5 * normal.nextGaussian(), 0.5 * normal.nextGaussian());
        double second = Math.hypot(7 + 0.5 * normal.nextGaussian(), 0.5 * normal.nextGaussian());
        assertThat(noisy).containsExactly(new float[] {(float) (first - 2), (float) (second - 2)}, ROUNDED);
    }

    /** ImageNet-C's contrast, (x - mean) c + mean, where our amount is what is lost. */
    @Test
    void contrastIsImageNetCs() {
        assertThat(new Contrast().apply(channel(Grid.of(1, 3), 0, 3, 6), 0.4, DRAWS))
                .containsExactly(new float[] {1.2f, 3, 4.8f}, ROUNDED);
    }

    /**
     * TorchIO's Ghosting: planes[::4] of the shifted spectrum times 1 - s, the central one restored. Of eight lines the
     * centre is line 4, frequency 0, which is one of them and comes back; line 0, frequency -4, is what is left. So of
     * the image the part (-1)^y sum_y (-1)^y I_y / 8 becomes 1 - s of itself.
     */
    @Test
    void ghostingIsTorchIos() {
        float[] column = {1, 0, 0, 4, 0, 2, 0, 0};
        double nyquist = (1 - 4 - 2) / 8.0;
        float[] ghosts = new Ghosting().apply(channel(Grid.of(8, 1), column), 0.75, DRAWS);
        for (int y = 0; y < 8; y++) {
            double wave = y % 2 == 0 ? nyquist : -nyquist;
            assertThat(ghosts[y]).isCloseTo((float) (column[y] - 0.75 * wave), ROUNDED);
        }
    }

    /** TorchIO's Spike: the largest of the spectrum, N mean, times r, at one frequency; back, and real, a cosine. */
    @Test
    void aSpikeIsTorchIosWave() {
        Grid grid = Grid.of(16, 16);
        float[] ones = new float[256];
        java.util.Arrays.fill(ones, 2);
        ones[0] = 0;
        float[] wave = new Spikes().apply(channel(grid, ones), 0.5, DRAWS);
        double mean = 2 * 255 / 256.0;
        double power = 0;
        double sum = 0;
        for (int p = 0; p < 256; p++) {
            power += (wave[p] - ones[p]) * (wave[p] - ones[p]) / 256;
            sum += wave[p] - ones[p];
        }
        assertThat(wave[0] - ones[0]).as("in phase at the origin").isCloseTo((float) (0.5 * mean), ROUNDED);
        assertThat(power).as("of a cosine half the square of its height").isCloseTo(0.125 * mean * mean, within(1e-4));
        assertThat(sum).as("nothing at frequency 0").isCloseTo(0, within(1e-3));
    }

    /** TorchIO's Blur: scipy's gaussian_filter of std / spacing points. */
    @Test
    void blurIsANormalDensity() {
        float[] dot = new float[41];
        dot[20] = 1;
        Grid grid = Grid.of(1, 41).spaced(1, 0.5);
        float[] blurred = new Blur().apply(channel(grid, dot), 1, DRAWS);
        // 1 mm are two pixels.
        double all = 0;
        for (int i = -8; i <= 8; i++) {
            all += Math.exp(-i * i / 8.0);
        }
        assertThat(blurred[20]).isCloseTo((float) (1 / all), ROUNDED);
        assertThat(blurred[23]).isCloseTo((float) (Math.exp(-9 / 8.0) / all), ROUNDED);
    }
}
