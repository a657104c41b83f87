package org.duress.model.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duress.base.Grid;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.gate.GateListener;
import org.duress.gate.RobustnessGate;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.NpyFile;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.result.Evidence;
import org.duress.result.GateOutcome;
import org.duress.spec.DuressProperties;
import org.duress.spec.ModelSpec;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A U-Net that PyTorch trained on real CT: {@code models/btcv-unet-128} beside the data, with {@code model.pt},
 * {@code inputs.npy}, {@code labels.npy}, {@code probabilities.npy} and {@code input_gradient.npy}.
 */
class BtcvTorchScriptTest {
    private static final int SIZE = 128;
    private static final int CLASSES = 5;

    @TempDir
    Path folder;

    private static Path data() {
        return Path.of(System.getProperty(DuressProperties.DATA, "../shared/data"))
                .toAbsolutePath()
                .normalize();
    }

    private static Path modelFolder() {
        Path models = data().resolveSibling("models").resolve("btcv-unet-128");
        assumeTrue(Files.isDirectory(models), "there is no folder " + models + "; set " + DuressProperties.DATA);
        return models;
    }

    @Test
    void probabilitiesAndInputGradientsAreThoseThatPyTorchStored() throws Exception {
        Path files = modelFolder();
        float[] inputs = NpyFile.read(files.resolve("inputs.npy")).floats();
        double[] labels = NpyFile.read(files.resolve("labels.npy")).values();
        double[] probabilities =
                channelsLast(NpyFile.read(files.resolve("probabilities.npy")).values());
        double[] gradient = NpyFile.read(files.resolve("input_gradient.npy")).values();
        int count = inputs.length / (SIZE * SIZE);
        try (DifferentiableModel model = Models.open(new ModelSpec("torchscript", files.resolve("model.pt")))
                .differentiable()
                .orElseThrow()) {
            assertThat(model.classes()).isEqualTo(CLASSES);
            DifferentiableModel.Forward forward = model.forward(new ImageBatch(inputs, count, Grid.of(SIZE, SIZE)));
            float[] answered = forward.probabilities();
            // The mean over pixels of -log p(label).
            float[] upstream = new float[answered.length];
            for (int pixel = 0; pixel < labels.length; pixel++) {
                int at = pixel * CLASSES + (int) labels[pixel];
                upstream[at] = (float) (-1 / (labels.length * (double) answered[at]));
            }
            // With as many threads as stored them, 2, every bit agrees; with 1 the probabilities differ by 2.4e-7.
            double worst = largestDifference(answered, probabilities);
            float[] pulled = forward.inputGradient(upstream);
            double largest = 0;
            for (double g : gradient) {
                largest = Math.max(largest, Math.abs(g));
            }
            double worstGradient = largestDifference(pulled, gradient) / largest;
            assertThat(worst).isCloseTo(0, within(1e-5));
            assertThat(worstGradient).isCloseTo(0, within(1e-4));
        }
    }

    private static double[] channelsLast(double[] values) {
        double[] turned = new double[values.length];
        int pixels = SIZE * SIZE;
        for (int i = 0; i < values.length; i++) {
            int image = i / (CLASSES * pixels);
            int channel = i / pixels % CLASSES;
            turned[(image * pixels + i % pixels) * CLASSES + channel] = values[i];
        }
        return turned;
    }

    private static double largestDifference(float[] a, double[] b) {
        assertThat(a).hasSameSizeAs(b);
        double largest = 0;
        for (int i = 0; i < a.length; i++) {
            largest = Math.max(largest, Math.abs(a[i] - b[i]));
        }
        return largest;
    }

    @Test
    void theGateAttacksItLikeAnyModel() throws Exception {
        Path model = modelFolder().resolve("model.pt");
        Path slices = data().resolve("btcv-abdomen-ct");
        assumeTrue(Files.isDirectory(slices), "there is no folder " + slices + "; set " + DuressProperties.DATA);
        Path file = folder.resolve("btcv.yaml");
        Files.writeString(file, String.format("""
            name: btcv-torchscript
            model: {format: torchscript, path: "%s"}
            cohort:
              format: png
              images: "%2$s/images"
              labels: "%2$s/labels"
              subject: "^(s\\\\d+)_"
              organs: {pancreas: [11], kidneys: [2, 3], liver: [6], spleen: [1]}
              size: [128, 128]
              minOrganPixels: 20
              attackerSubjects: [s12]
              gateSubjects: [s16, s17]
            attack: {xi: 2.0, steps: 10, batch: 4, samples: 1, refine: 2, contenders: [vaegan]}
            """, model, slices));
        RobustnessSpec spec = SpecFiles.read(file);
        Cohort cohort = Cohorts.open(spec.cohort());
        try (SegmentationModel opened = Models.open(spec.model())) {
            GateOutcome outcome =
                    new RobustnessGate(folder.resolve("store")).run(spec, opened, cohort, GateListener.SILENT);
            Evidence evidence = outcome.result().evidence();
            assertThat(evidence.gateSubjects()).isEqualTo(List.of("s16", "s17"));
            assertThat(evidence.fields().perceptibility()).isBetween(1e-3, 1.0);
            // Clean Dice says that images and classes arrive as in training; s16 and s17 are subjects it never saw.
            assertThat(evidence.organs().get(2).cleanDice()).as("liver").isGreaterThan(0.85);
            assertThat(evidence.organs().get(3).cleanDice()).as("spleen").isGreaterThan(0.7);
            double clean = 0;
            double attacked = 0;
            for (var organ : evidence.organs()) {
                clean += organ.cleanDice();
                attacked += organ.attackedDice();
            }
            assertThat(attacked).isLessThan(clean);
        }
    }
}
