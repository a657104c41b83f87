package org.duress.model.samediff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duress.base.FiniteDifferences.gaussian;

import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.duress.base.FiniteDifferences;
import org.duress.base.Grid;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.Nd4jImages;
import org.duress.spec.ModelSpec;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What SameDiff itself gives for random images of a grid, which a saved graph is held against. */
record SameDiffAnswers(SameDiffNet net, Nd4jImages images) {
    private static final int CLASSES = 3;

    SameDiffAnswers(SameDiffNet net, Grid grid) {
        this(net, new Nd4jImages(grid, net.last));
    }

    private Grid grid() {
        return images.grid();
    }

    float[] pixels(int count) {
        return gaussian(11, count * grid().voxels());
    }

    ImageBatch batch(float[] pixels) {
        return new ImageBatch(pixels, pixels.length / grid().voxels(), grid());
    }

    /** A variable, of grey images. */
    INDArray of(String variable, float[] pixels) {
        return of(variable, pixels, 1);
    }

    private INDArray of(String variable, float[] pixels, int channels) {
        INDArray given = images.array(pixels, pixels.length / grid().voxels() / channels);
        return Objects.requireNonNull(
                net.sd.output(Map.of("image", given), variable).get(variable));
    }

    /** A variable, channels last, of images of any channels. */
    float[] values(String variable, float[] pixels, int channels) {
        return images.values(of(variable, pixels, channels));
    }

    /**
     * Adds a softmax to "logits" of three classes, saves, opens and compares values with SameDiff's own, and gradients
     * with differences of them. What SameDiff's own softmax gives is not asked: with oneDNN it is wrong for an axis
     * that is not the last.
     */
    void assertGivenBy(ModelSpec spec, float[] pixels) throws IOException {
        net.sd.nn.softmax("p", net.sd.getVariable("logits"), net.channel());
        net.sd.save(spec.path().toFile(), false);
        float[] reference = softmax(values("logits", pixels, 1), CLASSES);
        try (DifferentiableModel model =
                new SameDiffFormat().open(spec).differentiable().orElseThrow()) {
            assertThat(model.classes()).isEqualTo(CLASSES);
            assertThat(FiniteDifferences.distance(model.probabilities(batch(pixels)), reference))
                    .as("largest difference of two probabilities")
                    .isLessThan(1e-5);
            assertGradient(model, pixels);
        }
    }

    /** Of the first image. */
    void assertGradient(DifferentiableModel model, float[] pixels) {
        float[] direction = gaussian(7, pixels.length * model.classes());
        float[] gradient = model.forward(batch(pixels)).inputGradient(direction).clone();
        int agree = 0;
        float h = 2e-3f;
        // One image up and one down for each pixel of the first image, all in one batch.
        int n = grid().voxels();
        float[] moved = new float[2 * n * n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(pixels, 0, moved, 2 * i * n, n);
            System.arraycopy(pixels, 0, moved, (2 * i + 1) * n, n);
            moved[2 * i * n + i] += h;
            moved[(2 * i + 1) * n + i] -= h;
        }
        float[] p = model.probabilities(batch(moved));
        int length = n * model.classes();
        for (int i = 0; i < n; i++) {
            double slope = 0;
            for (int k = 0; k < length; k++) {
                slope += ((double) p[2 * i * length + k] - p[(2 * i + 1) * length + k]) * direction[k];
            }
            slope /= moved[2 * i * n + i] - moved[(2 * i + 1) * n + i];
            agree += Math.abs(slope - gradient[i]) <= 0.02 * Math.abs(slope) + 4e-3 ? 1 : 0;
        }
        // A few pixels sit at a kink, where a difference is no derivative.
        assertThat(agree).as("pixels whose gradient is the derivative").isGreaterThanOrEqualTo(n * 85 / 100);
    }

    static float[] softmax(float[] logits, int classes) {
        float[] probabilities = new float[logits.length];
        for (int i = 0; i < logits.length; i++) {
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                sum += Math.exp(logits[i / classes * classes + c]);
            }
            probabilities[i] = (float) (Math.exp(logits[i]) / sum);
        }
        return probabilities;
    }
}
