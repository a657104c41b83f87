package org.duress.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.base.Extent;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.model.ModelWriter;
import org.duress.model.NetworkModel;
import org.duress.model.SegmentationModel;
import org.duress.model.UNet;
import org.duress.net.Graph;
import org.duress.net.Network;
import org.duress.net.Op;
import org.duress.net.Window;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is written is read by the format, which compares it with ONNX Runtime, and answers as before. */
class OnnxWriterTest {
    private static final Grid SLICE = Grid.of(16, 12);
    private static final Grid VOLUME = Grid.of(4, 8, 6);

    @TempDir
    Path folder;

    /** An op between two convolutions, and softmax. */
    private record Case(Op op, Grid grid) {
        Network network() {
            Graph.Builder b = new Graph.Builder(2);
            Window window = Window.same(grid.rank(), 3, 1);
            b.add("image", new Op.Conv(4, window, true), Graph.INPUT);
            b.add("norm", new Op.BatchNorm(1e-3), "image");
            b.add("tanh", new Op.Tanh(), "norm");
            String[] inputs = op instanceof Op.Concat || op instanceof Op.Add || op instanceof Op.Multiply
                    ? new String[] {"tanh", "norm"}
                    : new String[] {"tanh"};
            b.add("probabilities", op, inputs);
            String x = "probabilities";
            if (op instanceof Op.SpatialMean) {
                x = b.add("spread", new Op.Multiply(), "norm", x);
            } else if (!Graph.shape(
                            new Graph.Node("probabilities", op, List.of(inputs)),
                            Collections.nCopies(inputs.length, new Graph.Shape(Extent.of(grid), 4)))
                    .size()
                    .equals(Extent.of(grid))) {
                x = b.add(
                        "back",
                        grid.rank() == 2
                                ? new Op.Resize(
                                        grid.rows(), grid.columns(), Op.Interpolation.LINEAR, Op.Coordinates.HALF_PIXEL)
                                : new Op.Resize(
                                        grid.planes(),
                                        grid.rows(),
                                        grid.columns(),
                                        Op.Interpolation.LINEAR,
                                        Op.Coordinates.HALF_PIXEL),
                        x);
            }
            b.add("logits", new Op.Conv(3, Window.same(grid.rank(), 1, 1), true), x, "tanh");
            b.add("answer", new Op.Softmax(), "logits");
            return drawn(b.build());
        }

        @Override
        public String toString() {
            return op + " of " + grid;
        }
    }

