package org.duress.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.stream.Stream;
import org.duress.base.Extent;
import org.duress.base.FiniteDifferences;
import org.duress.base.Grid;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every op's pullback against finite differences of the sum of outputs with random weights. */
class OpGradientTest {
    private static final int BATCH = 2;
    private static final Grid SLICE = Grid.of(8, 8);
    private static final Grid VOLUME = Grid.of(4, 6, 4);
    private static final float STEP = 0.01f;

    static Stream<Named<Graph>> graphs() {
        return Stream.of(
                graph("conv 3x3", 3, Op.Conv.same(4, 3, 1, true)),
                graph("conv 1x1", 3, Op.Conv.same(4, 1, 1, true)),
                graph("conv 3x3 stride 2", 3, Op.Conv.same(4, 3, 2, true)),
                graph("conv 5x5 stride 2", 3, Op.Conv.same(4, 5, 2, true)),
                graph("conv 1x1 stride 2", 3, Op.Conv.same(4, 1, 2, false)),
                graph("batch norm", 3, new Op.BatchNorm(1e-5)),
                graph("leaky relu", 3, new Op.LeakyRelu(0.2)),
                graph("relu", 3, new Op.LeakyRelu(0)),
                graph("tanh", 3, new Op.Tanh()),
                graph("sigmoid", 3, new Op.Sigmoid()),
                graph("softmax", 5, new Op.Softmax()),
                graph("max pool", 3, new Op.MaxPool(Window.tiles(2))),
                graph("upsample", 3, new Op.Upsample(2)),
                graph("spatial mean", 3, new Op.SpatialMean()),
                graph("conv 3x2 valid", 3, conv(4, 3, 2, 1, 1, 0, 0)),
                graph("conv 3x3 padded 2", 2, conv(3, 3, 3, 1, 1, 2, 2)),
                graph("conv 3x3 dilated", 2, conv(3, 3, 3, 1, 2, 2, 2)),
                graph("conv 5x3 stride 3", 2, conv(3, 5, 3, 3, 1, 1, 0)),
                graph("conv 3x3 stride 2 dilated", 2, conv(3, 3, 3, 2, 2, 1, 1)),
                graph("conv 2x2 same", 2, Op.Conv.same(3, 2, 1, true)),
                graph("group norm", 4, new Op.GroupNorm(2, 1e-3)),
                graph("instance norm", 3, new Op.GroupNorm(3, 1e-3)),
                graph("layer norm", 5, new Op.LayerNorm(1e-3)),
                graph("elu", 3, new Op.Elu(1)),
                graph("elu 0.5", 3, new Op.Elu(0.5)),
                graph("relu6", 3, new Op.Clip(0, 6)),
                graph("clip from below", 3, new Op.Clip(-1.04, Double.POSITIVE_INFINITY)),
                graph("clip from above", 3, new Op.Clip(Double.NEGATIVE_INFINITY, 1.04)),
                graph("softplus", 3, new Op.Softplus()),
                graph("erf", 3, new Op.Erf()),
                graph("max pool 3x3 stride 2", 3, new Op.MaxPool(window(3, 3, 2, 1, 1, 1))),
                graph("average pool", 3, new Op.AveragePool(Window.tiles(2), true)),
                graph("average pool, padding counts", 3, new Op.AveragePool(window(3, 3, 2, 1, 1, 1), true)),
                graph("average pool, padding does not", 3, new Op.AveragePool(window(3, 3, 2, 1, 1, 1), false)),
                graph("bilinear", 3, new Op.Resize(16, 12, Op.Interpolation.LINEAR, Op.Coordinates.HALF_PIXEL)),
                graph(
                        "bilinear, corners",
                        3,
                        new Op.Resize(5, 16, Op.Interpolation.LINEAR, Op.Coordinates.ALIGN_CORNERS)),
                graph("nearest", 3, new Op.Resize(13, 5, Op.Interpolation.NEAREST_FLOOR, Op.Coordinates.ASYMMETRIC)),
                graph("pad", 3, new Op.Pad(1, 2, 0, 3, Op.Border.ZERO)),
                graph("pad edge", 3, new Op.Pad(1, 2, 0, 3, Op.Border.EDGE)),
                graph("pad reflect", 3, new Op.Pad(1, 2, 0, 3, Op.Border.REFLECT)),
                graph("crop", 3, new Op.Crop(1, 2, 0, 3)),
                graph("depth to space", 12, new Op.DepthToSpace(new Extent(3, 2))),
                graph("slice", 5, new Op.SliceChannels(1, 3)),
                graph("depthwise", 3, new Op.DepthwiseConv(1, Window.same(3, 1), true)),
                graph("depthwise stride 2, two each", 3, new Op.DepthwiseConv(2, window(3, 3, 2, 1, 1, 1), true)),
                graph("depthwise dilated", 3, new Op.DepthwiseConv(1, window(3, 3, 2, 2, 2, 2), true)),
                graph("transposed 2x2", 3, transposed(2, 2, 0, 0, 1)),
                graph("transposed 3x3, output padding", 3, transposed(3, 2, 1, 1, 1)),
                graph("transposed 4x4", 3, transposed(4, 2, 1, 0, 1)),
                graph("transposed 3x3 stride 1", 3, transposed(3, 1, 1, 0, 1)),
                graph("transposed 2x2 stride 3, output padding", 3, transposed(2, 3, 0, 2, 1)),
                graph("transposed dilated", 2, transposed(3, 2, 1, 0, 2)),
                Named.of("multiply by one pixel", gated(new Op.SpatialMean())),
                Named.of("multiply by one channel", gated(Op.Conv.same(1, 3, 1, true))),
                Named.of("conv of two inputs", twoInputs(Op.Conv.same(4, 3, 1, true))),
                Named.of("concat", twoInputs(new Op.Concat())),
                Named.of("add", twoInputs(new Op.Add())),
                Named.of("multiply", twoInputs(new Op.Multiply())),
                Named.of("small network", smallNetwork(2)));
    }

