package org.duress.model.onnx;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.duress.DuressException;
import org.duress.base.Extent;
import org.duress.net.Op;
import org.duress.net.Window;

/**
 * Writes one node of a network as operators of ONNX, channels first.
 *
 * @param graph is added to
 * @param name of the tensor that the node gives
 * @param inputs names of the tensors that it reads
 * @param channels of these
 * @param values the node's own, by role
 * @param axes of an image, 2 or 3
 */
record WrittenOps(
        OnnxMl.GraphProto.Builder graph,
        String name,
        List<String> inputs,
        List<Integer> channels,
        Function<String, float[]> values,
        int axes)
        implements Op.Layers<String> {
    @Override
    public String of(Op.Conv op) {
        String x = inputs.size() == 1 ? inputs.get(0) : concatenated();
        int in = channels.stream().mapToInt(Integer::intValue).sum();
        int taps = op.window().kernel().product();
        float[] weights = new float[taps * in * op.channels()];
        int from = 0;
        for (int i = 0; i < inputs.size(); i++) {
            float[] own = values.apply(Op.Convolution.weight(i));
            int count = channels.get(i);
            for (int tap = 0; tap < taps; tap++) {
                for (int c = 0; c < count; c++) {
                    for (int o = 0; o < op.channels(); o++) {
                        weights[(o * in + from + c) * taps + tap] = own[(tap * count + c) * op.channels() + o];
                    }
                }
            }
            from += count;
        }
        return convolution(op, "Conv", x, weights, op.channels(), in, 1);
    }

    @Override
    public String of(Op.DepthwiseConv op) {
        int in = channels.get(0);
        int out = in * op.multiplier();
        int taps = op.window().kernel().product();
        float[] own = values.apply(Op.Convolution.weight(0));
        float[] weights = new float[own.length];
        for (int tap = 0; tap < taps; tap++) {
            for (int o = 0; o < out; o++) {
                weights[o * taps + tap] = own[tap * out + o];
            }
        }
        return convolution(op, "Conv", inputs.get(0), weights, out, 1, in);
    }

    @Override
    public String of(Op.TransposedConv op) {
        int in = channels.get(0);
        int taps = op.window().kernel().product();
        float[] own = values.apply(Op.Convolution.weight(0));
        float[] weights = new float[own.length];
        for (int tap = 0; tap < taps; tap++) {
            for (int o = 0; o < op.channels(); o++) {
                for (int c = 0; c < in; c++) {
                    weights[(c * op.channels() + o) * taps + tap] = own[(tap * op.channels() + o) * in + c];
                }
            }
        }
        OnnxMl.NodeProto.Builder node =
                node("ConvTranspose", name, inputs.get(0), kernel(op.window(), weights, in, op.channels()));
        if (op.bias()) {
            node.addInput(floats("bias", values.apply(Op.Convolution.BIAS), op.channels()));
        }
        slide(node, op.window());
        return add(node.addAttribute(integers("output_padding", along(op.outputPadding()))));
    }

    private String convolution(Op.Convolution op, String type, String x, float[] weights, int out, int in, int groups) {
        OnnxMl.NodeProto.Builder node = node(type, name, x, kernel(op.window(), weights, out, in));
        if (op.bias()) {
            node.addInput(floats("bias", values.apply(Op.Convolution.BIAS), out));
        }
        slide(node, op.window());
        return add(node.addAttribute(integer("group", groups)));
    }

    /** {@code [first, second, taps]}. */
    private String kernel(Window window, float[] weights, int first, int second) {
        long[] taps = along(window.kernel());
        long[] shape = new long[2 + taps.length];
        shape[0] = first;
        shape[1] = second;
        System.arraycopy(taps, 0, shape, 2, taps.length);
        return floats("weight", weights, shape);
    }

    private static void slideOnly(OnnxMl.NodeProto.Builder node, long[] kernel, long[] stride, long[] dilation) {
        node.addAttribute(integers("kernel_shape", kernel));
        node.addAttribute(integers("strides", stride));
        boolean dilated = false;
        for (long apart : dilation) {
            dilated |= apart > 1;
        }
        if (dilated) {
            node.addAttribute(integers("dilations", dilation));
        }
    }

    private void slide(OnnxMl.NodeProto.Builder node, Window window) {
        slideOnly(node, along(window.kernel()), along(window.stride()), along(window.dilation()));
        Extent padding = window.padding();
        if (padding == null && window.stride().equals(Extent.ONE)) {
            // Without stride it does not depend on the size: the same before and after, one more after where odd.
            Extent before = window.before(Extent.ONE);
            node.addAttribute(integers("pads", both(along(before), along(window.after(before)))));
        } else if (padding == null) {
            node.addAttribute(OnnxMl.AttributeProto.newBuilder()
                    .setName("auto_pad")
                    .setType(OnnxMl.AttributeProto.AttributeType.STRING)
                    .setS(ByteString.copyFromUtf8("SAME_UPPER")));
        } else {
            node.addAttribute(integers("pads", both(along(padding), along(padding))));
        }
    }

    @Override
    public String of(Op.BatchNorm op) {
        OnnxMl.NodeProto.Builder node = node("BatchNormalization", name, inputs.get(0));
        for (String role : List.of(Op.BatchNorm.GAMMA, Op.BatchNorm.BETA, Op.BatchNorm.MEAN, Op.BatchNorm.VARIANCE)) {
            node.addInput(floats(role, values.apply(role), channels.get(0)));
        }
        return add(node.addAttribute(real("epsilon", op.epsilon())));
    }

    /** Groups become channels of as many pixels as theirs together, each of which is normalised by itself. */
    @Override
    public String of(Op.GroupNorm op) {
        int groups = op.groups();
        float[] ones = new float[groups];
        Arrays.fill(ones, 1);
        String x = inputs.get(0);
        String shape = step("Shape", "shape", x);
        String flat = step("Reshape", "flat", x, longs("groups", 0, groups, -1));
        OnnxMl.NodeProto.Builder node = node(
                "InstanceNormalization",
                name + ".normal",
                flat,
                floats("scale", ones, groups),
                floats("shift", new float[groups], groups));
        add(node.addAttribute(real("epsilon", op.epsilon())));
        return add(node("Reshape", name, name + ".normal", shape));
    }

    @Override
    public String of(Op.LayerNorm op) {
        String x = inputs.get(0);
        String mean = add(overChannels("mean", x));
        String centred = step("Sub", "centred", x, mean);
        String squares = step("Mul", "squares", centred, centred);
        String variance = add(overChannels("variance", squares));
        String more = step("Add", "more", variance, floats("epsilon", new float[] {(float) op.epsilon()}));
        String deviation = step("Sqrt", "deviation", more);
        return add(node("Div", name, centred, deviation));
    }

    private OnnxMl.NodeProto.Builder overChannels(String part, String x) {
        return node("ReduceMean", name + "." + part, x)
                .addAttribute(integers("axes", 1))
                .addAttribute(integer("keepdims", 1));
    }

    @Override
    public String of(Op.LeakyRelu op) {
        return op.slope() == 0
                ? plain("Relu")
                : add(node("LeakyRelu", name, inputs.get(0)).addAttribute(real("alpha", op.slope())));
    }

    @Override
    public String of(Op.Elu op) {
        return add(node("Elu", name, inputs.get(0)).addAttribute(real("alpha", op.alpha())));
    }

    @Override
    public String of(Op.Clip op) {
        return add(node("Clip", name, inputs.get(0), bound("low", op.low()), bound("high", op.high())));
    }

    /** None where it is infinite. */
    private String bound(String part, double value) {
        return Double.isInfinite(value) ? "" : floats(part, new float[] {(float) value});
    }

    @Override
    public String of(Op.Softplus op) {
        return plain("Softplus");
    }

    @Override
    public String of(Op.Erf op) {
        return plain("Erf");
    }

    @Override
    public String of(Op.Tanh op) {
        return plain("Tanh");
    }

    @Override
    public String of(Op.Sigmoid op) {
        return plain("Sigmoid");
    }

    @Override
    public String of(Op.Softmax op) {
        return add(node("Softmax", name, inputs.get(0)).addAttribute(integer("axis", 1)));
    }

    @Override
    public String of(Op.MaxPool op) {
        OnnxMl.NodeProto.Builder node = node("MaxPool", name, inputs.get(0));
        slide(node, op.window());
        return add(node);
    }

    @Override
    public String of(Op.AveragePool op) {
        if (op.window().isDilated()) {
            throw refused("a mean of distant pixels");
        }
        OnnxMl.NodeProto.Builder node = node("AveragePool", name, inputs.get(0));
        slide(node, op.window());
        return add(node.addAttribute(integer("count_include_pad", op.countPadding() ? 1 : 0)));
    }

    @Override
    public String of(Op.Upsample op) {
        float[] scales = axes == 2
                ? new float[] {1, 1, op.factor(), op.factor()}
                : new float[] {1, 1, op.planes(), op.factor(), op.factor()};
        return add(resize(inputs.get(0), Op.Interpolation.NEAREST_FLOOR, Op.Coordinates.ASYMMETRIC)
                .addInput("")
                .addInput(floats("scales", scales, scales.length)));
    }

    /** To a size that is a number, of a batch that is not. */
    @Override
    public String of(Op.Resize op) {
        String x = inputs.get(0);
        long[] size =
                axes == 2 ? new long[] {op.height(), op.width()} : new long[] {op.planes(), op.height(), op.width()};
        String shape = step("Shape", "shape", x);
        String head = step("Slice", "head", shape, longs("from", 0), longs("to", 2));
        String sizes = name + ".sizes";
        add(node("Concat", sizes, head, longs("size", size)).addAttribute(integer("axis", 0)));
        return add(resize(x, op.interpolation(), op.coordinates())
                .addInput("")
                .addInput("")
                .addInput(sizes));
    }

    private OnnxMl.NodeProto.Builder resize(String x, Op.Interpolation interpolation, Op.Coordinates coordinates) {
        OnnxMl.NodeProto.Builder node = node("Resize", name, x)
                .addAttribute(text(
                        "coordinate_transformation_mode", coordinates.name().toLowerCase(Locale.ROOT)));
        if (interpolation == Op.Interpolation.LINEAR) {
            return node.addAttribute(text("mode", "linear"));
        }
        return node.addAttribute(text("mode", "nearest"))
                .addAttribute(text(
                        "nearest_mode",
                        switch (interpolation) {
                            case NEAREST_FLOOR -> "floor";
                            case NEAREST_CEIL -> "ceil";
                            default -> "round_prefer_floor";
                        }));
    }

    @Override
    public String of(Op.Pad op) {
        long[] none = {0, 0};
        long[] pads = both(both(none, along(op.before())), both(none, along(op.after())));
        return add(node("Pad", name, inputs.get(0), longs("pads", pads))
                .addAttribute(text(
                        "mode",
                        switch (op.border()) {
                            case ZERO -> "constant";
                            case EDGE -> "edge";
                            case REFLECT -> "reflect";
                        })));
    }

    @Override
    public String of(Op.Crop op) {
        long[] ends = along(new Extent(op.back(), op.bottom(), op.right()));
        for (int axis = 0; axis < ends.length; axis++) {
            ends[axis] = ends[axis] == 0 ? Integer.MAX_VALUE : -ends[axis];
        }
        return add(node(
                "Slice", name, inputs.get(0), longs("from", along(op.before())), longs("to", ends), axesOfImage()));
    }

    private String axesOfImage() {
        return axes == 2 ? longs("axes", 2, 3) : longs("axes", 2, 3, 4);
    }

    @Override
    public String of(Op.DepthToSpace op) {
        Extent block = op.block();
        if (axes != 2 || block.y() != block.x()) {
            throw refused("channels laid out in blocks that are no squares");
        }
        return add(node("DepthToSpace", name, inputs.get(0))
                .addAttribute(integer("blocksize", block.x()))
                .addAttribute(text("mode", "DCR")));
    }

    @Override
    public String of(Op.SliceChannels op) {
        return add(
                node("Slice", name, inputs.get(0), longs("from", op.from()), longs("to", op.to()), longs("axes", 1)));
    }

    @Override
    public String of(Op.Concat op) {
        return concat(name);
    }

    @Override
    public String of(Op.Add op) {
        return add(node("Sum", name, inputs.toArray(new String[0])));
    }

    @Override
    public String of(Op.Multiply op) {
        return add(node("Mul", name, inputs.toArray(new String[0])));
    }

    @Override
    public String of(Op.SpatialMean op) {
        return plain("GlobalAveragePool");
    }

    private DuressException refused(String what) {
        return new DuressException("node '" + name + "' has no word in ONNX: " + what
                + "; use the network that is written in Duress's own format");
    }

    private String plain(String type) {
        return add(node(type, name, inputs.get(0)));
    }

    private String concatenated() {
        return concat(name + ".inputs");
    }

    private String concat(String to) {
        return add(node("Concat", to, inputs.toArray(new String[0])).addAttribute(integer("axis", 1)));
    }

    /** A tensor between those of two nodes. */
    private String step(String type, String part, String... read) {
        return add(node(type, name + "." + part, read));
    }

    private String add(OnnxMl.NodeProto.Builder node) {
        graph.addNode(node);
        return node.getOutput(0);
    }

    private static OnnxMl.NodeProto.Builder node(String type, String to, String... read) {
        return OnnxMl.NodeProto.newBuilder()
                .setOpType(type)
                .setName(to)
                .addAllInput(List.of(read))
                .addOutput(to);
    }

    private String floats(String part, float[] numbers, long... shape) {
        OnnxMl.TensorProto.Builder tensor = OnnxMl.TensorProto.newBuilder()
                .setName(name + "." + part)
                .setDataType(OnnxMl.TensorProto.DataType.FLOAT_VALUE)
                .addAllDims(boxed(shape));
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(numbers);
        graph.addInitializer(tensor.setRawData(ByteString.copyFrom(bytes.array())));
        return tensor.getName();
    }

    private String longs(String part, long... numbers) {
        OnnxMl.TensorProto.Builder tensor = OnnxMl.TensorProto.newBuilder()
                .setName(name + "." + part)
                .setDataType(OnnxMl.TensorProto.DataType.INT64_VALUE)
                .addDims(numbers.length)
                .addAllInt64Data(boxed(numbers));
        graph.addInitializer(tensor);
        return tensor.getName();
    }

    private static List<Long> boxed(long[] numbers) {
        List<Long> all = new ArrayList<>();
        for (long number : numbers) {
            all.add(number);
        }
        return all;
    }

    /** Of an image's axes. */
    private long[] along(Extent extent) {
        return axes == 2 ? new long[] {extent.y(), extent.x()} : new long[] {extent.z(), extent.y(), extent.x()};
    }

    private static long[] both(long[] first, long[] second) {
        long[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    private static OnnxMl.AttributeProto integer(String name, long value) {
        return OnnxMl.AttributeProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static OnnxMl.AttributeProto real(String name, double value) {
        return OnnxMl.AttributeProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.AttributeProto.AttributeType.FLOAT)
                .setF((float) value)
                .build();
    }

    private static OnnxMl.AttributeProto integers(String name, long... values) {
        return OnnxMl.AttributeProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.AttributeProto.AttributeType.INTS)
                .addAllInts(boxed(values))
                .build();
    }

    private static OnnxMl.AttributeProto text(String name, String value) {
        return OnnxMl.AttributeProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.AttributeProto.AttributeType.STRING)
                .setS(ByteString.copyFromUtf8(value))
                .build();
    }
}
