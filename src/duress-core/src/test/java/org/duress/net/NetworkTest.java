package org.duress.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.duress.DuressException;
import org.duress.base.Extent;
import org.duress.base.Grid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NetworkTest {
    @TempDir
    Path folder;

    @Test
    void foldedItComputesTheSame() {
        Network network = network();
        float[] input = noise(2 * 8 * 8 * 2);
        float[] plain = run(network, input);
        float[] folded = run(network.folded(), input);
        assertThat(network.folded().graph().nodes()).noneMatch(node -> node.op() instanceof Op.BatchNorm);
        for (int i = 0; i < plain.length; i++) {
            assertThat(folded[i]).isCloseTo(plain[i], within(1e-4f));
        }
    }

    @Test
    void populationStatisticsEndAsTheMeanOverBatches() {
        Graph.Builder b = new Graph.Builder(1);
        b.add("norm", new Op.BatchNorm(1e-5), Graph.INPUT);
        Network network = Network.initialised(b.build(), 1);
        Executor executor = Executor.trainable(network, 1, Grid.of(1, 2));
        float[][] batches = {{1, 3}, {4, 8}};
        for (int k = 0; k < 2; k++) {
            executor.statisticsMomentum(1.0 / (k + 1));
            executor.forward(batches[k], Statistics.BATCH, new float[2]);
        }
        // Means 2 and 6, variances 1 and 4.
        assertThat(network.statistics()).containsExactly(new float[] {4, 2.5f}, within(1e-5f));
    }

    @Test
    void rmsPropByHand() {
        Network network = oneWeight();
        Optimizer optimizer = Optimizer.rmsProp(network, 0.9, 1e-10);
        step(network, optimizer, 2, 0.01);
        // m = 0.1 * 4, update = 0.01 * 2 / sqrt(0.4).
        assertThat((double) network.weights()[0]).isCloseTo(1 - 0.01 * 2 / Math.sqrt(0.4), within(1e-6));
        step(network, optimizer, 1, 0.01);
        double second = 0.01 / Math.sqrt(0.9 * 0.4 + 0.1);
        assertThat((double) network.weights()[0]).isCloseTo(1 - 0.01 * 2 / Math.sqrt(0.4) - second, within(1e-6));
    }

    @Test
    void adamByHandAndRestoredItGoesOnAlike() {
        Network network = oneWeight();
        Optimizer optimizer = Optimizer.adam(network, 0.9, 0.999, 1e-8);
        step(network, optimizer, 3, 0.1);
        // The first bias-corrected step is the learning rate.
        assertThat((double) network.weights()[0]).isCloseTo(0.9, within(1e-4));
        float[] state = optimizer.state();
        float[] weights = network.weights();
        step(network, optimizer, -1, 0.1);
        float[] expected = network.weights();
        network.assign(weights, network.statistics());
        Optimizer restored = Optimizer.adam(network, 0.9, 0.999, 1e-8);
        restored.restore(state);
        step(network, restored, -1, 0.1);
        assertThat(network.weights()).isEqualTo(expected);
    }

    private static void step(Network network, Optimizer optimizer, float gradient, double rate) {
        Executor executor = Executor.trainable(network, 1, Grid.of(1, 1));
        executor.forward(new float[] {1}, Statistics.POPULATION, new float[1]);
        executor.backward(new float[] {gradient}, Executor.Pullback.WEIGHTS);
        optimizer.step(executor, rate);
    }

    private static Network oneWeight() {
        Graph.Builder b = new Graph.Builder(1);
        b.add("conv", Op.Conv.same(1, 1, 1, false), Graph.INPUT);
        Network network = Network.initialised(b.build(), 1);
        network.assign(new float[] {1}, network.statistics());
        return network;
    }

    @Test
    void clippingBoundsEveryWeight() {
        Network network = network();
        network.clip(0.01);
        for (float weight : network.weights()) {
            assertThat(Math.abs(weight)).isLessThanOrEqualTo(0.01f);
        }
    }

    /** Pairs of points at random: the largest ratio of distances is the singular value, which was 1.5 sqrt(45). */
    @Test
    void aBoundedConvolutionLengthensADifferenceByTheBound() {
        Graph.Builder b = new Graph.Builder(2);
        b.add("linear", Op.Conv.same(2, 1, 1, true), Graph.INPUT);
        Network network = Network.of(
                b.build(), Map.of("linear.weight0", new float[] {3, 0, 4, 5}, "linear.bias", new float[] {7, 0}));
        assertThat(largestRatio(network, 1)).isBetween(0.999 * Math.sqrt(45), Math.sqrt(45) * (1 + 1e-5));
        network.boundSpectra(1.5);
        assertThat(largestRatio(network, 1)).isBetween(0.999 * 1.5, 1.5 * (1 + 1e-5));
        assertThat(network.values().get("linear.bias")).containsExactly(7, 0);
        float[] bounded = network.weights();
        network.boundSpectra(1.6);
        assertThat(network.weights()).isEqualTo(bounded);
    }

    /** The kernels of both inputs are one: (3), then (4). */
    @Test
    void severalInputsAreBoundedTogether() {
        Graph.Builder b = new Graph.Builder(1);
        b.add("both", Op.Conv.same(1, 1, 1, false), Graph.INPUT, Graph.INPUT);
        Network network =
                Network.of(b.build(), Map.of("both.weight0", new float[] {3}, "both.weight1", new float[] {4}));
        network.boundSpectra(1);
        assertThat(network.weights()).containsExactly(new float[] {0.6f, 0.8f}, within(1e-6f));
    }

    /** A window of ones lets each pixel in nine times: the matrix' norm is 1, and the convolution's 3. */
    @Test
    void overlappingWindowsLengthenMore() {
        Graph.Builder b = new Graph.Builder(1);
        b.add("sum", Op.Conv.same(1, 3, 1, false), Graph.INPUT);
        float[] ones = new float[9];
        Arrays.fill(ones, 1);
        Network network = Network.of(b.build(), Map.of("sum.weight0", ones));
        network.boundSpectra(1);
        float[] flat = new float[64 * 64];
        Arrays.fill(flat, 1);
        assertThat(length(run(network, flat, 1, 64)) / length(flat)).isBetween(2.9, 3.0);
    }

    /**
     * Convolutions, leaky ReLUs and a mean, as a critic is: a pixel lies in four windows of the first three and in one
     * of the last, and the mean of 16 positions is a quarter Lipschitz.
     */
    @Test
    void aNetworkOfBoundedConvolutionsIsLipschitz() {
        double bound = 1.25;
        Network network = critic();
        double before = largestRatio(network, 32);
        network.boundSpectra(bound);
        assertThat(largestRatio(network, 32))
                .isBetween(1e-4, Math.pow(2 * bound, 3) * bound / 4)
                .isLessThan(before / 10);
        Network again = critic();
        again.boundSpectra(bound);
        assertThat(again.weights()).isEqualTo(network.weights());
    }

    @Test
    void whatHasNoKnownFactorIsNotBounded() {
        assertThatThrownBy(() -> network().boundSpectra(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("node 'n' is no convolution that can be bounded");
    }

    private static Network critic() {
        Graph.Builder b = new Graph.Builder(1);
        String x = Graph.INPUT;
        for (int level = 0; level < 3; level++) {
            b.add("c" + level, Op.Conv.same(4 << level, 3, 2, true), x);
            x = b.add("r" + level, new Op.LeakyRelu(0.2), "c" + level);
        }
        b.add("score", Op.Conv.same(1, 1, 1, true), x);
        b.add("mean", new Op.SpatialMean(), "score");
        Network network = Network.initialised(b.build(), 3);
        float[] weights = network.weights();
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= 4;
        }
        network.assign(weights, network.statistics());
        return network;
    }

    /** Of the distance of two outputs to that of the inputs, over random pairs. */
    private static double largestRatio(Network network, int size) {
        Random random = new Random(5);
        int pairs = 500;
        float[] ones = noise(random, pairs * size * size * network.graph().inputChannels());
        float[] others = noise(random, ones.length);
        float[] fromOnes = run(network, ones, pairs, size);
        float[] fromOthers = run(network, others, pairs, size);
        double largest = 0;
        for (int pair = 0; pair < pairs; pair++) {
            largest = Math.max(
                    largest, distance(fromOnes, fromOthers, pair, pairs) / distance(ones, others, pair, pairs));
        }
        return largest;
    }

    private static double distance(float[] ones, float[] others, int pair, int pairs) {
        int each = ones.length / pairs;
        float[] difference = Arrays.copyOfRange(ones, pair * each, (pair + 1) * each);
        for (int i = 0; i < each; i++) {
            difference[i] -= others[pair * each + i];
        }
        return length(difference);
    }

    private static double length(float[] values) {
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    @Test
    void savedAndReadItIsTheSame() throws Exception {
        NetworkArchive archive = archive();
        Path file = folder.resolve("network.zip");
        archive.write(file);
        NetworkArchive read = NetworkArchive.read(file);
        assertThat(read).isEqualTo(archive);
        assertThat(read.network("n").graph()).isEqualTo(archive.network("n").graph());
        assertThat(read.fingerprint()).isEqualTo(archive.fingerprint());
        Path again = folder.resolve("again.zip");
        read.write(again);
        assertThat(again).hasSameBinaryContentAs(file);
    }

    @Test
    void aDamagedFileIsRefused() throws Exception {
        Path file = folder.resolve("network.zip");
        archive().write(file);
        byte[] bytes = Files.readAllBytes(file);
        Path truncated = Files.write(folder.resolve("truncated.zip"), Arrays.copyOf(bytes, bytes.length / 2));
        assertThatThrownBy(() -> NetworkArchive.read(truncated))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("truncated.zip")
                .hasMessageContaining("damaged");
        assertThatThrownBy(() -> NetworkArchive.read(folder.resolve("none.zip")))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("there is no file");
        Path text = Files.writeString(folder.resolve("text.zip"), "hello");
        assertThatThrownBy(() -> NetworkArchive.read(text))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("is no Duress network");
    }

    @Test
    void aSizeTheNetworkCannotTakeIsRefused() {
        Graph.Builder b = new Graph.Builder(1);
        b.add("pool", new Op.MaxPool(Window.tiles(2)), Graph.INPUT);
        b.add("up", new Op.Upsample(2), "pool");
        b.add("sum", new Op.Add(), "up", Graph.INPUT);
        Network network = Network.initialised(b.build(), 1);
        assertThat(network.graph().misfit(Grid.of(6, 8))).isEmpty();
        assertThat(network.graph().misfit(Grid.of(7, 8))).hasValue("node 'sum' gets inputs of 6 x 8 and 7 x 8 pixels");
        assertThatThrownBy(() -> Executor.frozen(network, 1, Grid.of(7, 8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("node 'sum' gets inputs of 6 x 8 and 7 x 8 pixels");
        assertThatThrownBy(() -> Executor.frozen(network, 1, Grid.of(8, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("node 'pool' leaves nothing of 8 x 1 pixels");
    }

    @Test
    void whatOnlyRunsFrozenIsNotTrained() {
        Graph.Builder b = new Graph.Builder(2);
        b.add("depthwise", new Op.DepthwiseConv(1, Window.same(3, 1), false), Graph.INPUT);
        Network network = Network.initialised(b.build(), 1);
        assertThatThrownBy(() -> Executor.trainable(network, 1, Grid.of(8, 8)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'depthwise' can only run frozen");
    }

    /** Batch norm into every kind of convolution, twice in a row, and a concatenation into the convolution after it. */
    @Test
    void foldingKeepsTheFunction() {
        Graph.Builder b = new Graph.Builder(2);
        b.add("c", Op.Conv.same(3, 3, 1, false), Graph.INPUT);
        b.add("n1", new Op.BatchNorm(1e-3), "c");
        b.add("n2", new Op.BatchNorm(1e-3), "n1");
        b.add("d", new Op.DepthwiseConv(2, Window.same(3, 1), true), "n2");
        b.add("n3", new Op.BatchNorm(1e-3), "d");
        b.add("t", new Op.TransposedConv(4, Window.tiles(1), Extent.ZERO, false), "n3");
        b.add("n4", new Op.BatchNorm(1e-3), "t");
        b.add("cat", new Op.Concat(), "n4", Graph.INPUT, "n2");
        b.add("e", Op.Conv.same(2, 3, 1, true), "cat");
        b.add("s", new Op.Softmax(), "e");
        Network network = Network.initialised(b.build(), 4);
        Random random = new Random(2);
        float[] statistics = network.statistics();
        for (int i = 0; i < statistics.length; i++) {
            statistics[i] = 0.5f + random.nextFloat();
        }
        network.assign(network.weights(), statistics);
        Network folded = network.folded();
        assertThat(folded.graph().nodes()).extracting(Graph.Node::name).containsExactly("c", "d", "t", "e", "s");
        float[] input = noise(2 * 8 * 8 * 2);
        assertThat(run(folded, input)).usingComparatorWithPrecision(1e-5f).containsExactly(run(network, input));
    }

    private static NetworkArchive archive() {
        return new NetworkArchive(
                Map.of("n", network()), Map.of("organs", "liver"), Map.of("state", new float[] {1, 2.5f}));
    }

    private static float[] run(Network network, float[] input) {
        return run(network, input, 2, 8);
    }

    private static float[] run(Network network, float[] input, int count, int size) {
        Executor executor = Executor.frozen(network, count, Grid.of(size, size));
        float[] output = new float[executor.outputLength()];
        executor.forward(input, Statistics.POPULATION, output);
        return output;
    }

    private static Network network() {
        Graph.Builder b = new Graph.Builder(2);
        b.add("c", Op.Conv.same(3, 3, 1, false), Graph.INPUT);
        b.add("n", new Op.BatchNorm(1e-3), "c");
        b.add("r", new Op.LeakyRelu(0.2), "n");
        b.add("d", Op.Conv.same(2, 3, 1, true), "r", Graph.INPUT);
        b.add("m", new Op.BatchNorm(1e-3), "d");
        b.add("s", new Op.Softmax(), "m");
        Network network = Network.initialised(b.build(), 4);
        Random random = new Random(2);
        float[] weights = network.weights();
        float[] statistics = network.statistics();
        for (int i = 0; i < weights.length; i++) {
            weights[i] += 0.2f * (float) random.nextGaussian();
        }
        for (int i = 0; i < statistics.length; i++) {
            statistics[i] = 0.5f + random.nextFloat();
        }
        network.assign(weights, statistics);
        return network;
    }

    private static float[] noise(int length) {
        return noise(new Random(8), length);
    }

    private static float[] noise(Random random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