    /** What crosses planes, and what must not forget that there are several. */
    static Stream<Named<Graph>> graphsOfVolumes() {
        Extent cube = new Extent(3, 3, 3);
        Window dilated = new Window(Extent.of(3, 2), Extent.ONE, new Extent(2, 1, 2), new Extent(1, 0, 1));
        return Stream.of(
                graph("conv 3x3x3", 2, Op.Conv.same(3, 3, 3, 1, true)),
                graph("conv 3x1x1", 2, conv(3, new Extent(3, 1, 1), Extent.ONE, Extent.ONE, new Extent(1, 0, 0))),
                graph("conv 1x3x3", 2, conv(3, new Extent(1, 3, 3), Extent.ONE, Extent.ONE, new Extent(0, 1, 1))),
                graph("conv 1x1x1", 3, Op.Conv.same(3, 4, 1, 1, true)),
                graph("conv 3x3x3 stride 2", 2, Op.Conv.same(3, 3, 3, 2, true)),
                graph("conv 1x1x1 stride 2", 2, Op.Conv.same(3, 3, 1, 2, true)),
                graph("conv 2x3x1 valid", 2, conv(3, new Extent(2, 3, 1), Extent.ONE, Extent.ONE, Extent.ZERO)),
                graph("conv 2x2x2 padded 2", 2, conv(2, Extent.of(3, 2), Extent.ONE, Extent.ONE, Extent.of(3, 2))),
                graph("conv 3x3x3 padded 2", 2, conv(2, cube, Extent.ONE, Extent.ONE, new Extent(2, 2, 2))),
                graph(
                        "conv 3x2x3, a stride each",
                        2,
                        conv(3, new Extent(3, 2, 3), new Extent(1, 2, 3), Extent.ONE, new Extent(1, 0, 1))),
                graph("conv 3x3x3 dilated", 2, conv(2, cube, Extent.ONE, new Extent(2, 1, 2), new Extent(2, 1, 2))),
                graph(
                        "conv 3x3x3 stride 2 dilated",
                        2,
                        conv(2, cube, new Extent(2, 2, 1), new Extent(1, 2, 2), new Extent(1, 2, 2))),
                graph("conv 2x2x2 same", 2, Op.Conv.same(3, 3, 2, 1, true)),
                graph("conv of a plane", 2, Op.Conv.same(3, 3, 1, true)),
                graph("depthwise of a plane", 3, new Op.DepthwiseConv(1, Window.same(3, 1), true)),
                graph("transposed 2x2x2", 3, transposed(Extent.of(3, 2), Extent.of(3, 2), Extent.ZERO, Extent.ZERO, 1)),
                graph(
                        "transposed 3x3x3, output padding",
                        2,
                        transposed(cube, new Extent(2, 2, 1), new Extent(1, 1, 1), new Extent(1, 0, 0), 1)),
                graph(
                        "transposed 1x2x2",
                        2,
                        transposed(new Extent(1, 2, 2), new Extent(1, 2, 2), Extent.ZERO, Extent.ZERO, 1)),
                graph("transposed dilated", 2, transposed(cube, new Extent(2, 1, 2), Extent.ONE, Extent.ZERO, 2)),
                graph("batch norm", 3, new Op.BatchNorm(1e-5)),
                graph("group norm", 4, new Op.GroupNorm(2, 1e-3)),
                graph("instance norm", 3, new Op.GroupNorm(3, 1e-3)),
                graph("layer norm", 5, new Op.LayerNorm(1e-3)),
                graph("relu", 3, new Op.LeakyRelu(0)),
                graph("elu", 3, new Op.Elu(1)),
                graph("relu6", 3, new Op.Clip(0, 6)),
                graph("softplus", 3, new Op.Softplus()),
                graph("erf", 3, new Op.Erf()),
                graph("tanh", 3, new Op.Tanh()),
                graph("sigmoid", 3, new Op.Sigmoid()),
                graph("softmax", 5, new Op.Softmax()),
                graph("max pool", 3, new Op.MaxPool(Window.tiles(3, 2))),
                graph("max pool of a plane", 3, new Op.MaxPool(Window.tiles(2))),
                graph(
                        "max pool 3x3x3 stride 2",
                        3,
                        new Op.MaxPool(new Window(cube, Extent.of(3, 2), Extent.ONE, Extent.ONE))),
                graph(
                        "max pool 3x1x2",
                        3,
                        new Op.MaxPool(
                                new Window(new Extent(3, 1, 2), new Extent(1, 1, 2), Extent.ONE, new Extent(1, 0, 0)))),
                graph("max pool dilated", 3, new Op.MaxPool(dilated)),
                graph("average pool dilated", 3, new Op.AveragePool(dilated, true)),
                graph("average pool", 3, new Op.AveragePool(Window.tiles(3, 2), true)),
                graph(
                        "average pool, padding counts",
                        3,
                        new Op.AveragePool(new Window(cube, Extent.of(3, 2), Extent.ONE, Extent.ONE), true)),
                graph(
                        "average pool, padding does not",
                        3,
                        new Op.AveragePool(new Window(cube, new Extent(2, 1, 2), Extent.ONE, Extent.ONE), false)),
                graph("upsample", 3, Op.Upsample.of(3, 2)),
                graph("upsample planes", 3, new Op.Upsample(3, 1)),
                graph("trilinear", 3, new Op.Resize(8, 12, 6, Op.Interpolation.LINEAR, Op.Coordinates.HALF_PIXEL)),
                graph(
                        "trilinear, corners",
                        3,
                        new Op.Resize(3, 5, 7, Op.Interpolation.LINEAR, Op.Coordinates.ALIGN_CORNERS)),
                graph("nearest", 3, new Op.Resize(7, 3, 5, Op.Interpolation.NEAREST_FLOOR, Op.Coordinates.ASYMMETRIC)),
                graph("pad", 3, new Op.Pad(2, 0, 1, 2, 0, 3, Op.Border.ZERO)),
                graph("pad edge", 3, new Op.Pad(1, 2, 1, 2, 0, 3, Op.Border.EDGE)),
                graph("pad reflect", 3, new Op.Pad(3, 1, 1, 2, 0, 3, Op.Border.REFLECT)),
                graph("crop", 3, new Op.Crop(1, 0, 1, 2, 0, 3)),
                graph("depth to space", 12, new Op.DepthToSpace(new Extent(2, 3, 1))),
                graph("slice", 5, new Op.SliceChannels(1, 3)),
                graph("spatial mean", 3, new Op.SpatialMean()),
                Named.of("multiply by one voxel", gated(new Op.SpatialMean())),
                Named.of("multiply by one channel", gated(Op.Conv.same(3, 1, 3, 1, true))),
                Named.of("conv of two inputs", twoInputs(Op.Conv.same(3, 4, 3, 1, true))),
                Named.of("concat", twoInputs(new Op.Concat())),
                Named.of("add", twoInputs(new Op.Add())),
                Named.of("multiply", twoInputs(new Op.Multiply())),
                Named.of("small network", smallNetwork(3)));
    }

