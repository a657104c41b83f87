package org.duress.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.duress.DuressException;
import org.duress.TeamsDice;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.duress.data.Acquisition;
import org.duress.data.IntensityScale;
import org.duress.metric.Dice;
import org.duress.model.open.Described;
import org.duress.model.open.Models;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * MONAI bundles and folders of nnU-Net, of slices and of volumes, opened by what their files say, against what the
 * inference of each gives when it is written out in Python ({@code make_bundles.py}): probabilities, gradients back to
 * the image in standard deviations, and the Dice of each organ.
 */
class BundlesAgreeTest {
    private static final Path FOLDER = Path.of("src/duress-acceptance/src/test/resources/bundles");
    private static final Path MONAI = FOLDER.resolve("monai");
    private static final Path VOLUMES = FOLDER.resolve("monai-volumes");
    private static final Path NNUNET = FOLDER.resolve("nnUNetTrainer__nnUNetPlans__2d");

    /** Largest difference of a probability, and of a gradient as a share of the largest. */
    private static final double PROBABILITY = 1e-4;

    private static final double GRADIENT = 1e-3;

    private static IntensityScale scale(double mean, double deviation) {
        return new IntensityScale(mean, deviation);
    }

    @Test
    void aMonaiBundleOfFourChannelsAndThreeRegions() throws IOException {
        requireMonai(MONAI);
    }

    @Test
    void theSameNetworkAsOnnx(@TempDir Path bundle) throws IOException {
        asOnnx(MONAI, bundle);
        requireMonai(bundle);
        copy(MONAI.resolve("models"), bundle.resolve("models"), "model.ts");
        assertThat(format("monai", bundle)).as("of both").isEqualTo("torchscript");
    }

    @Test
    void aMonaiBundleOnTheClassPath() throws IOException {
        requireMonai(Path.of("classpath:bundles/monai"));
    }

    @Test
    void anNnUNetFolderOfTwoChannelsAndThreeClasses() throws IOException {
        requireNnUNet(NNUNET);
    }

    @Test
    void theSameAsOnnxInAZipOnTheClassPath() throws IOException {
        Path zip = Path.of("classpath:bundles/onnx/nnUNetTrainer__nnUNetPlans__2d.zip");
        assertThat(format("nnunet", zip)).isEqualTo("onnx");
        requireNnUNet(zip);
    }

    @Test
    void aMonaiBundleOfVolumes() throws IOException {
        requireVolumes(VOLUMES);
    }

    @Test
    void theSameNetworkOfVolumesAsOnnx(@TempDir Path bundle) throws IOException {
        asOnnx(VOLUMES, bundle);
        requireVolumes(bundle);
    }

    /** Planes far apart, which are resampled one by one, and axes in another order. */
    @Test
    void anNnUNetFolderOfVolumes() throws IOException {
        Path folder = FOLDER.resolve("nnUNetTrainer__nnUNetPlans__3d_fullres");
        List<IntensityScale> scales = List.of(scale(30, 120), scale(300, 150));
        ImageBatch images = images(folder, Grid.of(9, 22, 19).spaced(4.0, 1.0, 1.1), scales);
        requireAgreement(new ModelSpec("nnunet", folder), folder, images, false);
    }

    @Test
    void aBundleOfVolumesIsNoneOfSlicesNorTheOtherWayRound() {
        try (SegmentationModel model = Models.open(new ModelSpec("monai", VOLUMES))) {
            assertThat(model.takes(Grid.of(64, 64))).isFalse();
            assertThatThrownBy(() -> model.requireSize(Grid.of(64, 64)))
                    .isInstanceOf(DuressException.class)
                    .hasMessage("model monai-volumes takes volumes, and these images are slices of 64 x 64 pixels; set"
                            + " cohort.dimensions to 3, or give a model of slices");
        }
        try (SegmentationModel model = Models.open(new ModelSpec("nnunet", NNUNET))) {
            assertThatThrownBy(() -> model.requireSize(Grid.of(8, 64, 64)))
                    .isInstanceOf(DuressException.class)
                    .hasMessage("model nnUNetTrainer__nnUNetPlans__2d takes slices, and these images are volumes of 8 x"
                            + " 64 x 64 voxels; set cohort.dimensions to 2, or give a model of volumes");
        }
    }

