package org.duress.model.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duress.base.Grid;
import org.duress.model.lowering.graph.Lowered;
import org.duress.net.Executor;
import org.duress.net.Network;
import org.duress.net.Statistics;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each operator behind a convolution to four channels, "x", against ONNX Runtime; and the derivative of what the core
 * gives against central differences of what ONNX Runtime gives.
 */
class OperatorsTest {
    private static final Grid SLICE = Grid.of(10, 12);
    private static final Grid VOLUME = Grid.of(4, 6, 5);
    private static final int DIRECTIONS = 7;

    @TempDir
    Path folder;

    /**
     * @param smooth whether differences are derivatives everywhere
     */
    private record Case(String name, Grid grid, int opset, boolean smooth, UnaryOperator<ModelBuilder> operator) {
        @Override
        public String toString() {
            return name + " (" + opset + (grid.rank() == 2 ? ")" : ", volumes)");
        }
    }

    private static final class Cases {
        private final Grid grid;
        private final List<Case> all = new ArrayList<>();

        Cases(Grid grid) {
            this.grid = grid;
        }

        void smooth(String name, int opset, UnaryOperator<ModelBuilder> operator) {
            all.add(new Case(name, grid, opset, true, operator));
        }

        void kinked(String name, int opset, UnaryOperator<ModelBuilder> operator) {
            all.add(new Case(name, grid, opset, false, operator));
        }
    }

    private static int[] of(int... values) {
        return values;
    }

    private static Stream<Case> cases() {
        Cases c = new Cases(SLICE);
        convolutions(c);
        quantised(c);
        poolings(c);
        norms(c);
        activations(c);
        arithmetic(c);
        shapes(c);
        resizes(c);
        Cases volumes = new Cases(VOLUME);
        volumes(volumes);
        return Stream.concat(c.all.stream(), volumes.all.stream());
    }