    /** Every value drawn, statistics too: none of what a fresh network has is 0 or 1. */
    private static Network drawn(Graph graph) {
        Network network = Network.initialised(graph, 3);
        Random random = new Random(4);
        float[] weights = network.weights();
        float[] statistics = network.statistics();
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (0.4 * random.nextGaussian() + 0.1);
        }
        for (int i = 0; i < statistics.length; i++) {
            statistics[i] = 0.5f + random.nextFloat();
        }
        network.assign(weights, statistics);
        return network;
    }

    static Stream<Case> cases() {
        Extent one = Extent.ONE;
        Window strided = new Window(new Extent(3, 2), new Extent(2, 2), one, new Extent(0, 1, 0));
        Window cube = new Window(Extent.of(3, 3), Extent.of(3, 2), one, Extent.ONE);
        List<Op> slices = List.of(
                new Op.Conv(5, strided, false),
                new Op.Conv(5, Window.same(4, 1), true),
                new Op.Conv(5, Window.same(3, 2), true),
                new Op.Conv(5, new Window(new Extent(3, 3), one, new Extent(2, 1), new Extent(0, 2, 1)), true),
                new Op.DepthwiseConv(2, Window.same(3, 1), true),
                new Op.TransposedConv(3, strided, new Extent(0, 1), true),
                new Op.GroupNorm(2, 1e-4),
                new Op.LayerNorm(1e-4),
                new Op.LeakyRelu(0.2),
                new Op.LeakyRelu(0),
                new Op.Elu(0.7),
                new Op.Clip(-0.5, 0.4),
                new Op.Clip(Double.NEGATIVE_INFINITY, 0.4),
                new Op.Softplus(),
                new Op.Erf(),
                new Op.Tanh(),
                new Op.Sigmoid(),
                new Op.Softmax(),
                new Op.BatchNorm(1e-4),
                new Op.MaxPool(Window.tiles(2)),
                new Op.AveragePool(new Window(new Extent(3, 3), one, one, new Extent(0, 1, 1)), true),
                new Op.AveragePool(new Window(new Extent(3, 3), one, one, new Extent(0, 1, 1)), false),
                new Op.Upsample(2),
                new Op.Resize(10, 9, Op.Interpolation.NEAREST_ROUND, Op.Coordinates.HALF_PIXEL),
                new Op.Resize(20, 24, Op.Interpolation.LINEAR, Op.Coordinates.ALIGN_CORNERS),
                new Op.Pad(1, 0, 2, 3, Op.Border.REFLECT),
                new Op.Pad(1, 0, 2, 3, Op.Border.EDGE),
                new Op.Pad(1, 0, 2, 3, Op.Border.ZERO),
                new Op.Crop(1, 0, 2, 3),
                new Op.DepthToSpace(new Extent(2, 2)),
                new Op.SliceChannels(1, 3),
                new Op.Concat(),
                new Op.Add(),
                new Op.Multiply(),
                new Op.SpatialMean());
        List<Op> volumes = List.of(
                new Op.Conv(5, cube, true),
                new Op.MaxPool(Window.tiles(3, 2)),
                Op.Upsample.of(3, 2),
                new Op.TransposedConv(3, cube, Extent.ONE, true),
                new Op.GroupNorm(4, 1e-4),
                new Op.Crop(1, 0, 2, 3, 0, 1),
                new Op.Pad(1, 0, 1, 0, 2, 1, Op.Border.ZERO));
        return Stream.concat(
                slices.stream().map(op -> new Case(op, SLICE)), volumes.stream().map(op -> new Case(op, VOLUME)));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyOpIsReadBack(Case one) throws IOException {
        answersAsBefore(one.network(), one.grid(), one.grid());
    }

    @Test
    void noOpIsForgotten() {
        Set<Class<?>> tried = cases().map(one -> one.op().getClass()).collect(Collectors.toSet());
        assertThat(Op.kinds()).allSatisfy(kind -> assertThat(tried).contains(kind));
    }

    @Test
    void aUNetIsForImagesOfAllSizesThatItTakes() throws IOException {
        Network network = drawn(UNet.graph(1, 4, 3, 3));
        answersAsBefore(network, Grid.of(16, 16), Grid.of(24, 8));
    }

    /** Sizes of one name are held to be equal. */
    @Test
    void everySizeThatIsFreeHasANameOfItsOwn() {
        Network network = drawn(UNet.graph(1, 4, 3, 3));
        assertThat(OnnxWriter.model(network, Grid.of(16, 16))
                        .getGraph()
                        .getInput(0)
                        .getType()
                        .getTensorType()
                        .getShape()
                        .getDimList()
                        .stream()
                        .map(size -> size.hasDimParam() ? size.getDimParam() : String.valueOf(size.getDimValue())))
                .containsExactly("batch", "1", "height", "width");
    }

    @Test
    void whatOnnxHasNoWordForIsOneSentence() {
        Graph.Builder b = new Graph.Builder(6);
        b.add("spread", new Op.DepthToSpace(new Extent(1, 3)), Graph.INPUT);
        b.add("answer", new Op.Softmax(), "spread");
        Network network = Network.initialised(b.build(), 3);
        assertThatThrownBy(() -> new OnnxWriter().write(network, SLICE, folder.resolve("a.onnx")))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("no word in ONNX")
                .hasMessageContaining(";");
    }

    @Test
    void theWriterIsFound() {
        assertThat(ModelWriter.of("onnx")).containsInstanceOf(OnnxWriter.class);
        assertThat(ModelWriter.of("h5")).isEmpty();
    }

    private void answersAsBefore(Network network, Grid written, Grid asked) throws IOException {
        Path file = folder.resolve("written.onnx");
        new OnnxWriter().write(network, written, file);
        int channels = network.graph().inputChannels();
        float[] pixels = new float[2 * asked.voxels() * channels];
        Random random = new Random(9);
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) random.nextGaussian();
        }
        ImageBatch images = new ImageBatch(pixels, 2, asked, channels);
        List<String> organs = new ArrayList<>();
        IntStream.range(1, network.graph().outputChannels()).forEach(organ -> organs.add("o" + organ));
        try (NetworkModel before = new NetworkModel(network, organs, "f");
                SegmentationModel after = new OnnxFormat().open(new ModelSpec("onnx", file))) {
            float[] own = before.probabilities(images);
            float[] read = after.probabilities(images);
            assertThat(read).hasSameSizeAs(own);
            for (int i = 0; i < own.length; i++) {
                assertThat(read[i]).isCloseTo(own[i], within(1e-5f));
            }
        }
    }
}
