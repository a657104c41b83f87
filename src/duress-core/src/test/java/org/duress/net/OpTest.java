package org.duress.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonTypeName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duress.base.Extent;
import org.duress.base.Sha256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules of ops that stand in their records. */
class OpTest {
    /** Archives of earlier builds hold these names. */
    private static final List<String> NAMES_EVER_WRITTEN = List.of(
            "conv2d",
            "depthwiseConv2d",
            "transposedConv2d",
            "batchNorm",
            "groupNorm",
            "layerNorm",
            "leakyRelu",
            "elu",
            "clip",
            "softplus",
            "erf",
            "tanh",
            "sigmoid",
            "softmax",
            "maxPool",
            "averagePool",
            "upsample",
            "resize",
            "pad",
            "crop",
            "depthToSpace",
            "sliceChannels",
            "concat",
            "add",
            "multiply",
            "spatialMean");

    @TempDir
    Path folder;

    @Test
    void everyOpHasANameOfItsOwnInArchivesAndNoneIsForgotten() {
        assertThat(Op.kinds())
                .allSatisfy(kind -> assertThat(kind.isAnnotationPresent(JsonTypeName.class))
                        .as("%s needs a @JsonTypeName", kind)
                        .isTrue());
        assertThat(Op.kinds().stream()
                        .map(kind -> kind.getAnnotation(JsonTypeName.class).value()))
                .doesNotHaveDuplicates()
                .containsAll(NAMES_EVER_WRITTEN);
    }

    @Test
    void anArchiveHoldsTheOpOfEveryCheckedGraphAsItIs() throws IOException {
        for (var named : Stream.concat(OpGradientTest.graphs(), OpGradientTest.graphsOfVolumes())
                .toList()) {
            Graph graph = named.getPayload();
            Path file = folder.resolve("network.zip");
            new NetworkArchive(Map.of("n", Network.initialised(graph, 1)), Map.of(), Map.of()).write(file);
            assertThat(NetworkArchive.read(file).network("n").graph())
                    .as(named.getName())
                    .isEqualTo(graph);
        }
    }

    /** Archives of networks for slices, and attackers' keys, are those of builds that knew no volumes. */
    @Test
    void networksForSlicesHaveTheFingerprintsTheyEverHad() {
        String all = OpGradientTest.graphs()
                .map(named -> new NetworkArchive(
                                Map.of("n", Network.initialised(named.getPayload(), 1)), Map.of(), Map.of())
                        .fingerprint())
                .collect(Collectors.joining());
        assertThat(Sha256.of(all.getBytes(StandardCharsets.US_ASCII)))
                .isEqualTo("3f4e947f515926ec898a1c9b292fc6bb6fedd55593b4e26339fa4ed27bf34c72");
    }

    /** Kernels {@code [3, 2, in, out]}: fan-in is taps times the input channels that one output channel reads. */
    @Test
    void parametersByHand() {
        Window window = new Window(new Extent(3, 2), Extent.ONE, Extent.ONE, Extent.ZERO);
        Op conv = new Op.Conv(4, window, true);
        assertThat(conv.parameters(List.of(5, 2)))
                .extracting(Op.Parameter::role)
                .containsExactly("weight0", "weight1", "bias");
        assertParameter(conv.parameters(List.of(5, 2)).get(1), Math.sqrt(2.0 / (6 * 7)), 3, 2, 2, 4);
        assertParameter(conv.parameters(List.of(5, 2)).get(2), 0, 4);
        Op depthwise = new Op.DepthwiseConv(2, window, false);
        assertParameter(depthwise.parameters(List.of(5)).get(0), Math.sqrt(2.0 / 6), 3, 2, 5, 2);
        Op transposed = new Op.TransposedConv(4, window, Extent.ZERO, false);
        assertParameter(transposed.parameters(List.of(5)).get(0), Math.sqrt(2.0 / 30), 3, 2, 4, 5);
        assertThat(new Op.Tanh().parameters(List.of(5))).isEmpty();
    }

    private static void assertParameter(Op.Parameter parameter, double deviation, long... shape) {
        assertThat(parameter.deviation()).isEqualTo(deviation);
        assertThat(parameter.shape()).containsExactly(shape);
        assertThat(parameter.trained()).isTrue();
    }

    @Test
    void aNormIsWhatTheScaleAndShiftOfItsParametersSay() {
        Map<String, float[]> values = Map.of(
                "gamma", new float[] {6},
                "beta", new float[] {1},
                "mean", new float[] {2},
                "variance", new float[] {3});
        // 1 + 6 / sqrt(3 + 1) * (5 - 2)
        assertThat(new Op.BatchNorm(1).affine(values::get))
                .hasValueSatisfying(affine -> assertThat(affine.apply(0, 5)).isEqualTo(10));
        assertThat(new Op.LayerNorm(1).affine(values::get)).isEmpty();
    }

    /** A 3 x 2 kernel with stride 2 x 1 on four input channels that gives eight. */
    @ParameterizedTest
    @CsvSource({"conv, 24, 256", "depthwise, 6, 0", "transposed, 13, 256", "pool, 6, 0", "tanh, 1, 0"})
    void workByHand(String name, double products, double spreadWeights) {
        Window window = new Window(new Extent(3, 2), new Extent(2, 1), Extent.ONE, Extent.ZERO);
        Op op = Map.of(
                        "conv", new Op.Conv(8, window, false),
                        "depthwise", new Op.DepthwiseConv(2, window, false),
                        "transposed", new Op.TransposedConv(8, window, Extent.ZERO, false),
                        "pool", new Op.MaxPool(window),
                        "tanh", new Op.Tanh())
                .get(name);
        assertThat(op).isNotNull();
        assertThat(op.products(4)).isEqualTo(products);
        assertThat(op.spreadWeights(4)).isEqualTo(spreadWeights);
    }

    @Test
    void aRuleThatIsBrokenNamesTheNode() {
        Graph.Builder b = new Graph.Builder(3);
        b.add("gate", new Op.GroupNorm(2, 1e-3), Graph.INPUT);
        assertThatThrownBy(b::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("node 'gate' needs groups that divide 3");
    }
}