    private static void volumes(Cases c) {
        c.smooth(
                "conv 3x2x5, a stride each, uneven pads",
                13,
                m -> m.weights("w", 3, 4, 3, 2, 5)
                        .weights("b", 3)
                        .node("Conv", "x w b", "y", "strides", of(1, 2, 1), "pads", of(1, 0, 2, 0, 1, 3)));
        c.smooth(
                "conv dilated",
                13,
                m -> m.weights("w", 3, 4, 3, 3, 3)
                        .node("Conv", "x w", "y", "dilations", of(1, 2, 2), "pads", of(1, 2, 2, 1, 2, 2)));
        c.smooth(
                "conv 2 groups",
                13,
                m -> m.weights("w", 6, 2, 3, 3, 3)
                        .weights("b", 6)
                        .node("Conv", "x w b", "y", "group", 2, "pads", of(1, 1, 1, 1, 1, 1)));
        c.smooth(
                "conv depthwise, multiplier 2",
                13,
                m -> m.weights("w", 8, 1, 3, 3, 3)
                        .weights("b", 8)
                        .node("Conv", "x w b", "y", "group", 4, "pads", of(1, 1, 1, 1, 1, 1)));
        c.smooth(
                "conv depthwise within planes",
                13,
                m -> m.weights("w", 4, 1, 1, 3, 3).node("Conv", "x w", "y", "group", 4, "pads", of(0, 1, 1, 0, 1, 1)));
        for (String pad : List.of("SAME_UPPER", "SAME_LOWER", "VALID")) {
            c.smooth(
                    "conv " + pad,
                    13,
                    m -> m.weights("w", 3, 4, 2, 3, 2)
                            .node("Conv", "x w", "y", "auto_pad", pad, "strides", of(2, 1, 2)));
            c.kinked(
                    "max pool " + pad,
                    13,
                    m -> m.node(
                            "MaxPool", "x", "y", "auto_pad", pad, "strides", of(2, 1, 2), "kernel_shape", of(3, 2, 3)));
        }
        c.smooth(
                "transposed conv 2x2x2",
                13,
                m -> m.weights("w", 4, 3, 2, 2, 2)
                        .weights("b", 3)
                        .node("ConvTranspose", "x w b", "y", "strides", of(2, 2, 2)));
        c.smooth(
                "transposed conv, output padding, groups",
                13,
                m -> m.weights("w", 4, 3, 3, 3, 3)
                        .node(
                                "ConvTranspose",
                                "x w",
                                "y",
                                "strides",
                                of(1, 2, 2),
                                "pads",
                                of(1, 1, 0, 1, 1, 1),
                                "output_padding",
                                of(0, 1, 1),
                                "group",
                                2));
        c.smooth(
                "transposed conv to a shape",
                13,
                m -> m.weights("w", 4, 3, 3, 3, 3)
                        .node("ConvTranspose", "x w", "y", "strides", of(2, 2, 2), "output_shape", of(8, 12, 10)));
        c.kinked(
                "max pool with ceil mode",
                13,
                m -> m.node("MaxPool", "x", "y", "kernel_shape", of(2, 2, 2), "strides", of(2, 2, 2), "ceil_mode", 1));
        c.smooth(
                "average pool, padding counts",
                13,
                m -> m.node(
                        "AveragePool",
                        "x",
                        "y",
                        "kernel_shape",
                        of(3, 3, 2),
                        "strides",
                        of(2, 1, 2),
                        "pads",
                        of(1, 1, 0, 1, 1, 0),
                        "count_include_pad",
                        1));
        c.smooth(
                "average pool, padding does not",
                13,
                m -> m.node("AveragePool", "x", "y", "kernel_shape", of(3, 3, 2), "pads", of(1, 1, 0, 1, 1, 0)));
        c.smooth(
                "global average", 13, m -> m.node("GlobalAveragePool", "x", "g").node("Mul", "x g", "y"));
        c.kinked("global maximum", 13, m -> m.node("GlobalMaxPool", "x", "g").node("Mul", "x g", "y"));
        c.smooth(
                "mean over space",
                13,
                m -> m.node("ReduceMean", "x", "g", "axes", of(2, 3, 4)).node("Add", "x g", "y"));
        c.smooth(
                "mean over planes",
                13,
                m -> m.node("ReduceMean", "x", "g", "axes", of(2)).node("Add", "x g", "y"));
        c.smooth(
                "instance norm",
                13,
                m -> m.positive("s", 4).weights("b", 4).node("InstanceNormalization", "x s b", "y"));
        c.smooth(
                "batch norm",
                13,
                m -> m.positive("s", 4)
                        .weights("b", 4)
                        .weights("m", 4)
                        .positive("v", 4)
                        .node("BatchNormalization", "x s b m v", "y"));
        c.kinked("prelu", 13, m -> m.weights("s", 4, 1, 1, 1).node("PRelu", "x s", "y"));
        c.smooth("elu", 13, m -> m.node("Elu", "x", "y", "alpha", 1.0));
        c.smooth("softmax", 13, m -> m.node("Softmax", "x", "y", "axis", 1));
        c.smooth(
                "concat of a part of the planes, padded",
                13,
                m -> m.longs("from", 1)
                        .longs("to", 3)
                        .longs("axis", 2)
                        .node("Slice", "x from to axis", "s")
                        .longs("pads", 0, 0, 1, 0, 0, 0, 0, 1, 0, 0)
                        .node("Pad", "s pads", "p")
                        .node("Concat", "x p", "y", "axis", 1));
        c.smooth(
                "reflected",
                13,
                m -> m.longs("pads", 0, 0, 2, 1, 0, 0, 0, 1, 2, 3).node("Pad", "x pads", "y", "mode", "reflect"));
        for (String mode : List.of("half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric")) {
            c.smooth(
                    "trilinear " + mode,
                    13,
                    m -> m.longs("size", 1, 4, 7, 12, 9)
                            .node(
                                    "Resize",
                                    "x - - size",
                                    "y",
                                    "mode",
                                    "linear",
                                    "coordinate_transformation_mode",
                                    mode));
        }
        c.smooth(
                "nearest",
                13,
                m -> m.floats("k", of(5), 1, 1, 2, 2, 2)
                        .node(
                                "Resize",
                                "x - k",
                                "y",
                                "mode",
                                "nearest",
                                "coordinate_transformation_mode",
                                "asymmetric",
                                "nearest_mode",
                                "floor"));
        c.smooth("upsampled", 9, m -> m.floats("k", of(5), 1, 1, 3, 2, 1).node("Upsample", "x k", "y"));
        c.smooth(
                "groups of channels by reshaping, as group norm is exported",
                13,
                m -> m.longs("split", 0, 2, -1)
                        .node("Reshape", "x split", "r")
                        .positive("s", 2)
                        .weights("b", 2)
                        .node("InstanceNormalization", "r s b", "n")
                        .node("Shape", "x", "shape")
                        .node("Reshape", "n shape", "y"));
        c.smooth(
                "voxels shuffled",
                13,
                m -> m.weights("w", 16, 4, 1, 1, 1)
                        .node("Conv", "x w", "c")
                        .longs("apart", 1, 2, 2, 2, 2, 4, 6, 5)
                        .node("Reshape", "c apart", "r")
                        .node("Transpose", "r", "t", "perm", of(0, 1, 5, 2, 6, 3, 7, 4))
                        .longs("together", 1, 2, 8, 12, 10)
                        .node("Reshape", "t together", "y"));
    }

    private static void convolutions(Cases c) {
        c.smooth(
                "conv 3x5, stride 2 1, uneven pads",
                11,
                m -> m.weights("w", 3, 4, 3, 5)
                        .weights("b", 3)
                        .node(
                                "Conv",
                                "x w b",
                                "y",
                                "strides",
                                of(2, 1),
                                "pads",
                                of(1, 0, 2, 3),
                                "kernel_shape",
                                of(3, 5)));
        c.smooth(
                "conv dilated, no bias",
                13,
                m -> m.weights("w", 3, 4, 3, 3)
                        .node("Conv", "x w", "y", "dilations", of(2, 3), "pads", of(2, 3, 2, 3)));
        c.smooth(
                "conv 2 groups",
                13,
                m -> m.weights("w", 6, 2, 3, 3)
                        .weights("b", 6)
                        .node("Conv", "x w b", "y", "group", 2, "pads", of(1, 1, 1, 1)));
        c.smooth(
                "conv depthwise, multiplier 2",
                18,
                m -> m.weights("w", 8, 1, 3, 3)
                        .weights("b", 8)
                        .node("Conv", "x w b", "y", "group", 4, "pads", of(1, 1, 1, 1)));
        for (String pad : List.of("SAME_UPPER", "SAME_LOWER", "VALID")) {
            c.smooth(
                    "conv " + pad,
                    13,
                    m -> m.weights("w", 3, 4, 4, 3).node("Conv", "x w", "y", "auto_pad", pad, "strides", of(2, 2)));
            c.smooth(
                    "transposed conv " + pad,
                    13,
                    m -> m.weights("w", 4, 3, 4, 3)
                            .node("ConvTranspose", "x w", "y", "auto_pad", pad, "strides", of(2, 2)));
        }
        c.smooth(
                "transposed conv 2x2",
                11,
                m -> m.weights("w", 4, 3, 2, 2)
                        .weights("b", 3)
                        .node("ConvTranspose", "x w b", "y", "strides", of(2, 2)));
        c.smooth(
                "transposed conv, output padding",
                13,
                m -> m.weights("w", 4, 3, 3, 3)
                        .weights("b", 3)
                        .node(
                                "ConvTranspose",
                                "x w b",
                                "y",
                                "strides",
                                of(2, 2),
                                "pads",
                                of(1, 1, 1, 1),
                                "output_padding",
                                of(1, 1)));
        c.smooth(
                "transposed conv, uneven pads, groups, dilation",
                13,
                m -> m.weights("w", 4, 3, 3, 3)
                        .weights("b", 6)
                        .node(
                                "ConvTranspose",
                                "x w b",
                                "y",
                                "strides",
                                of(2, 3),
                                "pads",
                                of(0, 1, 2, 1),
                                "group",
                                2,
                                "dilations",
                                of(2, 1)));
        c.smooth(
                "transposed conv, output shape",
                13,
                m -> m.weights("w", 4, 3, 3, 3)
                        .node("ConvTranspose", "x w", "y", "strides", of(2, 2), "output_shape", of(20, 24)));
    }

