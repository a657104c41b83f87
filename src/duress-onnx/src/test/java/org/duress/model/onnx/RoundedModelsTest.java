package org.duress.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.model.lowering.graph.Constant;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of float16 and quantised ones; files are made by src/duress-onnx/src/test/python/make_rounded_onnx.py. */
class RoundedModelsTest {
    private static final int INT8 = OnnxMl.TensorProto.DataType.INT8_VALUE;
    private static final int UINT8 = OnnxMl.TensorProto.DataType.UINT8_VALUE;
    private static final int INT32 = OnnxMl.TensorProto.DataType.INT32_VALUE;

    @TempDir
    Path folder;

    private final OnnxFormat format = new OnnxFormat();

    private static ModelSpec spec(String name) {
        return new ModelSpec("onnx", Path.of("classpath:org/duress/model/onnx/" + name + ".onnx"));
    }

    @ParameterizedTest
    @CsvSource({
        "half, 5, 'computed in float32, where the file says float16: in random images'",
        "half-throughout, 5, 'computed in float32, where the file says float16: in random images'",
        "quantised, 5, 'computed without the rounding of the 40 activations that the file quantises, of which'",
        "quantised-in-training, 3, 'computed without the rounding of the 5 activations that the file quantises'"
    })
    void theModelIsJudgedWithoutItsRoundingAndTheResultSaysHowFarThatIs(String name, int classes, String precision) {
        try (SegmentationModel model = format.open(spec(name))) {
            assertThat(model.classes()).isEqualTo(classes);
            assertThat(model.provenance())
                    .hasSize(1)
                    .extractingByKey("precision")
                    .asString()
                    .startsWith(precision);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"half-throughout", "quantised", "quantised-in-training"})
    void inputGradientIsTheDerivativeOfWhatIsJudged(String name) {
        int side = 32;
        try (DifferentiableModel model =
                format.open(spec(name)).differentiable().orElseThrow()) {
            Grid grid = Grid.of(side, side);
            float[] pixels = OnnxFixturesTest.gaussian(side * side, 3);
            float[] direction = OnnxFixturesTest.gaussian(side * side * model.classes(), 4);
            float[] gradient = model.forward(new ImageBatch(pixels, 1, grid))
                    .inputGradient(direction)
                    .clone();
            double largest = 0;
            for (float g : gradient) {
                largest = Math.max(largest, Math.abs(g));
            }
            assertThat(largest).isGreaterThan(0.01);
            int agree = 0;
            int tried = 0;
            float h = 1e-3f;
            for (int i = 0; i < pixels.length; i += 16, tried++) {
                double[] ends = new double[2];
                for (int end = 0; end < 2; end++) {
                    float[] moved = pixels.clone();
                    moved[i] += end == 0 ? -h : h;
                    float[] p = model.probabilities(new ImageBatch(moved, 1, grid));
                    for (int j = 0; j < p.length; j++) {
                        ends[end] += (double) p[j] * direction[j];
                    }
                }
                agree += Math.abs((ends[1] - ends[0]) / (2 * h) - gradient[i]) <= 0.02 * largest ? 1 : 0;
            }
            // Kinks of ReLU, pooling and clipping lie within the step here and there.
            assertThat(agree).isGreaterThanOrEqualTo(tried * 9 / 10);
        }
    }

    @Test
    void aPairAroundAnActivationKeepsWhatItsWholeNumbersReach() {
        // (0 - 10) * 0.1 to (255 - 10) * 0.1; of seven bits to (127 - 10) * 0.1.
        ModelBuilder eight = ModelBuilder.ofImage(13)
                .scalar("s", 0.1)
                .wholes("z", UINT8, new int[0], 10)
                .node("QuantizeLinear", "image s z", "q")
                .node("DequantizeLinear", "q s z", "y");
        assertBounds(eight, 1, -1, 24.5);
        ModelBuilder seven = ModelBuilder.ofImage(13)
                .scalar("s", 0.1)
                .wholes("z", UINT8, new int[0], 10)
                .node("Identity", "z", "same")
                .wholes("most", UINT8, new int[0], 127)
                .node("QuantizeLinear", "image s z", "q")
                .node("Clip", "q - most", "cut")
                .node("DequantizeLinear", "cut s same", "y");
        assertBounds(seven, 3, -1, 11.7);
        ModelBuilder signed = ModelBuilder.ofImage(13)
                .scalar("s", 0.5)
                .wholes("z", INT32, new int[0], -3)
                .node("Cast", "z", "zero", "to", INT8)
                .node("QuantizeLinear", "image s zero", "q")
                .node("DequantizeLinear", "q s zero", "y");
        assertBounds(signed, 2, -62.5, 65);
    }

    private static void assertBounds(ModelBuilder model, int node, double low, double high) {
        Unrounded unrounded = Unrounded.of(model.output("y").build(), "m");
        OnnxMl.GraphProto graph = unrounded.proto().getGraph();
        assertThat(graph.getNode(node).getOpType()).isEqualTo("Clip");
        assertThat(graph.getNode(node).getInputList()).containsExactly("image", "y.lowest", "y.highest");
        int count = graph.getInitializerCount();
        assertThat((double) graph.getInitializer(count - 2).getFloatData(0)).isCloseTo(low, within(1e-5));
        assertThat((double) graph.getInitializer(count - 1).getFloatData(0)).isCloseTo(high, within(1e-5));
        assertThat(unrounded.changes())
                .containsExactly("computed without the rounding of the 1 activations that the file quantises, of which"
                        + " only the ranges are kept");
    }

