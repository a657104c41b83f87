package org.duress.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.duress.base.Grid;
import org.duress.data.Acquisition;
import org.duress.data.IntensityScale;
import org.duress.model.open.Described;
import org.duress.model.open.Models;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;

/**
 * A MONAI bundle and a folder of nnU-Net, opened by what their files say, against what the inference of each gives when
 * it is written out in Python ({@code make_bundles.py}): probabilities, and gradients back to the image in standard
 * deviations.
 */
class BundlesAgreeTest {
    private static final Path FOLDER = Path.of("src/duress-acceptance/src/test/resources/bundles");

    /** Largest difference of a probability, and of a gradient as a share of the largest. */
    private static final double PROBABILITY = 1e-4;

    private static final double GRADIENT = 1e-3;

    private static IntensityScale scale(double mean, double deviation) {
        return new IntensityScale(mean, deviation);
    }

    @Test
    void aMonaiBundleOfFourChannelsAndThreeRegions() throws IOException {
        List<IntensityScale> scales = List.of(scale(20, 110), scale(60, 90), scale(-30, 140), scale(100, 80));
        Path bundle = FOLDER.resolve("monai");
        requireAgreement("monai", bundle, images(bundle, Grid.of(40, 36).spaced(1.0, 1.2), scales), true);
    }

    @Test
    void anNnUNetFolderOfTwoChannelsAndThreeClasses() throws IOException {
        List<IntensityScale> scales = List.of(scale(30, 120), scale(300, 150));
        Path folder = FOLDER.resolve("nnUNetTrainer__nnUNetPlans__2d");
        requireAgreement("nnunet", folder, images(folder, Grid.of(44, 37).spaced(1.0, 1.3), scales), false);
    }

    private static ImageBatch images(Path folder, Grid grid, List<IntensityScale> scales) throws IOException {
        float[] pixels = array(folder, "images");
        int count = pixels.length / grid.voxels() / scales.size();
        List<Acquisition> each = Collections.nCopies(count, new Acquisition(scales, grid.spacing()));
        return new ImageBatch(pixels, count, grid, scales.size(), each);
    }

    private static void requireAgreement(String format, Path folder, ImageBatch images, boolean organs)
            throws IOException {
        ModelSpec spec = new ModelSpec(format, folder);
        assertThat(Described.understood(spec).spec().channels()).isEqualTo(OptionalInt.of(images.channels()));
        float[] weights = array(folder, "weights");
        float[] expected = array(folder, "probabilities");
        float[] gradient = array(folder, "gradient");
        try (SegmentationModel model = Models.open(spec)) {
            DifferentiableModel.Forward forward =
                    model.differentiable().orElseThrow().forward(images);
            float[] own = forward.probabilities();
            Regions regions = new Regions(own, model.classes());
            float[] answered = organs ? regions.probabilities() : own;
            assertThat(largest(difference(answered, expected))).isLessThan(PROBABILITY);
            float[] pulled = forward.inputGradient(organs ? regions.pulledBack(weights) : weights);
            assertThat(largest(difference(pulled, gradient))).isLessThan(GRADIENT * largest(gradient));
        }
    }

    /** Each organ's own probability of softmax(0, z). */
    private record Regions(float[] softmax, int classes) {
        float[] probabilities() {
            float[] own = new float[softmax.length / classes * (classes - 1)];
            for (int i = 0; i < own.length; i++) {
                int pixel = i / (classes - 1) * classes;
                double s = softmax[pixel + 1 + i % (classes - 1)];
                own[i] = (float) (s / (s + softmax[pixel]));
            }
            return own;
        }

        float[] pulledBack(float[] gradient) {
            float[] pulled = new float[softmax.length];
            for (int i = 0; i < gradient.length; i++) {
                int pixel = i / (classes - 1) * classes;
                int organ = pixel + 1 + i % (classes - 1);
                double both = (double) softmax[organ] + softmax[pixel];
                pulled[organ] += (float) (gradient[i] * softmax[pixel] / both / both);
                pulled[pixel] -= (float) (gradient[i] * softmax[organ] / both / both);
            }
            return pulled;
        }
    }

    private static float[] difference(float[] one, float[] other) {
        assertThat(one).hasSameSizeAs(other);
        float[] difference = new float[one.length];
        for (int i = 0; i < one.length; i++) {
            difference[i] = one[i] - other[i];
        }
        return difference;
    }

    private static double largest(float[] values) {
        double largest = 0;
        for (float value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        return largest;
    }

    private static float[] array(Path folder, String name) throws IOException {
        return NpyFile.read(folder.resolve(name + ".npy")).floats();
    }
}