    /** Weights as whole numbers; and activations, of which only the range is kept. */
    private static void quantised(Cases c) {
        int int8 = OnnxMl.TensorProto.DataType.INT8_VALUE;
        int uint8 = OnnxMl.TensorProto.DataType.UINT8_VALUE;
        int int32 = OnnxMl.TensorProto.DataType.INT32_VALUE;
        int[] wholes = IntStream.range(0, 3 * 4 * 2 * 2)
                .map(i -> (i * 37 + 11) % 255 - 127)
                .toArray();
        c.smooth(
                "conv of int8 weights, a scale for each output",
                13,
                m -> m.wholes("q", int8, of(3, 4, 2, 2), wholes)
                        .floats("s", of(3), 0.01f, 0.02f, 0.005f)
                        .wholes("z", int8, of(3), 0, 5, -7)
                        .node("DequantizeLinear", "q s z", "w", "axis", 0)
                        .wholes("bq", int32, of(3), -4000, 70000, 12)
                        .floats("bs", of(3), 1e-4f, 1e-5f, 0.1f)
                        .node("DequantizeLinear", "bq bs", "b", "axis", 0)
                        .node("Conv", "x w b", "y"));
        c.smooth(
                "transposed conv of int8 weights, a scale for each output",
                13,
                m -> m.wholes("q", int8, of(4, 3, 2, 2), wholes)
                        .floats("s", of(3), 0.01f, 0.02f, 0.005f)
                        .wholes("z", int8, of(3), 0, 5, -7)
                        .node("DequantizeLinear", "q s z", "w")
                        .node("ConvTranspose", "x w", "y", "strides", of(2, 2)));
        c.smooth(
                "conv of uint8 weights, one scale",
                10,
                m -> m.wholes(
                                "q",
                                uint8,
                                of(3, 4, 2, 2),
                                Arrays.stream(wholes).map(i -> i + 128).toArray())
                        .scalar("s", 0.01)
                        .wholes("z", uint8, of(), 121)
                        .node("DequantizeLinear", "q s z", "w")
                        .node("Conv", "x w", "y"));
        for (int opset : new int[] {10, 13}) {
            c.kinked(
                    "what is quantised and turned back",
                    opset,
                    m -> m.scalar("s", 0.01)
                            .wholes("z", uint8, of(), 100)
                            .node("QuantizeLinear", "x s z", "q")
                            .node("DequantizeLinear", "q s z", "y"));
        }
    }

