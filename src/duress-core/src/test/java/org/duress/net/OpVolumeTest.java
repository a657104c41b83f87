package org.duress.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.duress.base.Extent;
import org.duress.base.FiniteDifferences;
import org.duress.base.Grid;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What ops give for volumes. Nothing tells planes from rows but their order: an op whose planes and rows have changed
 * places gives the old one's output with planes and rows changed, of an image in which they are. Rows are known to be
 * right from slices.
 */
class OpVolumeTest {
    private static final int BATCH = 2;
    private static final Grid GRID = Grid.of(4, 6, 5);

    static Stream<Named<Graph>> graphs() {
        return OpGradientTest.graphsOfVolumes()
                .filter(graph -> graph.getPayload().nodes().stream().noneMatch(node -> hasNoTurned(node.op())));
    }

    /** Its channels have an order of their own, one factor for rows and columns, or no kernel across planes. */
    private static boolean hasNoTurned(Op op) {
        return op instanceof Op.DepthToSpace
                || op instanceof Op.DepthwiseConv
                || (op instanceof Op.Upsample up && up.planes() != up.factor());
    }

    @ParameterizedTest
    @MethodSource("graphs")
    void planesAreAsRowsAre(Graph graph) {
        Grid grid = graph.misfit(GRID).filter(why -> why.startsWith("node")).isEmpty() ? GRID : Grid.of(4, 6, 4);
        Grid turnedGrid = Grid.of(grid.rows(), grid.planes(), grid.columns());
        Network network = Network.initialised(graph, 3);
        Map<String, float[]> values = random(network.values());
        Map<String, float[]> turnedValues = new LinkedHashMap<>();
        graph.parameters()
                .forEach((node, parameters) -> parameters.forEach(parameter -> {
                    String name = node.parameter(parameter.role());
                    float[] own = Graph.get(values, name);
                    turnedValues.put(
                            name,
                            node.op() instanceof Op.Convolution conv
                                            && own.length > parameter.shape()[0]
                                    ? turned(own, 1, conv.window().kernel())
                                    : own);
                }));
        List<Graph.Node> nodes = graph.nodes().stream()
                .map(node -> new Graph.Node(node.name(), turned(node.op()), node.inputs()))
                .toList();
        Extent size = Graph.get(graph.shapes(grid), graph.output()).size();

        float[] input = FiniteDifferences.gaussian(5, BATCH * grid.voxels() * graph.inputChannels());
        float[] output = run(Network.of(graph, values), grid, input);
        float[] turned = run(
                Network.of(new Graph(graph.inputChannels(), nodes), turnedValues),
                turnedGrid,
                turned(input, BATCH, Extent.of(grid)));

        assertThat(turned).usingComparatorWithPrecision(1e-4f).containsExactly(turned(output, BATCH, size));
    }

    private static Map<String, float[]> random(Map<String, float[]> values) {
        Random random = new Random(11);
        values.values().forEach(own -> {
            for (int i = 0; i < own.length; i++) {
                own[i] += random.nextFloat();
            }
        });
        return values;
    }

    private static float[] run(Network network, Grid grid, float[] input) {
        Executor executor = Executor.frozen(network, BATCH, grid);
        float[] output = new float[executor.outputLength()];
        executor.forward(input, Statistics.POPULATION, output);
        return output;
    }

    /** Planes and rows in each other's place. */
    private static float[] turned(float[] values, int batch, Extent size) {
        int row = values.length / batch / size.z() / size.y();
        float[] turned = new float[values.length];
        for (int b = 0; b < batch; b++) {
            for (int z = 0; z < size.z(); z++) {
                for (int y = 0; y < size.y(); y++) {
                    int from = ((b * size.z() + z) * size.y() + y) * row;
                    int to = ((b * size.y() + y) * size.z() + z) * row;
                    System.arraycopy(values, from, turned, to, row);
                }
            }
        }
        return turned;
    }

    private static Op turned(Op op) {
        if (op instanceof Op.Conv conv) {
            return new Op.Conv(conv.channels(), turned(conv.window()), conv.bias());
        }
        if (op instanceof Op.TransposedConv conv) {
            return new Op.TransposedConv(
                    conv.channels(), turned(conv.window()), turned(conv.outputPadding()), conv.bias());
        }
        if (op instanceof Op.MaxPool pool) {
            return new Op.MaxPool(turned(pool.window()));
        }
        if (op instanceof Op.AveragePool pool) {
            return new Op.AveragePool(turned(pool.window()), pool.countPadding());
        }
        if (op instanceof Op.Resize to) {
            Extent size = turned(new Extent(to.planes(), to.height(), to.width()));
            return new Op.Resize(size.z(), size.y(), size.x(), to.interpolation(), to.coordinates());
        }
        if (op instanceof Op.Pad pad) {
            Extent before = turned(pad.before());
            Extent after = turned(pad.after());
            return new Op.Pad(before.z(), after.z(), before.y(), after.y(), before.x(), after.x(), pad.border());
        }
        if (op instanceof Op.Crop crop) {
            Extent before = turned(crop.before());
            Extent after = turned(new Extent(crop.back(), crop.bottom(), crop.right()));
            return new Op.Crop(before.z(), after.z(), before.y(), after.y(), before.x(), after.x());
        }
        return op;
    }

    private static Window turned(Window window) {
        Extent padding = window.padding();
        return new Window(
                turned(window.kernel()),
                turned(window.stride()),
                turned(window.dilation()),
                padding == null ? null : turned(padding));
    }

    private static Extent turned(Extent extent) {
        return new Extent(extent.y(), extent.z(), extent.x());
    }