    /** Those of slices that came later than {@code OpTest}'s fingerprint of {@link #graphs}. */
    private static Stream<Named<Graph>> laterGraphs() {
        return Stream.of(
                graph("max pool dilated", 3, new Op.MaxPool(window(2, 2, 1, 2, 1, 1))),
                graph("average pool dilated", 3, new Op.AveragePool(window(2, 2, 1, 2, 1, 1), false)));
    }

    static Stream<Arguments> cases() {
        return Stream.concat(
                Stream.concat(graphs(), laterGraphs()).map(graph -> Arguments.of(graph, SLICE)),
                graphsOfVolumes().map(graph -> Arguments.of(graph, VOLUME)));
    }

    private static Op conv(int channels, Extent kernel, Extent stride, Extent dilation, Extent padding) {
        return new Op.Conv(channels, new Window(kernel, stride, dilation, padding), true);
    }

    private static Op transposed(Extent kernel, Extent stride, Extent padding, Extent outputPadding, int dilation) {
        return new Op.TransposedConv(
                2, new Window(kernel, stride, Extent.of(3, dilation), padding), outputPadding, true);
    }

    private static Window window(int kernelY, int kernelX, int stride, int dilation, int padY, int padX) {
        return new Window(
                new Extent(kernelY, kernelX), Extent.of(2, stride), Extent.of(2, dilation), new Extent(padY, padX));
    }