    private static void poolings(Cases c) {
        c.kinked("max pool 2", 11, m -> m.node("MaxPool", "x", "y", "kernel_shape", of(2, 2), "strides", of(2, 2)));
        c.kinked(
                "max pool 3, pads",
                12,
                m -> m.node(
                        "MaxPool", "x", "y", "kernel_shape", of(3, 3), "strides", of(2, 2), "pads", of(1, 1, 1, 1)));
        c.kinked(
                "max pool uneven pads",
                13,
                m -> m.node(
                        "MaxPool", "x", "y", "kernel_shape", of(3, 2), "strides", of(2, 2), "pads", of(0, 1, 1, 0)));
        c.kinked(
                "max pool ceil",
                13,
                m -> m.node("MaxPool", "x", "y", "kernel_shape", of(3, 3), "strides", of(2, 2), "ceil_mode", 1));
        c.kinked(
                "max pool ceil, window beyond",
                19,
                m -> m.node("MaxPool", "x", "y", "kernel_shape", of(1, 1), "strides", of(4, 4), "ceil_mode", 1));
        c.kinked(
                "max pool dilated",
                13,
                m -> m.node("MaxPool", "x", "y", "kernel_shape", of(3, 3), "strides", of(1, 1), "dilations", of(2, 2)));
        c.kinked(
                "max pool same",
                13,
                m -> m.node(
                        "MaxPool", "x", "y", "kernel_shape", of(2, 3), "strides", of(2, 2), "auto_pad", "SAME_UPPER"));
        c.smooth(
                "average pool 2",
                11,
                m -> m.node("AveragePool", "x", "y", "kernel_shape", of(2, 2), "strides", of(2, 2)));
        c.smooth(
                "average pool 3, pads count",
                13,
                m -> m.node(
                        "AveragePool",
                        "x",
                        "y",
                        "kernel_shape",
                        of(3, 3),
                        "strides",
                        of(2, 2),
                        "pads",
                        of(1, 1, 1, 1),
                        "count_include_pad",
                        1));
        c.smooth(
                "average pool 3, pads do not count",
                13,
                m -> m.node(
                        "AveragePool",
                        "x",
                        "y",
                        "kernel_shape",
                        of(3, 3),
                        "strides",
                        of(1, 1),
                        "pads",
                        of(1, 1, 1, 1)));
        c.smooth(
                "average pool uneven pads count",
                18,
                m -> m.node(
                        "AveragePool",
                        "x",
                        "y",
                        "kernel_shape",
                        of(2, 2),
                        "strides",
                        of(1, 1),
                        "pads",
                        of(0, 0, 1, 1),
                        "count_include_pad",
                        1));
        c.smooth(
                "average pool ceil, even size",
                18,
                m -> m.node(
                        "AveragePool",
                        "x",
                        "y",
                        "kernel_shape",
                        of(2, 2),
                        "strides",
                        of(2, 2),
                        "ceil_mode",
                        1,
                        "count_include_pad",
                        1));
        c.smooth("global average pool", 13, m -> m.node("GlobalAveragePool", "x", "y"));
        c.kinked("global max pool", 13, m -> m.node("GlobalMaxPool", "x", "y"));
        c.smooth(
                "mean over pixels, attribute",
                11,
                m -> m.node("ReduceMean", "x", "y", "axes", of(2, 3), "keepdims", 1));
        c.smooth(
                "mean over pixels, input, dropped",
                18,
                m -> m.longs("a", -1, -2).node("ReduceMean", "x a", "y", "keepdims", 0));
        c.smooth("mean over rows", 13, m -> m.node("ReduceMean", "x", "y", "axes", of(2), "keepdims", 1));
        c.smooth("mean over channels", 13, m -> m.node("ReduceMean", "x", "y", "axes", of(1), "keepdims", 1));
        c.smooth("sum over pixels", 13, m -> m.longs("a", 2, 3).node("ReduceSum", "x a", "y", "keepdims", 1));
        c.kinked("max over channels", 13, m -> m.node("ReduceMax", "x", "y", "axes", of(1), "keepdims", 1));
        c.kinked("max over pixels", 13, m -> m.node("ReduceMax", "x", "y", "axes", of(2, 3), "keepdims", 0));
    }

    private static void norms(Cases c) {
        c.smooth(
                "batch norm",
                13,
                m -> m.positive("g", 4)
                        .weights("b", 4)
                        .weights("m", 4)
                        .positive("v", 4)
                        .node("BatchNormalization", "x g b m v", "y", "epsilon", 1e-3));
        c.smooth(
                "instance norm",
                13,
                m -> m.positive("g", 4).weights("b", 4).node("InstanceNormalization", "x g b", "y", "epsilon", 1e-3));
        c.smooth(
                "group norm, operator set 18",
                18,
                m -> m.positive("g", 2).weights("b", 2).node("GroupNormalization", "x g b", "y", "num_groups", 2));
        c.smooth(
                "group norm, operator set 21",
                21,
                m -> m.positive("g", 4).weights("b", 4).node("GroupNormalization", "x g b", "y", "num_groups", 2));
        c.smooth(
                "group norm as PyTorch writes it",
                13,
                m -> m.longs("s", 0, 2, -1)
                        .floats("ones", of(2), 1, 1)
                        .floats("zeros", of(2), 0, 0)
                        .positive("g", 4, 1, 1)
                        .weights("b", 4, 1, 1)
                        .node("Reshape", "x s", "r")
                        .node("InstanceNormalization", "r ones zeros", "n", "epsilon", 1e-5)
                        .node("Shape", "x", "shape")
                        .node("Reshape", "n shape", "t")
                        .node("Mul", "t g", "u")
                        .node("Add", "u b", "y"));
        c.smooth(
                "layer norm, channels last",
                17,
                m -> m.positive("g", 4)
                        .weights("b", 4)
                        .node("Transpose", "x", "t", "perm", of(0, 2, 3, 1))
                        .node("LayerNormalization", "t g b", "n", "axis", -1)
                        .node("Transpose", "n", "y", "perm", of(0, 3, 1, 2)));
        c.smooth(
                "layer norm written out, channels last",
                13,
                m -> m.scalar("two", 2)
                        .scalar("e", 1e-5)
                        .positive("g", 4)
                        .weights("b", 4)
                        .node("Transpose", "x", "t", "perm", of(0, 2, 3, 1))
                        .node("ReduceMean", "t", "m", "axes", of(-1))
                        .node("Sub", "t m", "d")
                        .node("Pow", "d two", "q")
                        .node("ReduceMean", "q", "v", "axes", of(-1))
                        .node("Add", "v e", "ve")
                        .node("Sqrt", "ve", "s")
                        .node("Div", "d s", "n")
                        .node("Mul", "n g", "k")
                        .node("Add", "k b", "z")
                        .node("Transpose", "z", "y", "perm", of(0, 3, 1, 2)));
        c.smooth(
                "instance norm written out, by products",
                13,
                m -> m.scalar("e", 1e-5)
                        .node("ReduceMean", "x", "m", "axes", of(2, 3))
                        .node("Sub", "x m", "d")
                        .node("Mul", "d d", "q")
                        .node("ReduceMean", "q", "v", "axes", of(2, 3))
                        .node("Add", "v e", "ve")
                        .node("Sqrt", "ve", "s")
                        .node("Reciprocal", "s", "i")
                        .node("Mul", "i d", "y"));
        c.smooth(
                "variance alone",
                13,
                m -> m.scalar("two", 2)
                        .node("ReduceMean", "x", "m", "axes", of(2, 3))
                        .node("Sub", "x m", "d")
                        .node("Pow", "d two", "q")
                        .node("ReduceMean", "q", "v", "axes", of(2, 3))
                        .node("Mul", "x v", "y"));
        c.smooth(
                "layer norm of whole images",
                17,
                m -> m.positive("g", 4, 1, 1)
                        .weights("b", 4, 1, 1)
                        .node("Shape", "x", "full")
                        .longs("from", 1)
                        .longs("to", 4)
                        .node("Slice", "full from to", "inner")
                        .node("Expand", "g inner", "ge")
                        .node("Expand", "b inner", "be")
                        .node("LayerNormalization", "x ge be", "y", "axis", 1));
    }

