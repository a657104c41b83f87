package org.duress.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.stream.Stream;
import org.duress.base.Extent;
import org.duress.base.FiniteDifferences;
import org.duress.base.Grid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Against the very network that is rewritten. */
class UpsampledConvolutionsTest {
    private static final int BATCH = 2;

    static Stream<Arguments> windows() {
        return Stream.of(
                Arguments.of("three taps, twice", 2, new Op.Upsample(2), Window.same(3, 1)),
                Arguments.of("five taps, three times", 2, new Op.Upsample(3), Window.same(5, 1)),
                Arguments.of("no padding", 2, new Op.Upsample(2), window(2, 3, 0)),
                Arguments.of("an even kernel", 2, new Op.Upsample(2), window(2, 4, 2)),
                Arguments.of("all the padding there can be", 2, new Op.Upsample(2), window(2, 3, 2)),
                Arguments.of("volumes", 3, Op.Upsample.of(3, 2), Window.same(3, 3, 1)),
                Arguments.of("volumes, within planes", 3, new Op.Upsample(2), Window.same(3, 3, 1)));
    }

    private static Window window(int axes, int taps, int padding) {
        return new Window(Extent.of(axes, taps), Extent.ONE, Extent.ONE, Extent.of(axes, padding));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("windows")
    void itIsTheSameFunctionWithTheSameGradient(String name, int axes, Op.Upsample upsample, Window window) {
        Graph.Builder b = new Graph.Builder(3);
        b.add("up", upsample, Graph.INPUT);
        b.add("out", new Op.Conv(2, window, true), "up");
        Network network = noisy(b.build());
        Network folded = network.folded();
        assertThat(folded.graph().nodes()).extracting(Graph.Node::name).containsExactly("out");
        assertThat(folded.graph().nodes().get(0).op()).isInstanceOf(Op.TransposedConv.class);
        requireAlike(network, folded, axes == 2 ? Grid.of(5, 4) : Grid.of(3, 5, 4));
    }

    /** Two skip connections, one reader more of what was upsampled, and an activation that computes in place. */
    @Test
    void whatIsReadBesidesIsAdded() {
        Graph.Builder b = new Graph.Builder(2);
        b.add("down", new Op.MaxPool(Window.tiles(2)), Graph.INPUT);
        b.add("low", Op.Conv.same(3, 3, 1, true), "down");
        b.add("up", new Op.Upsample(2), "low");
        b.add("concat", new Op.Concat(), Graph.INPUT, "up", Graph.INPUT);
        b.add("conv", Op.Conv.same(4, 3, 1, false), "concat");
        b.add("norm", new Op.BatchNorm(1e-3), "conv");
        b.add("relu", new Op.LeakyRelu(0.2), "norm");
        b.add("pixels", Op.Conv.same(4, 1, 1, true), "up");
        b.add("sum", new Op.Add(), "relu", "pixels");
        Network network = noisy(b.build());
        Network folded = network.folded();
        assertThat(folded.graph().nodes())
                .extracting(Graph.Node::name)
                .containsExactly(
                        "down", "low", "up", "conv.beside", "conv.upsampled1", "conv", "relu", "pixels", "sum");
        requireAlike(network, folded, Grid.of(6, 8));
        assertThat(folded.folded().graph()).isEqualTo(folded.graph());
    }

    /** One tap has nothing to save, nor has a stride. */
    @Test
    void whatDoesNotGainIsLeftAsItIs() {
        Graph.Builder b = new Graph.Builder(2);
        b.add("up", new Op.Upsample(2), Graph.INPUT);
        b.add("pixels", Op.Conv.same(3, 1, 1, true), "up");
        b.add("down", Op.Conv.same(3, 3, 2, true), "up");
        b.add("pooled", new Op.MaxPool(Window.tiles(2)), "pixels");
        b.add("sum", new Op.Add(), "pooled", "down");
        assertThat(noisy(b.build()).folded().graph()).isEqualTo(b.build());
    }

    /** Kernel taps 1, 10, 100 along a row, of pixels 1, 2 upsampled to 1, 1, 2, 2. */
    @Test
    void byHand() {
        Graph.Builder b = new Graph.Builder(1);
        b.add("up", new Op.Upsample(2), Graph.INPUT);
        b.add("out", Op.Conv.same(1, 3, 1, false), "up");
        float[] kernel = new float[9];
        System.arraycopy(new float[] {1, 10, 100}, 0, kernel, 3, 3);
        Network folded = Network.of(b.build(), Map.of("out.weight0", kernel)).folded();
        assertThat(run(folded, Grid.of(1, 2), 1, new float[] {1, 2}, null))
                .containsExactly(110, 211, 221, 22, 110, 211, 221, 22);
    }

    private static Network noisy(Graph graph) {
        Network network = Network.initialised(graph, 3);
        float[] statistics = FiniteDifferences.gaussian(4, network.statistics().length);
        for (int i = 0; i < statistics.length; i++) {
            statistics[i] = 0.5f + Math.abs(statistics[i]);
        }
        network.assign(FiniteDifferences.gaussian(5, network.weights().length), statistics);
        return network;
    }

    private static void requireAlike(Network network, Network folded, Grid grid) {
        float[] x = FiniteDifferences.gaussian(
                6, BATCH * grid.voxels() * network.graph().inputChannels());
        float[] plainGradient = new float[x.length];
        float[] gradient = new float[x.length];
        float[] plain = run(network, grid, BATCH, x, plainGradient);
        requireClose(run(folded, grid, BATCH, x, gradient), plain);
        requireClose(gradient, plainGradient);
    }

    private static void requireClose(float[] actual, float[] expected) {
        float largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(largest).isPositive();
        assertThat(actual).containsExactly(expected, within(1e-5f * largest));
    }

    private static float[] run(Network network, Grid grid, int batch, float[] x, float @Nullable [] gradient) {
        Executor executor = Executor.frozen(network, batch, grid);
        float[] out = new float[executor.outputLength()];
        executor.forward(x, Statistics.POPULATION, out);
        if (gradient != null) {
            executor.backward(FiniteDifferences.gaussian(7, out.length), Executor.Pullback.INPUT);
            executor.inputGradient(gradient);
        }
        return out;
    }
}
