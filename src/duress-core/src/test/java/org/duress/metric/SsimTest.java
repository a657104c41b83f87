package org.duress.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.duress.base.Grid;
import org.junit.jupiter.api.Test;

class SsimTest {
    private static final int HEIGHT = 13;
    private static final int WIDTH = 17;

    @Test
    void anEqualImageIsExactlyOne() {
        assertThat(Ssim.of(pattern(), pattern(), Grid.of(HEIGHT, WIDTH))).isEqualTo(1);
        float[] flat = new float[12];
        assertThat(Ssim.of(flat, flat.clone(), Grid.of(3, 4))).isEqualTo(1);
    }

    /**
     * The window of the first of the two pixels has the weight m on the second, which mirrored lies at the places 1, 2,
     * 5, -2 and -3.
     */
    @Test
    void twoPixelsByHand() {
        double m = weight(1) + 2 * weight(2) + weight(3) + weight(5);
        double v = m * (1 - m);
        double expected = (2 * v + 1e-4) * (-2 * v + 9e-4) / ((m * m + (1 - m) * (1 - m) + 1e-4) * (2 * v + 9e-4));
        assertThat(Ssim.of(new float[] {0, 1}, new float[] {1, 0}, Grid.of(1, 2)))
                .isCloseTo(expected, within(1e-12));
        assertThat(Ssim.of(new float[] {0, 1}, new float[] {1, 0}, Grid.of(2, 1)))
                .isCloseTo(expected, within(1e-12));
    }

    private static double weight(int distance) {
        double sum = 0;
        for (int k = -5; k <= 5; k++) {
            sum += Math.exp(-k * k / 4.5);
        }
        return Math.exp(-distance * distance / 4.5) / sum;
    }

    /**
     * Values of a numpy script in double precision: images less the clean minimum, {@code np.pad(image, 5,
     * mode="symmetric")}, one window at a time with the outer product of exp(-k^2 / 4.5) for weights, and variances as
     * weighted means of (value - mean)^2.
     */
    @Test
    void agreesWithAnIndependentImplementation() {
        assertThat(Ssim.of(pattern(), changed(), Grid.of(HEIGHT, WIDTH))).isCloseTo(0.9521838828632077, within(1e-12));
        assertThat(Ssim.of(pattern(), plus(0.5f), Grid.of(HEIGHT, WIDTH))).isCloseTo(0.945266336315434, within(1e-12));
        assertThat(Ssim.of(corner(pattern()), corner(changed()), Grid.of(4, 3)))
                .as("smaller than the window")
                .isCloseTo(0.9535448678895341, within(1e-12));
    }

    @Test
    void isSymmetricWithOneRange() {
        Grid grid = Grid.of(HEIGHT, WIDTH);
        assertThat(Ssim.of(pattern(), changed(), grid, -1.25f, 2.5))
                .isEqualTo(Ssim.of(changed(), pattern(), grid, -1.25f, 2.5));
    }

    @Test
    void fallsAsTheImageIsShiftedFurther() {
        double near = Ssim.of(pattern(), plus(0.1f), Grid.of(HEIGHT, WIDTH));
        double far = Ssim.of(pattern(), plus(1), Grid.of(HEIGHT, WIDTH));
        assertThat(near).isLessThan(1).isGreaterThan(far);
    }

    @Test
    void doesNotDependOnTheUnitOrTheZeroOfIntensities() {
        float[] clean = pattern();
        float[] attacked = changed();
        double before = Ssim.of(clean, attacked, Grid.of(HEIGHT, WIDTH));
        for (int i = 0; i < clean.length; i++) {
            clean[i] = 8 * clean[i] + 64;
            attacked[i] = 8 * attacked[i] + 64;
        }
        assertThat(Ssim.of(clean, attacked, Grid.of(HEIGHT, WIDTH))).isCloseTo(before, within(1e-12));
    }

    @Test
    void aFlatImageIsLikeNoOther() {
        float[] changed = new float[12];
        changed[5] = 1e-6f;
        assertThat(Ssim.of(new float[12], changed, Grid.of(3, 4))).isZero();
    }

    @Test
    void refusesImagesOfDifferentSize() {
        assertThatThrownBy(() -> Ssim.of(new float[12], new float[11], Grid.of(3, 4)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("images of 12 and 11 pixels cannot be compared as 3 x 4");
    }

    private static float[] pattern() {
        float[] image = new float[HEIGHT * WIDTH];
        for (int i = 0; i < image.length; i++) {
            image[i] = ((7 * (i / WIDTH) + 3 * (i % WIDTH)) % 11 - 5) * 0.25f;
        }
        return image;
    }

    private static float[] changed() {
        float[] image = pattern();
        for (int i = 0; i < image.length; i++) {
            image[i] += ((5 * (i / WIDTH) + 2 * (i % WIDTH)) % 7 - 3) * 0.125f;
        }
        return image;
    }

    private static float[] plus(float shift) {
        float[] image = pattern();
        for (int i = 0; i < image.length; i++) {
            image[i] += shift;
        }
        return image;
    }

    private static float[] corner(float[] image) {
        float[] corner = new float[12];
        for (int y = 0; y < 4; y++) {
            System.arraycopy(image, y * WIDTH, corner, 3 * y, 3);
        }
        return corner;
    }
}