    private static Op conv(int channels, int kernelY, int kernelX, int stride, int dilation, int padY, int padX) {
        return new Op.Conv(channels, window(kernelY, kernelX, stride, dilation, padY, padX), true);
    }

    private static Op transposed(int kernel, int stride, int padding, int outputPadding, int dilation) {
        return new Op.TransposedConv(
                2, window(kernel, kernel, stride, dilation, padding, padding), Extent.of(2, outputPadding), true);
    }

    @Test
    void everyOpIsAmongThem() {
        assertThat(kinds(graphs())).containsAll(Op.kinds());
        assertThat(kinds(graphsOfVolumes())).containsAll(Op.kinds());
    }

    private static Stream<Object> kinds(Stream<Named<Graph>> graphs) {
        return graphs.flatMap(graph -> graph.getPayload().nodes().stream())
                .map(node -> node.op().getClass());
    }

    @ParameterizedTest
    @MethodSource("cases")
    void pullbackIsTheDerivativeWithPopulationStatistics(Graph graph, Grid grid) {
        check(graph, grid, Statistics.POPULATION);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void pullbackIsTheDerivativeWithBatchStatistics(Graph graph, Grid grid) {
        check(graph, grid, Statistics.BATCH);
    }

    private static void check(Graph graph, Grid grid, Statistics mode) {
        Network network = Network.initialised(graph, 3);
        randomiseNorms(network);
        boolean frozen = graph.nodes().stream().anyMatch(node -> !node.op().trainable());
        Executor executor = frozen ? Executor.frozen(network, BATCH, grid) : Executor.trainable(network, BATCH, grid);
        executor.statisticsMomentum(0);
        float[] input = away(new Random(5), executor.inputLength());
        float[] output = new float[executor.outputLength()];
        float[] direction = FiniteDifferences.gaussian(6, output.length);
        executor.forward(input, mode, output);
        executor.backward(direction, Executor.Pullback.INPUT);
        float[] inputGradient = new float[input.length];
        executor.inputGradient(inputGradient);
        float[] weightGradients = {};
        if (!frozen) {
            executor.backward(direction, Executor.Pullback.BOTH);
            float[] withWeights = new float[input.length];
            executor.inputGradient(withWeights);
            assertClose(withWeights, inputGradient, 1e-4, "input gradient with weights");
            weightGradients = executor.weightGradients();
        }

        float[] statistics = network.statistics();
        float[] weights = network.weights();
        float[] numeric = new float[input.length];
        for (int i = 0; i < input.length; i++) {
            numeric[i] = (float) FiniteDifferences.slope(input, i, STEP, moved -> {
                executor.forward(moved, mode, output);
                return FiniteDifferences.dot(output, direction);
            });
        }
        assertClose(inputGradient, numeric, 0.02, "input gradient");
        if (weights.length > 1 && !frozen) {
            float[] numericWeights = new float[weights.length];
            for (int i = 0; i < weights.length; i++) {
                numericWeights[i] = (float) FiniteDifferences.slope(weights, i, STEP, moved -> {
                    network.assign(moved, statistics);
                    executor.forward(input, mode, output);
                    return FiniteDifferences.dot(output, direction);
                });
            }
            assertClose(weightGradients, numericWeights, 0.02, "weight gradient");
        }
    }

    /** Largest difference in units of the largest value. */
    private static void assertClose(float[] actual, float[] expected, double tolerance, String what) {
        double largest = 1e-3;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        for (int i = 0; i < actual.length; i++) {
            assertThat((double) actual[i])
                    .as("%s, element %d", what, i)
                    .isCloseTo(expected[i], within(tolerance * largest));
        }
    }

    /** Distinct values, none within a finite difference of zero or of each other: no kink is crossed. */
    private static float[] away(Random random, int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (i - length / 2 + 0.5f) * 0.025f * (1000f / length);
        }
        for (int i = length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            float keep = values[i];
            values[i] = values[j];
            values[j] = keep;
        }
        for (int i = 0; i < length; i++) {
            values[i] = Math.abs(values[i]) < 0.02f ? 0.5f : values[i];
        }
        return values;
    }

