package org.duress.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

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
        assertThat(Warp.perturb(image, half).pixels()).containsExactly(3, 2, 4, 6);
    }

    @Test
    void pullbackIsTheDerivative() {
        Random random = new Random(3);
        ImageBatch images = random(2);
        int pixels = COUNT * HEIGHT * WIDTH;
        float[] d = new float[2 * pixels];
        for (int i = 0; i < d.length; i++) {
            // Away from whole pixels, where the derivative jumps.
            d[i] = random.nextInt(7) - 3 + 0.2f + 0.6f * random.nextFloat();
        }
        float[] v = new float[pixels];
        float[] direction = new float[pixels];
        for (int i = 0; i < pixels; i++) {
            direction[i] = (float) random.nextGaussian();
        }
        float[] gradient = new float[d.length];
        Warp.pullback(images, new Perturbation(d, v, COUNT, Grid.of(HEIGHT, WIDTH)), direction, gradient);
        double step = 1e-2;
        for (int i = 0; i < d.length; i++) {
            double slope =
                    (loss(images, d, v, i, step, direction) - loss(images, d, v, i, -step, direction)) / (2 * step);
            assertThat((double) gradient[i]).as("element %d", i).isCloseTo(slope, within(5e-3));
        }
    }

    private static double loss(ImageBatch images, float[] d, float[] v, int at, double step, float[] direction) {
        float[] moved = d.clone();
        moved[at] += (float) step;
        float[] out = Warp.perturb(images, new Perturbation(moved, v, COUNT, Grid.of(HEIGHT, WIDTH)))
                .pixels();
        double sum = 0;
        for (int i = 0; i < out.length; i++) {
            sum += (double) out[i] * direction[i];
        }
        return sum;
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