    @Test
    void aPairAroundWeightsRoundsThemHalvesToEven() {
        OnnxMl.ModelProto model = ModelBuilder.ofImage(13)
                .floats("w", new int[] {2, 3}, 0.25f, 0.75f, -1f, 100f, -100f, 1.1f)
                .floats("s", new int[] {2}, 0.5f, 0.25f)
                .wholes("z", INT8, new int[] {2}, 0, 100)
                .node("QuantizeLinear", "w s z", "q", "axis", 0)
                .node("DequantizeLinear", "q s z", "r", "axis", 0)
                .build();
        Unrounded unrounded = Unrounded.of(model, "m");
        assertThat(unrounded.changes()).isEmpty();
        OnnxMl.NodeProto constant = unrounded.proto().getGraph().getNode(1);
        assertThat(constant.getOpType()).isEqualTo("Constant");
        assertThat(Numbers.of(constant.getAttribute(0).getT(), "r").floats())
                // 0.5 and 1.5 steps go to 0 and 2; 127 - 100 and -128 - 100 steps are the ends; 4.4 goes to 4.
                .containsExactly(0f, 1f, -1f, 6.75f, -57f, 1f);
    }

    @Test
    void whatIsQuantisedOtherwiseIsRefused() {
        ModelBuilder otherScale = ModelBuilder.ofImage(13)
                .scalar("s", 0.1)
                .scalar("t", 0.2)
                .node("QuantizeLinear", "image s", "q")
                .node("DequantizeLinear", "q t", "d")
                .conv("d", "y", 1, 3, 3);
        assertRefused(otherScale, "operator 0 'QuantizeLinear_0' (QuantizeLinear)", "not only turned back");
        ModelBuilder negative = ModelBuilder.ofImage(13)
                .scalar("s", -0.1)
                .node("QuantizeLinear", "image s", "q")
                .node("DequantizeLinear", "q s", "d")
                .conv("d", "y", 1, 3, 3);
        assertRefused(negative, "operator 0 'QuantizeLinear_0' (QuantizeLinear)", "not only turned back");
        ModelBuilder perChannel = ModelBuilder.ofImage(13)
                .conv("image", "x", 1, 3, 3)
                .floats("s", new int[] {3}, 0.1f, 0.2f, 0.3f)
                .wholes("z", INT8, new int[] {3}, 0, 0, 0)
                .node("QuantizeLinear", "x s z", "q")
                .node("DequantizeLinear", "q s z", "y");
        assertRefused(perChannel, "operator 1 'QuantizeLinear_1' (QuantizeLinear)", "not only turned back");
        ModelBuilder whole = ModelBuilder.ofImage(13)
                .node("DynamicQuantizeLinear", "image", "q s z")
                .node("DequantizeLinear", "q s z", "d")
                .conv("d", "y", 1, 3, 3);
        assertRefused(whole, "operator 0 'DynamicQuantizeLinear_0'", "computes with whole numbers");
    }

    /** Steps of one standard deviation: what is left of the image is three or four greys. */
    @Test
    void aModelThatIsAnotherOneWithoutItsRoundingIsRefused() {
        ModelBuilder coarse = ModelBuilder.ofImage(13)
                .scalar("s", 1)
                .wholes("z", UINT8, new int[0], 128)
                .node("QuantizeLinear", "image s z", "q")
                .node("DequantizeLinear", "q s z", "d")
                .conv("d", "y", 1, 3, 3);
        assertRefused(
                coarse,
                "rounds what it computes (float16, or quantised), and without that it is another model: in random"
                        + " images",
                "% of the pixels have another class",
                "export the model of float32 numbers that it was made from");
    }

    private void assertRefused(ModelBuilder model, String... parts) {
        ModelSpec spec = model.output("y").spec(folder);
        assertThatThrownBy(() -> format.open(spec))
                .isInstanceOf(DuressException.class)
                .satisfies(e ->
                        assertThat(e.getMessage()).contains(parts).contains(";").doesNotContain("\n"));
    }

    @Test
    void eachNumberOfAnAxisStandsForItsPlace() {
        Random random = new Random(1);
        byte[] bytes = new byte[(1 << 20) + 8];
        random.nextBytes(bytes);
        OnnxMl.TensorProto.Builder many = OnnxMl.TensorProto.newBuilder()
                .setRawData(ByteString.copyFrom(bytes))
                .addDims(2)
                .addDims(bytes.length / 2);
        // More than fit into as many longs: floats hold them all the same.
        assertThat(Numbers.of(many.setDataType(INT8).build(), "w").at(77)).isEqualTo(bytes[77]);
        assertThat(Numbers.of(many.setDataType(UINT8).build(), "w").at(77)).isEqualTo(bytes[77] & 0xff);
        PerAxis scales = PerAxis.of(Numbers.of(many.build(), "w"), Constant.ofFloats(new int[] {2}, 3f, 5f), -2)
                .orElseThrow();
        assertThat(List.of(scales.at(0), scales.at(bytes.length / 2 - 1), scales.at(bytes.length / 2)))
                .containsExactly(3.0, 3.0, 5.0);
    }
}