    private static void activations(Cases c) {
        c.kinked("relu", 13, m -> m.node("Relu", "x", "y"));
        c.kinked("leaky relu", 13, m -> m.node("LeakyRelu", "x", "y", "alpha", 0.2));
        c.kinked("leaky relu, default", 16, m -> m.node("LeakyRelu", "x", "y"));
        c.kinked("prelu, a channel", 11, m -> m.weights("s", 4, 1, 1).node("PRelu", "x s", "y"));
        c.kinked("prelu, one", 16, m -> m.floats("s", of(1), 0.3f).node("PRelu", "x s", "y"));
        c.kinked("elu", 13, m -> m.node("Elu", "x", "y", "alpha", 0.7));
        c.kinked("selu", 13, m -> m.node("Selu", "x", "y"));
        c.kinked("clip, inputs", 11, m -> m.scalar("lo", -0.2).scalar("hi", 0.6).node("Clip", "x lo hi", "y"));
        c.kinked("clip, upper only", 13, m -> m.scalar("hi", 0.3).node("Clip", "x - hi", "y"));
        c.kinked("clip, attributes", 9, m -> m.node("Clip", "x", "y", "min", 0.0, "max", 6.0));
        c.smooth("sigmoid", 13, m -> m.node("Sigmoid", "x", "y"));
        c.kinked("hard sigmoid", 13, m -> m.node("HardSigmoid", "x", "y", "alpha", 0.3));
        c.kinked("hard swish", 14, m -> m.node("HardSwish", "x", "y"));
        c.smooth("tanh", 13, m -> m.node("Tanh", "x", "y"));
        c.smooth("softplus", 13, m -> m.node("Softplus", "x", "y"));
        c.smooth("erf", 13, m -> m.node("Erf", "x", "y"));
        c.smooth("gelu", 20, m -> m.node("Gelu", "x", "y"));
        c.smooth("gelu, tanh", 20, m -> m.node("Gelu", "x", "y", "approximate", "tanh"));
        c.smooth(
                "gelu written out",
                13,
                m -> m.scalar("r", Math.sqrt(2))
                        .scalar("one", 1)
                        .scalar("half", 0.5)
                        .node("Div", "x r", "a")
                        .node("Erf", "a", "e")
                        .node("Add", "e one", "p")
                        .node("Mul", "x p", "q")
                        .node("Mul", "q half", "y"));
        c.smooth("mish", 18, m -> m.node("Mish", "x", "y"));
        c.smooth("silu", 13, m -> m.node("Sigmoid", "x", "s").node("Mul", "x s", "y"));
        c.smooth("softmax", 13, m -> m.node("Softmax", "x", "y", "axis", 1));
        c.smooth(
                "softmax, last axis, old",
                11,
                m -> m.node("Transpose", "x", "t", "perm", of(0, 2, 3, 1))
                        .node("Softmax", "t", "s", "axis", 3)
                        .node("Transpose", "s", "y", "perm", of(0, 3, 1, 2)));
        c.smooth(
                "softmax of pooled, old, default axis",
                11,
                m -> m.node("GlobalAveragePool", "x", "g").node("Softmax", "g", "y"));
        c.kinked("abs", 13, m -> m.node("Abs", "x", "y"));
    }