    private static String format(String format, Path path) {
        return Described.understood(new ModelSpec(format, path)).spec().format();
    }

    private static void copy(Path from, Path to, String... names) throws IOException {
        Files.createDirectories(to);
        for (String name : names) {
            Files.copy(from.resolve(name), to.resolve(name));
        }
    }

    /** A bundle's own files, and its network in another format alone. */
    private static void asOnnx(Path of, Path bundle) throws IOException {
        copy(of.resolve("configs"), bundle.resolve("configs"), "metadata.json", "inference.json");
        Files.createDirectories(bundle.resolve("models"));
        Files.copy(FOLDER.resolve("onnx/" + of.getFileName() + ".onnx"), bundle.resolve("models/model.onnx"));
        assertThat(format("monai", bundle)).isEqualTo("onnx");
    }

    private static void requireVolumes(Path bundle) throws IOException {
        ImageBatch images = images(VOLUMES, Grid.of(12, 20, 18).spaced(2.0, 1.0, 1.2), List.of(scale(40, 120)));
        requireAgreement(new ModelSpec("monai", bundle), VOLUMES, images, false);
    }

    private static void requireMonai(Path bundle) throws IOException {
        List<IntensityScale> scales = List.of(scale(20, 110), scale(60, 90), scale(-30, 140), scale(100, 80));
        ImageBatch images = images(MONAI, Grid.of(40, 36).spaced(1.0, 1.2), scales);
        requireAgreement(new ModelSpec("monai", bundle), MONAI, images, true);
    }

    private static void requireNnUNet(Path folder) throws IOException {
        List<IntensityScale> scales = List.of(scale(30, 120), scale(300, 150));
        ImageBatch images = images(NNUNET, Grid.of(44, 37).spaced(1.0, 1.3), scales);
        requireAgreement(new ModelSpec("nnunet", folder), NNUNET, images, false);
    }

    private static ImageBatch images(Path folder, Grid grid, List<IntensityScale> scales) throws IOException {
        float[] pixels = array(folder, "images");
        int count = pixels.length / grid.voxels() / scales.size();
        List<Acquisition> each = Collections.nCopies(count, new Acquisition(scales, grid.spacing()));
        return new ImageBatch(pixels, count, grid, scales.size(), each);
    }

    private static void requireAgreement(ModelSpec spec, Path folder, ImageBatch images, boolean organs)
            throws IOException {
        ModelSpec understood = Described.understood(spec).spec();
        assertThat(understood.channels()).isEqualTo(OptionalInt.of(images.channels()));
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
            requireDice(folder, organs, model, understood, images);
        }
    }

    /** As the gate sees the model: its classes by what the files say, or the organs that each pixel is in. */
    private static void requireDice(
            Path folder, boolean overlap, SegmentationModel model, ModelSpec spec, ImageBatch images)
            throws IOException {
        TeamsDice teams = TeamsDice.read(folder.resolve("dice.csv"));
        List<String> organs = teams.organs();
        OrganSets sets = overlap ? OrganSets.overlapping(organs.size()) : OrganSets.exclusive(organs.size());
        double[] in = NpyFile.read(folder.resolve("labels.npy")).values();
        byte[] labels = new byte[in.length / organs.size()];
        for (int i = 0; i < in.length; i++) {
            if (in[i] > 0) {
                int pixel = i / organs.size();
                labels[pixel] = (byte) sets.with(labels[pixel], i % organs.size() + 1);
            }
        }
        byte[] found = OrganClasses.map(model, spec.head(), spec.classes(), organs, sets)
                .segment(images)
                .classMap();
        List<Dice> dice = Dice.perOrgan(found, labels, sets);
        for (int organ = 0; organ < organs.size(); organ++) {
            assertThat(dice.get(organ).score())
                    .as(organs.get(organ))
                    .isCloseTo(teams.of("all", organs.get(organ)), within(TeamsDice.CLOSE));
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
