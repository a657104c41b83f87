package org.duress.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.duress.base.Grid;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.NpyFile;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;

/** A U-Net that was trained in PyTorch on real scans, against what PyTorch gave; never part of the project. */
class RealModelTest {
    private static final int SIZE = 128;
    private static final int CLASSES = 5;

    private static final Path FOLDER =
            Path.of(System.getProperty("duress.data", "../shared/data")).resolveSibling("models/btcv-unet-128");
    private static final Path MODEL =
            Path.of(System.getProperty("duress.models", ".duress/models")).resolve("btcv-unet-128.onnx");

    @Test
    void probabilitiesAndInputGradientArePyTorchs() throws IOException {
        assumeTrue(
                Files.isDirectory(FOLDER),
                () -> "no real model: the folder " + FOLDER + " (beside duress.data) is missing");
        assumeTrue(
                Files.exists(MODEL),
                () -> "no real model: " + MODEL + " (duress.models) is missing; make it with"
                        + " python3 src/duress-onnx/src/test/python/export_btcv_onnx.py " + MODEL);
        float[] inputs = NpyFile.read(FOLDER.resolve("inputs.npy")).floats();
        float[] labels = NpyFile.read(FOLDER.resolve("labels.npy")).floats();
        float[] expected =
                channelsLast(NpyFile.read(FOLDER.resolve("probabilities.npy")).floats());
        float[] gradient = NpyFile.read(FOLDER.resolve("input_gradient.npy")).floats();
        int count = inputs.length / (SIZE * SIZE);
        try (DifferentiableModel model = new OnnxFormat()
                .open(new ModelSpec("onnx", MODEL))
                .differentiable()
                .orElseThrow()) {
            assertThat(model.classes()).isEqualTo(CLASSES);
            DifferentiableModel.Forward forward = model.forward(new ImageBatch(inputs, count, Grid.of(SIZE, SIZE)));
            float[] own = forward.probabilities();
            double off = 0;
            for (int i = 0; i < own.length; i++) {
                off = Math.max(off, Math.abs(own[i] - expected[i]));
            }
            // d/dp of the mean over pixels of -log p(label).
            float[] upstream = new float[own.length];
            for (int pixel = 0; pixel < labels.length; pixel++) {
                int at = pixel * CLASSES + (int) labels[pixel];
                upstream[at] = -1f / (labels.length * own[at]);
            }
            double relative = Comparison.relative(forward.inputGradient(upstream), gradient);
            assertThat(off).isLessThan(1e-5);
            assertThat(relative).isLessThan(1e-4);
        }
    }

    private static float[] channelsLast(float[] values) {
        int area = SIZE * SIZE;
        float[] turned = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            int image = i / (area * CLASSES);
            int channel = i / area % CLASSES;
            turned[(image * area + i % area) * CLASSES + channel] = values[i];
        }
        return turned;
    }
}