    private static void arithmetic(Cases c) {
        for (String operator : List.of("Add", "Sub", "Mul", "Div")) {
            c.smooth(operator + " a number", 13, m -> m.scalar("k", 1.7).node(operator, "x k", "y"));
            c.smooth(operator + " a channel", 13, m -> m.positive("k", 4, 1, 1).node(operator, "x k", "y"));
        }
        c.smooth("number minus x", 14, m -> m.scalar("k", 1.7).node("Sub", "k x", "y"));
        c.smooth("number times x", 14, m -> m.scalar("k", 1.7).node("Mul", "k x", "y"));
        c.smooth("number plus x", 14, m -> m.scalar("k", 1.7).node("Add", "k x", "y"));
        c.smooth(
                "scales in a row",
                13,
                m -> m.weights("a", 4, 1, 1)
                        .scalar("b", 0.3)
                        .positive("d", 1, 4, 1, 1)
                        .node("Mul", "x a", "p")
                        .node("Add", "p b", "q")
                        .node("Div", "q d", "r")
                        .node("Sub", "r a", "s")
                        .node("Add", "s q", "y"));
        c.smooth(
                "one channel and a constant of three",
                13,
                m -> m.weights("k", 1, 3, 1, 1)
                        .positive("d", 1, 3, 1, 1)
                        .node("Sub", "image k", "s")
                        .node("Div", "s d", "y"));
        for (String operator : List.of("Add", "Sub", "Mul")) {
            c.smooth(operator + " two", 13, m -> m.conv("image", "z", 1, 4, 1).node(operator, "x z", "y"));
            c.smooth(
                    operator + " a map of one channel",
                    13,
                    m -> m.conv("image", "z", 1, 1, 3).node(operator, "x z", "y"));
            c.smooth(
                    operator + " a pixel",
                    13,
                    m -> m.conv("image", "z", 1, 4, 3)
                            .node("GlobalAveragePool", "z", "g")
                            .node(operator, "x g", "y"));
            c.smooth(
                    "a pixel " + operator,
                    13,
                    m -> m.conv("image", "z", 1, 4, 3)
                            .node("GlobalAveragePool", "z", "g")
                            .node(operator, "g x", "y"));
            c.smooth(
                    operator + " both broadcast",
                    13,
                    m -> m.conv("image", "z", 1, 1, 3)
                            .node("GlobalAveragePool", "x", "g")
                            .node(operator, "g z", "y"));
            c.smooth(
                    operator + " a number of the image",
                    13,
                    m -> m.conv("image", "z", 1, 1, 3)
                            .node("GlobalAveragePool", "z", "g")
                            .node(operator, "x g", "y"));
            c.smooth(
                    operator + " rows",
                    13,
                    m -> m.conv("image", "z", 1, 4, 3)
                            .node("ReduceMean", "z", "g", "axes", of(3))
                            .node(operator, "x g", "y"));
        }
        c.smooth("square", 13, m -> m.scalar("k", 2).node("Pow", "x k", "y"));
        c.smooth("cube", 13, m -> m.scalar("k", 3).node("Pow", "x k", "y"));
        c.smooth("negative", 13, m -> m.node("Neg", "x", "y"));
        c.smooth("sum of three", 13, m -> m.conv("image", "z", 1, 4, 1).node("Sum", "x z x", "y"));
        c.kinked("max of two", 13, m -> m.conv("image", "z", 1, 4, 1).node("Max", "x z", "y"));
        c.kinked("min of two", 13, m -> m.conv("image", "z", 1, 4, 1).node("Min", "x z", "y"));
        c.smooth(
                "matrix product, channels last",
                13,
                m -> m.weights("w", 4, 5)
                        .weights("b", 5)
                        .node("Transpose", "x", "t", "perm", of(0, 2, 3, 1))
                        .node("MatMul", "t w", "p")
                        .node("Add", "p b", "q")
                        .node("Transpose", "q", "y", "perm", of(0, 3, 1, 2)));
        c.smooth(
                "squeeze and excite by matrices",
                13,
                m -> m.weights("w", 2, 4)
                        .weights("b", 2)
                        .weights("v", 2, 4)
                        .longs("s", 0, 0, 1, 1)
                        .node("GlobalAveragePool", "x", "g")
                        .node("Flatten", "g", "f")
                        .node("Gemm", "f w b", "h", "transB", 1, "alpha", 0.7, "beta", 1.3)
                        .node("Gemm", "h v", "k")
                        .node("Sigmoid", "k", "q")
                        .node("Reshape", "q s", "r")
                        .node("Mul", "x r", "y"));
    }

