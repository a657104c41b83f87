package org.duress.model.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.duress.base.FiniteDifferences.distance;
import static org.duress.base.FiniteDifferences.dot;
import static org.duress.base.FiniteDifferences.gaussian;
import static org.duress.base.FiniteDifferences.slope;

import java.util.Random;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.duress.base.Grid;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.Nd4jImages;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Deeplearning4j's own {@code output} for two random images, which a model of the same network is held against. */
record Dl4jAnswers(Nd4jImages images) {
    private static final int BATCH = 2;
    private static final int ORGANS = 3;

    Dl4jAnswers(Grid grid, boolean channelsLast) {
        this(new Nd4jImages(grid, channelsLast));
    }

    float[] pixels(int channels) {
        return gaussian(2, BATCH * images.grid().voxels() * channels);
    }

    ImageBatch batch(float[] pixels) {
        return new ImageBatch(
                pixels,
                BATCH,
                images.grid(),
                pixels.length / BATCH / images.grid().voxels());
    }

    /** What a network takes. */
    INDArray given(float[] pixels) {
        return images.array(pixels, BATCH);
    }

    /** What it gives, channels last. */
    float[] of(ComputationGraph graph, float[] pixels) {
        return images.values(graph.outputSingle(given(pixels)));
    }

    /** Of a graph of grey images that ends in a softmax. */
    void assertGivenBy(ComputationGraph graph) {
        float[] pixels = pixels(1);
        float[] theirs = of(graph, pixels);
        DifferentiableModel model = Dl4jModels.of(graph);
        assertThat(model.classes() * pixels.length).isEqualTo(theirs.length);
        assertClose(model.probabilities(batch(pixels)), theirs);
    }

    /** Of a graph of grey images that ends in three sigmoids. */
    void assertOrgansOf(ComputationGraph graph) {
        DifferentiableModel model = Dl4jModels.of(graph);
        float[] pixels = pixels(1);
        float[] organs = of(graph, pixels);
        float[] classes = model.probabilities(batch(pixels));
        assertThat(model.classes()).isEqualTo(ORGANS + 1);
        assertThat(organs).hasSize(ORGANS * pixels.length);
        for (int i = 0; i < organs.length; i++) {
            int background = i / ORGANS * (ORGANS + 1);
            // Softmax with a background logit of 0 keeps each organ's odds against background.
            double odds = classes[background + 1 + i % ORGANS] / classes[background];
            assertThat(odds / (1 + odds)).isCloseTo(organs[i], within(1e-5));
        }
    }

    /**
     * Of a graph of grey images that ends in a softmax of three: its own answers are differenced, so that the gradient
     * is one of the network as it runs there.
     *
     * @param every how many pixels are between two that are moved
     */
    void assertDerivativeOf(ComputationGraph graph, int every) {
        float[] pixels = pixels(1);
        float[] direction = gaussian(8, pixels.length * ORGANS);
        float[] gradient = Dl4jModels.of(graph)
                .forward(batch(pixels))
                .inputGradient(direction)
                .clone();
        double largest = 0;
        for (float g : gradient) {
            largest = Math.max(largest, Math.abs(g));
        }
        assertThat(largest).isGreaterThan(0.01);
        for (int i = 0; i < pixels.length; i += every) {
            double slope = slope(pixels, i, 1e-2f, moved -> dot(of(graph, moved), direction));
            assertThat((double) gradient[i]).as("pixel %d", i).isCloseTo(slope, within(0.01 * largest));
        }
    }

    static void assertClose(float[] ours, float[] theirs) {
        assertThat(distance(ours, theirs))
                .as("largest difference of two probabilities")
                .isLessThan(1e-5);
        double least = 1;
        double most = 0;
        for (float value : theirs) {
            least = Math.min(least, value);
            most = Math.max(most, value);
        }
        assertThat(most - least).as("the network answers differently to pixels").isGreaterThan(0.05);
    }

    /** Biases, slopes and statistics begin at 0 or 1, where a wrong order does not show. */
    static void scramble(Model network) {
        INDArray params = network.params();
        Random random = new Random(21);
        float[] values = params.reshape(params.length()).toFloatVector();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.3 + 0.25 * random.nextGaussian()) * (random.nextInt(4) == 0 ? -1 : 1);
        }
        params.assign(Nd4j.createFromArray(values).reshape(params.shape()));
        network.paramTable().forEach((name, view) -> {
            if (name.endsWith("var")) {
                Transforms.abs(view, false);
            }
        });
    }
}