    static Stream<Window> windows() {
        Extent cube = new Extent(3, 3, 3);
        return Stream.of(
                new Window(cube, Extent.ONE, Extent.ONE, Extent.ONE),
                new Window(new Extent(2, 3, 1), new Extent(1, 2, 1), Extent.ONE, new Extent(1, 0, 0)),
                new Window(cube, new Extent(2, 1, 2), new Extent(1, 2, 2), new Extent(1, 2, 1)),
                new Window(new Extent(1, 3, 3), Extent.ONE, Extent.ONE, Extent.ZERO),
                new Window(new Extent(2, 1, 1), Extent.ONE, new Extent(2, 1, 1), Extent.ZERO));
    }

    @ParameterizedTest
    @MethodSource("windows")
    void aConvolutionIsWhatItsLoopsSay(Window window) {
        int in = 2;
        int out = 3;
        Graph.Builder b = new Graph.Builder(in);
        b.add("conv", new Op.Conv(out, window, true), Graph.INPUT);
        Network network = Network.initialised(b.build(), 1);
        Map<String, float[]> values = random(network.values());
        float[] x = FiniteDifferences.gaussian(2, BATCH * GRID.voxels() * in);
        float[] y = run(Network.of(b.build(), values), GRID, x);
        assertThat(y)
                .usingComparatorWithPrecision(1e-4f)
                .containsExactly(
                        loops(x, Graph.get(values, "conv.weight0"), Graph.get(values, "conv.bias"), window, in, out));
    }

    private static float[] loops(float[] x, float[] w, float[] bias, Window window, int in, int out) {
        Extent size = Extent.of(GRID);
        Extent k = window.kernel();
        Extent to = window.output(size);
        float[] y = new float[BATCH * to.product() * out];
        for (int at = 0; at < y.length; at++) {
            int o = at % out;
            int column = at / out % to.x();
            int row = at / out / to.x() % to.y();
            int plane = at / out / to.x() / to.y() % to.z();
            int image = at / out / to.product();
            double sum = bias[o];
            for (int t = 0; t < k.product(); t++) {
                Extent tap = new Extent(t / k.x() / k.y(), t / k.x() % k.y(), t % k.x());
                int z = plane * window.stride().z()
                        - padding(window).z()
                        + tap.z() * window.dilation().z();
                int r = row * window.stride().y()
                        - padding(window).y()
                        + tap.y() * window.dilation().y();
                int c = column * window.stride().x()
                        - padding(window).x()
                        + tap.x() * window.dilation().x();
                boolean inside = z >= 0 && r >= 0 && c >= 0 && z < size.z() && r < size.y() && c < size.x();
                for (int i = 0; inside && i < in; i++) {
                    int from = (((image * size.z() + z) * size.y() + r) * size.x() + c) * in + i;
                    sum += (double) x[from] * w[(t * in + i) * out + o];
                }
            }
            y[at] = (float) sum;
        }
        return y;
    }

    private static Extent padding(Window window) {
        Extent padding = window.padding();
        return padding == null ? Extent.ZERO : padding;
    }

    @Test
    void upsamplingRepeatsEachVoxel() {
        float[] x = FiniteDifferences.gaussian(2, BATCH * GRID.voxels());
        float[] y = run(single(1, new Op.Upsample(3, 2)), GRID, x);
        for (int at = 0; at < y.length; at++) {
            int column = at % 10 / 2;
            int row = at / 10 % 12 / 2;
            int plane = at / 120 % 12 / 3;
            int image = at / 1440;
            assertThat(y[at]).isEqualTo(x[((image * 4 + plane) * 6 + row) * 5 + column]);
        }
    }

    @Test
    void channelsBecomeVoxels() {
        Extent block = new Extent(2, 3, 2);
        int out = 2;
        int channels = block.product() * out;
        float[] x = FiniteDifferences.gaussian(2, BATCH * GRID.voxels() * channels);
        float[] y = run(single(channels, new Op.DepthToSpace(block)), GRID, x);
        float[] expected = new float[x.length];
        for (int at = 0; at < x.length; at++) {
            int channel = at % channels;
            int c = channel % out;
            int dx = channel / out % 2;
            int dy = channel / out / 2 % 3;
            int dz = channel / out / 6;
            int column = at / channels % 5 * 2 + dx;
            int row = at / channels / 5 % 6 * 3 + dy;
            int plane = at / channels / 30 % 4 * 2 + dz;
            int image = at / channels / 120;
            expected[(((image * 8 + plane) * 18 + row) * 10 + column) * out + c] = x[at];
        }
        assertThat(y).isEqualTo(expected);
    }

    /** Each image of a stack of slices is normalised by itself, a volume as a whole. */
    @Test
    void aNormOfAVolumeIsOverAllItsPlanes() {
        Network network = single(1, new Op.GroupNorm(1, 0));
        float[] x = FiniteDifferences.gaussian(2, BATCH * GRID.voxels());
        float[] y = run(network, GRID, x);
        double[] first = new double[GRID.voxels()];
        Arrays.setAll(first, i -> x[i]);
        double mean = Arrays.stream(first).average().orElseThrow();
        double variance =
                Arrays.stream(first).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
        for (int i = 0; i < first.length; i++) {
            assertThat((double) y[i]).isCloseTo((first[i] - mean) / Math.sqrt(variance), within(1e-4));
        }
    }

    @Test
    void whatGoesWithinPlanesOnlySaysSo() {
        assertThatThrownBy(() -> single(2, new Op.DepthwiseConv(1, Window.same(3, 3, 1), false)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("node 'node' convolves channels by themselves, which here goes within planes only");
    }

    private static Network single(int channels, Op op) {
        Graph.Builder b = new Graph.Builder(channels);
        b.add("node", op, Graph.INPUT);
        return Network.initialised(b.build(), 1);
    }
}