    private static void shapes(Cases c) {
        c.smooth("concat", 13, m -> m.conv("image", "z", 1, 3, 1).node("Concat", "x image z", "y", "axis", 1));
        c.smooth(
                "concat, axis from the end",
                13,
                m -> m.conv("image", "z", 1, 3, 1).node("Concat", "z x", "y", "axis", -3));
        c.smooth(
                "split, attribute",
                11,
                m -> m.node("Split", "x", "p q", "axis", 1, "split", of(1, 3)).node("Concat", "q p", "y", "axis", 1));
        c.smooth(
                "split, input",
                13,
                m -> m.longs("s", 2, 2).node("Split", "x s", "p q", "axis", 1).node("Mul", "q p", "y"));
        c.smooth(
                "split, halves",
                18,
                m -> m.node("Split", "x", "p q", "axis", 1, "num_outputs", 2).node("Mul", "q p", "y"));
        c.smooth(
                "slice channels",
                13,
                m -> m.longs("s", 1).longs("e", 3).longs("a", 1).node("Slice", "x s e a", "y"));
        c.smooth(
                "slice pixels",
                13,
                m -> m.longs("s", 2, -11)
                        .longs("e", -1, Integer.MAX_VALUE)
                        .longs("a", 2, 3)
                        .node("Slice", "x s e a", "y"));
        c.smooth(
                "slice with steps",
                13,
                m -> m.longs("s", 1, 0)
                        .longs("e", 10, 12)
                        .longs("a", 2, 3)
                        .longs("t", 2, 3)
                        .node("Slice", "x s e a t", "y"));
        c.smooth("gather channels", 13, m -> m.longs("i", 3, 0, -2).node("Gather", "x i", "y", "axis", 1));
        c.smooth("pad zero, attribute", 9, m -> m.node("Pad", "x", "y", "pads", of(0, 0, 1, 2, 0, 0, 0, 3)));
        c.smooth(
                "pad value, input",
                13,
                m -> m.longs("p", 0, 0, 1, 2, 0, 0, 0, 3).scalar("v", 0.7).node("Pad", "x p v", "y"));
        c.smooth(
                "pad reflect",
                13,
                m -> m.longs("p", 0, 0, 1, 2, 0, 0, 0, 3).node("Pad", "x p", "y", "mode", "reflect"));
        c.smooth(
                "pad edge, axes",
                18,
                m -> m.longs("p", 1, 2, 0, 3).longs("a", 3, 2).node("Pad", "x p - a", "y", "mode", "edge"));
        c.smooth("pad negative", 13, m -> m.longs("p", 0, 0, -1, 2, 0, 0, 0, -3).node("Pad", "x p", "y"));
        c.smooth(
                "depth to space DCR",
                13,
                m -> m.conv("image", "z", 1, 8, 1).node("DepthToSpace", "z", "y", "blocksize", 2));
        c.smooth(
                "depth to space CRD",
                13,
                m -> m.conv("image", "z", 1, 8, 1).node("DepthToSpace", "z", "y", "blocksize", 2, "mode", "CRD"));
        c.smooth(
                "pixel shuffle written out",
                13,
                m -> m.conv("image", "z", 1, 8, 1)
                        .longs("s", 1, 2, 2, 2, 10, 12)
                        .longs("t", 1, 2, 20, 24)
                        .node("Reshape", "z s", "r")
                        .node("Transpose", "r", "p", "perm", of(0, 1, 4, 2, 5, 3))
                        .node("Reshape", "p t", "y"));
        c.smooth("space to depth", 13, m -> m.node("SpaceToDepth", "x", "y", "blocksize", 2));
        c.smooth(
                "channel shuffle",
                13,
                m -> m.conv("image", "z", 1, 6, 1)
                        .longs("s", 1, 2, 3, 10, 12)
                        .longs("t", 1, 6, 10, 12)
                        .node("Reshape", "z s", "r")
                        .node("Transpose", "r", "p", "perm", of(0, 2, 1, 3, 4))
                        .node("Reshape", "p t", "y"));
        c.smooth(
                "channel halves by gather",
                13,
                m -> m.longs("s", 1, 2, 2, 10, 12)
                        .scalarIndex("i", 1)
                        .node("Reshape", "x s", "r")
                        .node("Gather", "r i", "y", "axis", 1));
        c.smooth(
                "expand channels",
                13,
                m -> m.longs("s", 1, 3, 1, 1).node("Expand", "image s", "e").conv("e", "y", 3, 2, 3));
        c.smooth(
                "expand a pixel",
                13,
                m -> m.node("GlobalAveragePool", "x", "g")
                        .node("Shape", "x", "s")
                        .node("Expand", "g s", "y"));
        c.smooth(
                "tile channels",
                13,
                m -> m.longs("s", 1, 3, 1, 1).node("Tile", "image s", "e").conv("e", "y", 3, 2, 3));
        c.smooth(
                "identity, dropout, cast",
                13,
                m -> m.node("Identity", "x", "a")
                        .node("Dropout", "a", "b")
                        .node("Cast", "b", "d", "to", 1)
                        .node("Tanh", "d", "y"));
        c.smooth(
                "squeeze and unsqueeze, attributes",
                11,
                m -> m.node("Squeeze", "x", "a", "axes", of(0))
                        .node("Unsqueeze", "a", "b", "axes", of(0))
                        .conv("b", "y", 4, 2, 1));
        c.smooth(
                "squeeze and unsqueeze, inputs",
                13,
                m -> m.longs("z", 0)
                        .node("Squeeze", "x z", "a")
                        .node("Unsqueeze", "a z", "b")
                        .conv("b", "y", 4, 2, 1));
        c.smooth(
                "tokens and back",
                13,
                m -> m.longs("s", 0, 4, -1)
                        .weights("w", 4, 4)
                        .node("Shape", "x", "q")
                        .node("Reshape", "x s", "r")
                        .node("Transpose", "r", "t", "perm", of(0, 2, 1))
                        .node("MatMul", "t w", "p")
                        .node("Transpose", "p", "u", "perm", of(0, 2, 1))
                        .node("Reshape", "u q", "y"));
    }

    private static void resizes(Cases c) {
        for (String mode : List.of("half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric")) {
            for (int opset : of(13, 18, 19)) {
                c.smooth(
                        "linear x2 " + mode,
                        opset,
                        m -> m.floats("k", of(4), 1, 1, 2, 2)
                                .node(
                                        "Resize",
                                        "x - k",
                                        "y",
                                        "mode",
                                        "linear",
                                        "coordinate_transformation_mode",
                                        mode));
            }
            c.smooth(
                    "linear to 7 x 30 " + mode,
                    13,
                    m -> m.longs("s", 1, 4, 7, 30)
                            .node("Resize", "x - - s", "y", "mode", "linear", "coordinate_transformation_mode", mode));
            for (String rounding : List.of("round_prefer_floor", "round_prefer_ceil", "floor", "ceil")) {
                c.smooth(
                        "nearest x2 " + mode + " " + rounding,
                        13,
                        m -> m.floats("k", of(4), 1, 1, 2, 2)
                                .node(
                                        "Resize",
                                        "x - k",
                                        "y",
                                        "coordinate_transformation_mode",
                                        mode,
                                        "nearest_mode",
                                        rounding));
            }
        }
        c.smooth(
                "nearest x2 of PyTorch",
                11,
                m -> m.floats("roi", of(0))
                        .floats("k", of(4), 1, 1, 2, 2)
                        .node(
                                "Resize",
                                "x roi k",
                                "y",
                                "mode",
                                "nearest",
                                "coordinate_transformation_mode",
                                "asymmetric",
                                "nearest_mode",
                                "floor"));
        c.smooth(
                "nearest x1.5",
                13,
                m -> m.floats("k", of(4), 1, 1, 1.5f, 1.5f)
                        .node(
                                "Resize",
                                "x - k",
                                "y",
                                "coordinate_transformation_mode",
                                "asymmetric",
                                "nearest_mode",
                                "floor"));
        c.smooth(
                "nearest to TensorFlow's halves",
                11,
                m -> m.floats("roi", of(0))
                        .floats("k", of(4), 1, 1, 3, 2)
                        .node(
                                "Resize",
                                "x roi k",
                                "y",
                                "coordinate_transformation_mode",
                                "tf_half_pixel_for_nn",
                                "nearest_mode",
                                "floor"));
        c.smooth(
                "linear half",
                13,
                m -> m.floats("k", of(4), 1, 1, 0.5f, 0.5f).node("Resize", "x - k", "y", "mode", "linear"));
        c.smooth(
                "linear with axes",
                18,
                m -> m.longs("s", 24, 20).node("Resize", "x - - s", "y", "mode", "linear", "axes", of(3, 2)));
        c.smooth(
                "linear from a pixel",
                13,
                m -> m.node("GlobalAveragePool", "x", "g")
                        .longs("s", 1, 4, 5, 6)
                        .node(
                                "Resize",
                                "g - - s",
                                "y",
                                "mode",
                                "linear",
                                "coordinate_transformation_mode",
                                "pytorch_half_pixel"));
        c.smooth(
                "linear to a row",
                13,
                m -> m.longs("s", 1, 4, 1, 24)
                        .node(
                                "Resize",
                                "x - - s",
                                "y",
                                "mode",
                                "linear",
                                "coordinate_transformation_mode",
                                "pytorch_half_pixel"));
        c.smooth("upsample nearest", 9, m -> m.floats("k", of(4), 1, 1, 2, 3).node("Upsample", "x k", "y"));
        c.smooth(
                "upsample linear",
                9,
                m -> m.floats("k", of(4), 1, 1, 2, 2).node("Upsample", "x k", "y", "mode", "linear"));
        c.smooth(
                "resize of operator set 10",
                10,
                m -> m.floats("k", of(4), 1, 1, 2, 2).node("Resize", "x k", "y"));
    }

