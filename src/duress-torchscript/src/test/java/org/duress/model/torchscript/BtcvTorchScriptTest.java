package org.duress.model.torchscript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.duress.base.Grid;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.NpyFile;
import org.duress.model.open.Models;
import org.duress.spec.DuressProperties;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;

/**
 * A U-Net that PyTorch trained on real CT: {@code models/btcv-unet-128} beside the data, with {@code model.pt},
 * {@code inputs.npy}, {@code labels.npy}, {@code probabilities.npy} and {@code input_gradient.npy}.
 */
class BtcvTorchScriptTest {
    private static final int SIZE = 128;
    private static final int CLASSES = 5;

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
            // Where as many threads on the same processor computed both, every bit agrees. Elsewhere probabilities
            // differ by
            // up to 2.6e-6, and gradients where a ReLU or a max-pool is so near its kink that rounding decides: inputs
            // moved
            // by a millionth of themselves change a fifth of the pixels, by up to 2.7e-2 of the largest. A wrong kernel
            // changes whole rows, and probabilities or not.
            double worst = largestDifference(answered, probabilities);
            float[] pulled = forward.inputGradient(upstream);
            double largest = 0;
            for (double g : gradient) {
                largest = Math.max(largest, Math.abs(g));
            }
            double tipped = 0;
            for (int i = 0; i < pulled.length; i++) {
                tipped += Math.abs(pulled[i] - gradient[i]) > 1e-5 * largest ? 1.0 / pulled.length : 0;
            }
            double worstGradient = largestDifference(pulled, gradient) / largest;
            assertThat(worst).isCloseTo(0, within(1e-5));
            assertThat(tipped).as("share of pixels").isLessThan(0.005);
            assertThat(worstGradient).isCloseTo(0, within(5e-3));
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
}
