package org.duress.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duress.base.FiniteDifferences.dot;
import static org.duress.base.FiniteDifferences.gaussian;
import static org.duress.base.FiniteDifferences.slope;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.Progress;
import org.duress.base.Grid;
import org.duress.data.Cohort;
import org.duress.data.PhantomGenerator;
import org.duress.data.Subject;
import org.duress.model.open.Models;
import org.duress.net.Graph;
import org.duress.net.Network;
import org.duress.net.NetworkArchive;
import org.duress.net.Op;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NetworkModelTest {
    @TempDir
    Path folder;

    /** Five slices of 512 x 512: four, then one. */
    @Test
    void largeImagesAreAnsweredInParts() {
        Grid grid = Grid.of(512, 512);
        float[] pixels = new float[5 * grid.voxels()];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) Math.sin(1e-3 * i);
        }
        ImageBatch images = new ImageBatch(pixels, 5, grid);
        try (NetworkModel model =
                new NetworkModel(Network.initialised(UNet.graph(2, 1, 3), 5), List.of("a", "b"), "f")) {
            float[] together = model.probabilities(images);
            for (int i = 0; i < 5; i++) {
                float[] alone = model.probabilities(images.one(i));
                float furthest = 0;
                for (int k = 0; k < alone.length; k++) {
                    furthest = Math.max(furthest, Math.abs(together[i * alone.length + k] - alone[k]));
                }
                assertThat(furthest).as("slice %d", i).isLessThanOrEqualTo(1e-6f);
            }
        }
    }

    @Test
    void aFileOfFourChannels() throws IOException {
        Network network = Network.initialised(UNet.graph(4, 4, 2, 3), 5);
        Path file = folder.resolve("four.zip");
        DuressFormat.archive(network, List.of("a", "b"), Map.of()).write(file);
        ModelSpec said = new ModelSpec(
                "duress", file, ModelHead.AUTO, ModelLayout.AUTO, OptionalInt.of(3), Optional.empty(), Map.of());

        // The gradients of all four are checked when it is opened.
        try (SegmentationModel model = Models.open(new ModelSpec("duress", file))) {
            assertThat(model.channels()).isEqualTo(4);
            float[] pixels = new float[64 * 4];
            pixels[2] = 1;
            float[] with = model.probabilities(new ImageBatch(pixels, 1, Grid.of(8, 8), 4));
            assertThat(with)
                    .hasSize(64 * 3)
                    .isNotEqualTo(model.probabilities(new ImageBatch(new float[64 * 4], 1, Grid.of(8, 8), 4)));
        }
        assertThatThrownBy(() -> Models.open(said))
                .isInstanceOf(DuressException.class)
                .hasMessage("file " + file + " takes 4 channels, not 3; remove model.channels");
    }

    @Test
    void inputGradientIsTheDerivative() {
        NetworkModel model = new NetworkModel(Network.initialised(UNet.graph(4, 2, 3), 5), List.of("a", "b"), "f");
        float[] direction = gaussian(4, 8 * 8 * 3);
        ImageBatch image = new ImageBatch(gaussian(3, 8 * 8), 1, Grid.of(8, 8));
        float[] gradient = model.forward(image).inputGradient(direction).clone();
        // Element by element; a few pixels sit at a kink of pooling or leaky ReLU, where a difference is no derivative.
        int agree = 0;
        for (int i = 0; i < gradient.length; i++) {
            double slope =
                    slope(image.pixels(), i, 1e-3f, moved -> dot(model.probabilities(image.with(moved)), direction));
            agree += Math.abs(slope - gradient[i]) <= 0.02 * Math.abs(slope) + 2e-3 ? 1 : 0;
        }
        assertThat(agree).isGreaterThanOrEqualTo(gradient.length * 9 / 10);
    }

    @Test
    void aSizeItCannotTakeIsRefused() {
        NetworkModel model = new NetworkModel(Network.initialised(UNet.graph(4, 4, 3), 5), List.of(), "f");
        assertThatThrownBy(() -> model.requireSize(Grid.of(100, 128)))
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith("the model cannot take images of 100 x 128 pixels (node 'up2.1'")
                .hasMessageEndingWith("set cohort.size to multiples of 8, such as [104, 128]");
    }

    @Test
    void aNetworkIsForSlicesOrForVolumes() {
        NetworkModel slices = new NetworkModel(Network.initialised(UNet.graph(4, 2, 3), 5), List.of(), "f");
        NetworkModel volumes = new NetworkModel(Network.initialised(UNet.graph(3, 1, 4, 2, 3), 5), List.of(), "f");
        assertThat(volumes.takes(Grid.of(4, 6, 8))).isTrue();
        assertThat(volumes.takes(Grid.of(5, 6, 8))).isFalse();
        assertThat(volumes.takes(Grid.of(6, 8))).isFalse();
        assertThat(slices.takes(Grid.of(4, 6, 8))).isFalse();
        assertThatThrownBy(() -> slices.requireSize(Grid.of(4, 6, 8)))
                .isInstanceOf(DuressException.class)
                .hasMessage("the model segments slices, and the images are volumes of 4 x 6 x 8 voxels; set"
                        + " cohort.dimensions to 2, or test a model for volumes");
        assertThatThrownBy(() -> volumes.probabilities(new ImageBatch(new float[48], 1, Grid.of(6, 8))))
                .isInstanceOf(DuressException.class)
                .hasMessage("the model segments volumes, and the images are slices of 6 x 8 pixels; set"
                        + " cohort.dimensions to 3, or test a model for slices");
        assertThatThrownBy(() -> volumes.requireSize(Grid.of(5, 6, 8)))
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith("the model cannot take images of 5 x 6 x 8 voxels (node 'up0.1'")
                .hasMessageEndingWith("set cohort.size to multiples of 2, such as [6, 6, 8]");
    }

    /** Answers each pixel by itself. */
    @Test
    void aNetworkThatLooksNowhereAroundIsForBoth() {
        Graph.Builder b = new Graph.Builder(1);
        b.add("logits", Op.Conv.same(2, 1, 1, true), Graph.INPUT);
        b.add("probabilities", new Op.Softmax(), "logits");
        NetworkModel model = new NetworkModel(Network.initialised(b.build(), 1), List.of("a"), "f");
        float[] pixels = gaussian(1, 24);
        assertThat(model.probabilities(new ImageBatch(pixels, 1, Grid.of(2, 3, 4))))
                .isEqualTo(model.probabilities(new ImageBatch(pixels, 1, Grid.of(6, 4))));
    }

    @Test
    void theInputGradientOfVolumesIsTheDerivative() {
        NetworkModel model =
                new NetworkModel(Network.initialised(UNet.graph(3, 1, 3, 2, 3), 5), List.of("a", "b"), "f");
        Grid grid = Grid.of(4, 4, 6);
        float[] direction = gaussian(4, grid.voxels() * 3);
        ImageBatch image = new ImageBatch(gaussian(3, grid.voxels()), 1, grid);
        float[] gradient = model.forward(image).inputGradient(direction).clone();
        int agree = 0;
        for (int i = 0; i < gradient.length; i++) {
            double slope =
                    slope(image.pixels(), i, 1e-3f, moved -> dot(model.probabilities(image.with(moved)), direction));
            agree += Math.abs(slope - gradient[i]) <= 0.02 * Math.abs(slope) + 2e-3 ? 1 : 0;
        }
        assertThat(agree).isGreaterThanOrEqualTo(gradient.length * 9 / 10);
    }

    @Test
    void lossGradientIsTheDerivative() {
        Random random = new Random(3);
        int classes = 3;
        float[] p = new float[12 * classes];
        byte[] truth = new byte[12];
        for (int i = 0; i < p.length; i++) {
            p[i] = 0.1f + random.nextFloat();
        }
        for (int i = 0; i < truth.length; i++) {
            truth[i] = (byte) random.nextInt(classes);
        }
        float[] gradient = new float[p.length];
        SegmentationLoss.of(p, truth, classes, gradient);
        for (int i = 0; i < p.length; i++) {
            double slope = slope(p, i, 1e-3f, moved -> SegmentationLoss.of(moved, truth, classes, new float[p.length]));
            assertThat((double) gradient[i]).isCloseTo(slope, within(2e-3));
        }
    }

    @Test
    void killedTrainingResumesToTheSameModelAndItCanBeOpened() throws Exception {
        Cohort cohort = PhantomGenerator.generate(2, 3, 32, 32, 1);
        List<Subject> subjects = cohort.subjects();
        UNetTrainer.Settings settings = new UNetTrainer.Settings(2, 2, 205, 2, 4e-3, 7);
        NetworkArchive straight = UNetTrainer.train(cohort, subjects, settings, Optional.empty(), Progress.SILENT);
        assertThatThrownBy(() -> UNetTrainer.train(
                        cohort, subjects, settings, Optional.of(folder), (phase, done, total, detail) -> {
                            if (done == 203) {
                                throw new IllegalStateException("as if killed");
                            }
                        }))
                .hasMessage("as if killed");
        NetworkArchive resumed = UNetTrainer.train(cohort, subjects, settings, Optional.of(folder), Progress.SILENT);
        assertThat(resumed).isEqualTo(straight);
        Path file = folder.resolve("unet.zip");
        resumed.write(file);
        try (SegmentationModel model = Models.open(new ModelSpec("duress", file))) {
            assertThat(model.organs()).containsExactly("pancreas", "kidneys", "liver", "spleen");
            assertThat(model.fingerprint()).isEqualTo(straight.fingerprint());
        }
    }

    @Test
    void aUNetLearnsVolumesOfSeveralSizes() throws Exception {
        List<Subject> small = PhantomGenerator.volumes(2, 9, 34, 32, 1).subjects();
        List<Subject> large = PhantomGenerator.volumes(2, 12, 40, 44, 2).subjects();
        List<Subject> subjects = Stream.concat(small.stream(), large.stream()).toList();
        Cohort cohort = new Cohort(PhantomGenerator.ORGANS, subjects);
        UNetTrainer.Settings settings = new UNetTrainer.Settings(4, 3, 60, 2, 1e-2, 7);
        List<Double> losses = new ArrayList<>();
        NetworkArchive trained = UNetTrainer.train(
                cohort,
                subjects,
                settings,
                Optional.empty(),
                (phase, done, total, detail) -> losses.add(Double.valueOf(detail.substring("loss ".length()))));
        assertThat(losses.get(59)).isLessThan(0.7 * losses.get(0));
        Path file = folder.resolve("volumes.zip");
        trained.write(file);
        try (SegmentationModel model = Models.open(new ModelSpec("duress", file))) {
            assertThat(model.takes(Grid.of(12, 40, 44))).isTrue();
            assertThat(model.takes(Grid.of(40, 44))).isFalse();
            assertThat(UNetTrainer.dice(model, subjects)[2]).as("liver").isGreaterThan(0.3);
        }
        assertThatThrownBy(() -> UNetTrainer.train(
                        cohort,
                        subjects,
                        new UNetTrainer.Settings(4, 3, 1, 2, 1e-2, 7, List.of(8, 30, 32)),
                        Optional.empty(),
                        Progress.SILENT))
                .isInstanceOf(DuressException.class)
                .hasMessage("patches of [8, 30, 32] do not suit images of 3 axes and a U-Net of 3 levels; give 3"
                        + " multiples of 4");
    }

    static Stream<Arguments> shipped() {
        return Stream.of(
                Arguments.of("phantom-unet", PhantomGenerator.generate(4, 8, 128, 128, 99)),
                Arguments.of("phantom-unet-3d", PhantomGenerator.volumes(4, 32, 64, 64, 99)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("shipped")
    void theShippedPhantomModelsSegmentUnseenPhantoms(String name, Cohort phantoms) {
        try (SegmentationModel model =
                Models.open(new ModelSpec("duress", Path.of("classpath:org/duress/" + name + ".zip")))) {
            double[] dice = UNetTrainer.dice(model, phantoms.subjects());
            assertThat(dice[0]).as("pancreas").isGreaterThan(0.75);
            for (int organ = 1; organ < 4; organ++) {
                assertThat(dice[organ]).as(model.organs().get(organ)).isGreaterThan(0.9);
            }
        }
    }

    @Test
    void wrongModelsAreRefusedInOneSentence() throws Exception {
        assertThatThrownBy(() -> Models.open(new ModelSpec("duress", folder.resolve("none.zip"))))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("none.zip");
        assertThatThrownBy(() -> Models.open(new ModelSpec("duress", Path.of("classpath:org/duress/none.zip"))))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("class path");
        assertThatThrownBy(() -> Models.open(new ModelSpec("gguf", folder.resolve("x"))))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("model format 'gguf' is unknown; use one of [duress, monai, nnunet]");
        ModelSpec logits = new ModelSpec(
                "duress",
                folder.resolve("none.zip"),
                ModelHead.LOGITS,
                ModelLayout.AUTO,
                OptionalInt.empty(),
                Optional.empty(),
                Map.of());
        assertThatThrownBy(() -> Models.open(logits))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("not for format duress, but for model.head of organs that overlap; remove them");
        Path other = folder.resolve("other.zip");
        new NetworkArchive(Map.of("critic", Network.initialised(UNet.graph(2, 1, 2), 1)), Map.of(), Map.of())
                .write(other);
        assertThatThrownBy(() -> Models.open(new ModelSpec("duress", other)))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("no segmentation model");
    }
}