    @ParameterizedTest
    @MethodSource("cases")
    void operatorIsWhatOnnxRuntimeRuns(Case it) {
        ModelSpec spec = it.operator().apply(toFourChannels(it)).output("y").spec(folder);
        OnnxModel model = OnnxFixturesTest.parsed(spec);
        Lowered lowered = model.lower(it.grid(), Operators.all());
        Network network = lowered.net().upTo(lowered.output().value()).folded();
        Executor executor = Executor.frozen(network, 1, it.grid());
        float[] image = OnnxFixturesTest.gaussian(it.grid().voxels(), 3);
        float[] own = new float[executor.outputLength()];
        executor.forward(image, Statistics.POPULATION, own);
        int[] places = lowered.output().places();
        try (OnnxRuntime runtime = new OnnxRuntime(model, List.of())) {
            float[] theirs = run(runtime, model, it.grid(), image);
            assertThat(own).hasSameSizeAs(theirs);
            float[] ordered = new float[own.length];
            for (int i = 0; i < places.length; i++) {
                ordered[i] = own[places[i]];
            }
            assertThat(Comparison.relative(ordered, theirs)).isLessThan(2e-5);

            float[] weights = OnnxFixturesTest.gaussian(theirs.length, 4);
            float[] placed = new float[weights.length];
            for (int i = 0; i < places.length; i++) {
                placed[places[i]] = weights[i];
            }
            executor.backward(placed, Executor.Pullback.INPUT);
            float[] gradient = new float[image.length];
            executor.inputGradient(gradient);
            double h = it.smooth() ? 4e-3 : 2e-4;
            int agree = 0;
            for (int k = 0; k < DIRECTIONS; k++) {
                float[] direction = OnnxFixturesTest.gaussian(image.length, 20 + k);
                float[] up = run(runtime, model, it.grid(), moved(image, direction, h));
                float[] down = run(runtime, model, it.grid(), moved(image, direction, -h));
                double slope = 0;
                for (int i = 0; i < up.length; i++) {
                    slope += weights[i] * ((double) up[i] - down[i]) / (2 * h);
                }
                double product = 0;
                double scale = 0;
                for (int i = 0; i < gradient.length; i++) {
                    product += (double) gradient[i] * direction[i];
                    scale += (double) gradient[i] * gradient[i];
                }
                agree += Math.abs(product - slope) <= 3e-3 * Math.sqrt(scale) ? 1 : 0;
            }
            // Where there are kinks, one lies within the step along some directions.
            assertThat(agree).isGreaterThanOrEqualTo(it.smooth() ? DIRECTIONS : DIRECTIONS / 2 + 1);
        }
    }

    private static float[] moved(float[] image, float[] direction, double by) {
        float[] moved = new float[image.length];
        for (int i = 0; i < moved.length; i++) {
            moved[i] = (float) (image[i] + by * direction[i]);
        }
        return moved;
    }

    private static ModelBuilder toFourChannels(Case it) {
        return it.grid().rank() == 2
                ? ModelBuilder.ofImage(it.opset()).conv("image", "x", 1, 4, 3)
                : new ModelBuilder(it.opset())
                        .input("image", 1, 1, 0, 0, 0)
                        .weights("x.w", 4, 1, 3, 3, 3)
                        .weights("x.b", 4)
                        .node("Conv", "image x.w x.b", "x", "pads", of(1, 1, 1, 1, 1, 1));
    }

    private static float[] run(OnnxRuntime runtime, OnnxModel model, Grid grid, float[] image) {
        Map<String, float[]> outputs = runtime.run(image, model.image().shape(grid), Set.of("y"));
        return Objects.requireNonNull(outputs.get("y"));
    }
}