    private static void randomiseNorms(Network network) {
        Random random = new Random(11);
        float[] statistics = network.statistics();
        for (int i = 0; i < statistics.length; i++) {
            statistics[i] = 0.5f + random.nextFloat();
        }
        float[] weights = network.weights();
        for (int i = 0; i < weights.length; i++) {
            weights[i] += 0.1f * (float) random.nextGaussian();
        }
        network.assign(weights, statistics);
    }

    private static Named<Graph> graph(String name, int channels, Op op) {
        Graph.Builder builder = new Graph.Builder(channels);
        builder.add("node", op, Graph.INPUT);
        return Named.of(name, builder.build());
    }

    private static Graph twoInputs(Op op) {
        Graph.Builder builder = new Graph.Builder(3);
        builder.add("a", Op.Conv.same(3, 1, 1, true), Graph.INPUT);
        builder.add("node", op, Graph.INPUT, "a");
        return builder.build();
    }

    private static Graph gated(Op gate) {
        Graph.Builder builder = new Graph.Builder(3);
        builder.add("gate", gate, Graph.INPUT);
        builder.add("node", new Op.Multiply(), Graph.INPUT, "gate");
        return builder.build();
    }

    /** Smooth throughout, so that a finite difference is the derivative. */
    private static Graph smallNetwork(int axes) {
        Graph.Builder b = new Graph.Builder(2);
        b.add("c1", Op.Conv.same(axes, 3, 3, 1, false), Graph.INPUT);
        b.add("n1", new Op.BatchNorm(1e-3), "c1");
        b.add("t1", new Op.Tanh(), "n1");
        b.add("c2", Op.Conv.same(axes, 4, 3, 2, false), "t1");
        b.add("n2", new Op.BatchNorm(1e-3), "c2");
        b.add("t2", new Op.Tanh(), "n2");
        b.add("up", Op.Upsample.of(axes, 2), "t2");
        b.add("c3", Op.Conv.same(axes, 3, 3, 1, true), "up", "t1");
        b.add("s", new Op.Softmax(), "c3");
        return b.build();
    }
}
