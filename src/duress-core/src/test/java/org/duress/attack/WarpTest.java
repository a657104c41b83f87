package org.duress.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duress.base.FiniteDifferences.along;
import static org.duress.base.FiniteDifferences.dot;
import static org.duress.base.FiniteDifferences.gaussian;
import static org.duress.base.FiniteDifferences.slope;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.duress.base.Grid;
import org.duress.base.Scope;
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

    /** 2 planes of 2 x 3 voxels, moved by one along each axis in turn: what was further on is shown. */
    @Test
    void aVolumeShiftsAlongEachAxis() {
        Grid grid = Grid.of(2, 2, 3);
        float[] voxels = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
        float[][] shifted = {
            {2, 3, 3, 5, 6, 6, 8, 9, 9, 11, 12, 12},
            {4, 5, 6, 4, 5, 6, 10, 11, 12, 10, 11, 12},
            {7, 8, 9, 10, 11, 12, 7, 8, 9, 10, 11, 12}
        };
        byte[] labels = new byte[12];
        for (int p = 0; p < 12; p++) {
            labels[p] = (byte) voxels[p];
        }
        for (int component = 0; component < 3; component++) {
            Perturbation shift = Perturbation.none(1, grid);
            for (int p = 0; p < 12; p++) {
                shift.deformation()[3 * p + component] = 1;
            }
            assertThat(Warp.perturb(new ImageBatch(voxels, 1, grid), shift).pixels())
                    .isEqualTo(shifted[component]);
            assertThat(Warp.maps(voxels, 1, shift)).isEqualTo(shifted[component]);
            byte[] moved = Warp.labels(labels, shift.deformation(), grid);
            for (int p = 0; p < 12; p++) {
                assertThat((float) moved[p]).isEqualTo(shifted[component][p]);
            }
        }
    }

    @Test
    void labelsOfAVolumeAreThoseOfTheNearestVoxel() {
        Grid grid = Grid.of(3, 1, 2);
        Perturbation up = Perturbation.none(1, grid);
        for (int p = 0; p < 6; p++) {
            up.deformation()[3 * p + 2] = p % 2 == 0 ? -0.6f : -0.4f;
        }
        assertThat(Warp.labels(new byte[] {1, 2, 3, 4, Scope.OUTSIDE, 6}, up.deformation(), grid))
                .containsExactly(1, 2, 1, 4, Scope.OUTSIDE, 6);
    }

    @Test
    void halfAVoxelAlongAllAxesIsTheMeanOfEight() {
        ImageBatch image = new ImageBatch(new float[] {0, 8, 16, 24, 32, 40, 48, 64}, 1, Grid.of(2, 2, 2));
        Perturbation half = Perturbation.none(image);
        Arrays.fill(half.deformation(), 0, 3, 0.5f);
        assertThat(Warp.perturb(image, half).pixels()).containsExactly(29, 8, 16, 24, 32, 40, 48, 64);
        half.deformation()[2] = 0.25f;
        assertThat(Warp.perturb(image, half).pixels()[0]).isEqualTo(0.75f * 12 + 0.25f * 46);
    }

    /** Where nothing moves across planes, each is moved as a slice is. */
    @Test
    void mapsOfAVolumeMoveAsThoseOfItsSlices() {
        Grid plane = Grid.of(HEIGHT, WIDTH);
        int pixels = plane.voxels();
        float[] maps = gaussian(1, COUNT * 3 * pixels);
        float[] d = gaussian(2, COUNT * 2 * pixels);
        Perturbation flat = new Perturbation(d, new float[COUNT * pixels], COUNT, plane);
        Perturbation deep = Perturbation.none(1, Grid.of(COUNT, HEIGHT, WIDTH));
        for (int p = 0; p < COUNT * pixels; p++) {
            System.arraycopy(d, 2 * p, deep.deformation(), 3 * p, 2);
        }
        assertThat(Warp.maps(maps, 3, deep)).isEqualTo(Warp.maps(maps, 3, flat));
        float[] gradient = gaussian(3, maps.length);
        float[] flatSlopes = new float[d.length];
        float[] deepSlopes = new float[deep.deformation().length];
        Warp.mapsPullback(maps, 3, flat, gradient, flatSlopes);
        Warp.mapsPullback(maps, 3, deep, gradient, deepSlopes);
        for (int p = 0; p < COUNT * pixels; p++) {
            assertThat(Arrays.copyOfRange(deepSlopes, 3 * p, 3 * p + 2))
                    .isEqualTo(Arrays.copyOfRange(flatSlopes, 2 * p, 2 * p + 2));
        }
    }

    /** Of volumes, of several channels, of which some voxels are outside the field of view. */
    @Test
    void theAdjointOfAVolumeIsTheDerivative() {
        Grid grid = Grid.of(4, 5, 6).spaced(3, 1, 0.5);
        int voxels = grid.voxels();
        byte[] codes = new byte[voxels];
        for (int p = 0; p < voxels; p += 7) {
            codes[p] = Scope.OUTSIDE;
        }
        ImageBatch images = new ImageBatch(gaussian(1, COUNT * voxels * 2), COUNT, grid, 2)
                .scoped(List.of(Scope.of(codes), Scope.ALL));
        Perturbation fields = Perturbation.none(images);
        Random random = new Random(2);
        for (int i = 0; i < fields.deformation().length; i++) {
            // Away from whole voxels, where the derivative jumps.
            fields.deformation()[i] = random.nextInt(5) - 2 + 0.2f + 0.6f * random.nextFloat();
        }
        float[] direction = gaussian(3, images.pixels().length);
        float[] onV = direction.clone();
        float[] onD = new float[fields.deformation().length];
        Warp.pullback(images, fields, onV, onD);
        float[] onMaps = new float[onD.length];
        Warp.mapsPullback(images.pixels(), 2, fields, direction, onMaps);
        for (int i = 0; i < onD.length; i++) {
            double slope = slope(
                    fields.deformation(),
                    i,
                    1e-2f,
                    d -> dot(moved(images, fields, d).pixels(), direction));
            assertThat((double) onD[i]).as("element %d", i).isCloseTo(slope, within(2e-3));
            double mapSlope = slope(
                    fields.deformation(),
                    i,
                    1e-2f,
                    d -> dot(
                            Warp.maps(images.pixels(), 2, new Perturbation(d, fields.intensity(), images)), direction));
            assertThat((double) onMaps[i]).as("element %d", i).isCloseTo(mapSlope, within(2e-3));
        }
        for (int i = 0; i < onV.length; i++) {
            boolean outside = i < 2 * voxels && i / 2 % 7 == 0;
            assertThat(onV[i]).isEqualTo(outside ? 0 : direction[i]);
        }
        // All of D at once: the product of a change of D with the gradient is that of the change of the image.
        float[] along = gaussian(4, onD.length);
        assertThat(dot(onD, along))
                .isCloseTo(
                        along(
                                fields.deformation(),
                                along,
                                1e-3,
                                d -> dot(moved(images, fields, d).pixels(), direction)),
                        within(1e-2));
    }

    private static ImageBatch moved(ImageBatch images, Perturbation fields, float[] d) {
        return Warp.perturb(images, new Perturbation(d, fields.intensity(), images));
    }

    @Test
    void zeroFieldsGiveBackTheVerySameVolume() {
        ImageBatch images =
                new ImageBatch(gaussian(1, 2 * 60 * 3), 2, Grid.of(3, 4, 5).spaced(5, 1, 1), 3);
        assertThat(Warp.perturb(images, Perturbation.none(images)).pixels()).isEqualTo(images.pixels());
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
