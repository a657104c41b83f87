package org.duress.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duress.base.FiniteDifferences.dot;
import static org.duress.base.FiniteDifferences.slope;

import java.util.Arrays;
import java.util.Random;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.junit.jupiter.api.Test;

class WarpTest {
    private static final int HEIGHT = 7;
    private static final int WIDTH = 9;
    private static final int COUNT = 2;

    @Test
    void zeroFieldsGiveBackTheVerySameImage() {
        ImageBatch images = random(1);
        assertThat(Warp.perturb(images, Perturbation.none(COUNT, Grid.of(HEIGHT, WIDTH)))
                        .pixels())
                .isEqualTo(images.pixels());
    }

    @Test
    void aConstantDisplacementShiftsTheImageAndRepeatsTheBorder() {
        ImageBatch image = new ImageBatch(new float[] {1, 2, 3, 4}, 1, Grid.of(1, 4));
        float[] oneRight = {1, 0, 1, 0, 1, 0, 1, 0};
        Perturbation shift = new Perturbation(oneRight, new float[] {0, 0, 0, 10}, 1, Grid.of(1, 4));
        assertThat(Warp.perturb(image, shift).pixels()).containsExactly(2, 3, 4, 14);
        assertThat(Warp.labels(new byte[] {1, 2, 3, 4}, oneRight, Grid.of(1, 4)))
                .containsExactly(2, 3, 4, 4);
    }

    @Test
    void halfAPixelIsTheMeanOfNeighbours() {
        ImageBatch image = new ImageBatch(new float[] {0, 2, 4, 6}, 1, Grid.of(2, 2));
        Perturbation half = new Perturbation(new float[] {.5f, .5f, 0, 0, 0, 0, 0, 0}, new float[4], 1, Grid.of(2, 2));
        assertThat(Warp.perturb(image, half).pixels()).containsExactly(new float[] {3, 2, 4, 6}, within(1e-6f));
    }

    @Test
    void halfAPixelDoesNotBlurFineStripes() {
        int width = 64;
        double perPixel = 0.3;
        float[] stripes = new float[width];
        float[] half = new float[2 * width];
        for (int x = 0; x < width; x++) {
            stripes[x] = (float) Math.sin(2 * Math.PI * perPixel * x);
            half[2 * x] = 0.5f;
        }
        ImageBatch image = new ImageBatch(stripes, 1, Grid.of(1, width));
        float[] moved = Warp.perturb(image, new Perturbation(half, new float[width], image))
                .pixels();
        for (int x = 4; x < width - 5; x++) {
            // Linear interpolation gives 0.59 of this.
            double exact = Math.sin(2 * Math.PI * perPixel * (x + 0.5));
            assertThat((double) moved[x]).as("column %d", x).isCloseTo(exact, within(0.02));
        }
    }

    @Test
    void aFlatImageStaysFlatToRounding() {
        ImageBatch image = random(4);
        Arrays.fill(image.pixels(), 3);
        Random random = new Random(5);
        float[] d = new float[2 * image.pixels().length];
        for (int i = 0; i < d.length; i++) {
            d[i] = (float) (3 * random.nextGaussian());
        }
        float[] moved = Warp.perturb(image, new Perturbation(d, new float[image.pixels().length], image))
                .pixels();
        for (float value : moved) {
            assertThat((double) value).isCloseTo(3, within(1e-5));
        }
    }

    @Test
    void channelsMoveAlike() {
        ImageBatch one = random(6);
        float[] twice = new float[2 * one.pixels().length];
        for (int p = 0; p < one.pixels().length; p++) {
            twice[2 * p] = one.pixels()[p];
            twice[2 * p + 1] = -one.pixels()[p];
        }
        ImageBatch two = new ImageBatch(twice, COUNT, one.grid(), 2);
        Random random = new Random(7);
        float[] d = new float[twice.length];
        for (int i = 0; i < d.length; i++) {
            d[i] = (float) random.nextGaussian();
        }
        float[] single = Warp.perturb(one, new Perturbation(d, new float[one.pixels().length], one))
                .pixels();
        float[] both = Warp.perturb(two, new Perturbation(d, new float[twice.length], two))
                .pixels();
        for (int p = 0; p < single.length; p++) {
            assertThat(both[2 * p]).isCloseTo(single[p], within(1e-6f));
            assertThat(both[2 * p + 1]).isCloseTo(-single[p], within(1e-6f));
        }
    }

    @Test
    void pullbackIsTheDerivative() {
        Random random = new Random(3);
        ImageBatch images = random(2);
        int pixels = COUNT * HEIGHT * WIDTH;
        float[] d = new float[2 * pixels];
        for (int i = 0; i < d.length; i++) {
            // Away from whole pixels, where the derivative jumps at the border; from knot to knot it does by 0.02.
            d[i] = random.nextInt(7) - 3 + 0.2f + 0.6f * random.nextFloat();
        }
        float[] v = new float[pixels];
        float[] direction = new float[pixels];
        for (int i = 0; i < pixels; i++) {
            direction[i] = (float) random.nextGaussian();
        }
        float[] gradient = new float[d.length];
        Warp.pullback(images, new Perturbation(d, v, COUNT, Grid.of(HEIGHT, WIDTH)), direction, gradient);
        for (int i = 0; i < d.length; i++) {
            double slope = slope(d, i, 1e-3f, moved -> dot(warped(images, moved, v), direction));
            assertThat((double) gradient[i]).as("element %d", i).isCloseTo(slope, within(2e-2));
        }
    }

    private static float[] warped(ImageBatch images, float[] d, float[] v) {
        return Warp.perturb(images, new Perturbation(d, v, COUNT, Grid.of(HEIGHT, WIDTH)))
                .pixels();
    }

    @Test
    void fieldsOfAnotherShapeAreRefused() {
        assertThatThrownBy(() -> Warp.perturb(random(1), Perturbation.none(1, Grid.of(HEIGHT, WIDTH))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("do not fit");
    }

    private static ImageBatch random(long seed) {
        Random random = new Random(seed);
        float[] pixels = new float[COUNT * HEIGHT * WIDTH];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        return new ImageBatch(pixels, COUNT, Grid.of(HEIGHT, WIDTH));
    }
}
