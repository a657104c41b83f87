package org.duress.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duress.base.FiniteDifferences.dot;
import static org.duress.base.FiniteDifferences.gaussian;
import static org.duress.base.FiniteDifferences.slope;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.duress.DuressException;
import org.duress.Progress;
import org.duress.base.Grid;
import org.duress.data.Cohort;
import org.duress.data.PhantomGenerator;
import org.duress.data.Subject;
import org.duress.model.open.Models;
import org.duress.net.Network;
import org.duress.net.NetworkArchive;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkModelTest {
    @TempDir
    Path folder;

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
    void theShippedPhantomModelSegmentsUnseenPhantoms() {
        try (SegmentationModel model =
                Models.open(new ModelSpec("duress", Path.of("classpath:org/duress/phantom-unet.zip")))) {
            double[] dice = UNetTrainer.dice(
                    model, PhantomGenerator.generate(4, 8, 128, 128, 99).subjects());
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
