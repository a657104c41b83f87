package org.duress.model.onnx;

import ai.onnx.proto.OnnxMl;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.model.lowering.graph.Array;
import org.duress.model.lowering.graph.Constant;
import org.duress.model.lowering.graph.Operand;
import org.duress.model.lowering.graph.Operator;
import org.duress.model.lowering.graph.Tensor;
import org.duress.model.lowering.graph.rules.Arithmetic;
import org.duress.model.lowering.graph.rules.Binary;
import org.duress.model.lowering.graph.rules.Broadcasting;
import org.duress.model.lowering.graph.rules.Normalisation;
import org.duress.model.lowering.graph.rules.Parts;
import org.duress.model.lowering.graph.rules.Reductions;
import org.duress.model.lowering.graph.rules.Resampling;
import org.duress.model.lowering.graph.rules.Shapes;
import org.duress.model.lowering.graph.rules.Unary;
import org.duress.net.Op;
import org.duress.spec.ModelLayout;

/** The dictionary: what each ONNX operator is, and which attributes say what. */
final class Operators {
    private static final double EPSILON = 1e-5;

    private static final String INFERENCE =
            "export the model in inference mode (PyTorch: model.eval() before torch.onnx.export)";

    private static final String QUANTISED = "whole numbers are computed with, or rounded to and not only turned back"
            + " (DequantizeLinear with the same scale and zero point), so that there is no gradient";

    private final Map<String, Operator<OnnxStep>> all = new TreeMap<>();

    private Operators() {}

    static Map<String, Operator<OnnxStep>> all() {
        Operators operators = new Operators();
        operators.activations();
        operators.arithmetic();
        operators.constants();
        operators.shapes();
        operators.parts();
        operators.norms();
        operators.refusals();
        Windows.addTo(operators.all);
        return Collections.unmodifiableMap(operators.all);
    }

    /** An operator with one result. */
    @FunctionalInterface
    private interface Single {
        Operand of(OnnxStep step);
    }

    private void put(String type, Single operator) {
        all.put(type, Operator.single(operator::of));
    }

    private void put(String type, Unary function) {
        all.put(type, Operator.single(function::of));
    }

    private void put(String type, Arithmetic.Rule rule) {
        put(type, step -> rule.of(step, step.operand(0), step.operand(1)));
    }

    private void put(String type, Binary function) {
        put(type, step -> function.of(step.constant(0, "its inputs"), step.constant(1, "its inputs")));
    }

    private void activations() {
        put("Relu", Unary.RELU);
        put("Sigmoid", Unary.SIGMOID);
        put("HardSwish", Unary.HARD_SWISH);
        put("Tanh", Unary.TANH);
        put("Softplus", Unary.SOFTPLUS);
        put("Mish", Unary.MISH);
        put("Erf", Unary.ERF);
        put("Abs", Unary.ABSOLUTE);
        put(
                "Gelu",
                step -> (step.node().text("approximate", "none").equals("tanh") ? Unary.GELU_BY_TANH : Unary.GELU)
                        .of(step));
        put("LeakyRelu", step -> {
            double slope = step.node().number("alpha", 0.01);
            return Unary.layer(step, (s, x) -> s.net().leakyRelu(s.name(), x, slope));
        });
        put("Elu", step -> {
            double alpha = step.node().number("alpha", 1);
            return Unary.layer(step, (s, x) -> s.net().elu(s.name(), x, alpha));
        });
        put("Selu", step -> {
            double alpha = step.node().number("alpha", 1.6732632423543772);
            double gamma = step.node().number("gamma", 1.0507009873554805);
            return Unary.layer(step, (s, x) -> s.net().selu(s.name(), x, alpha, gamma));
        });
        put("HardSigmoid", step -> {
            double alpha = step.node().number("alpha", 0.2);
            double beta = step.node().number("beta", 0.5);
            return Unary.layer(step, (s, x) -> s.net().hardSigmoid(s.name(), x, alpha, beta));
        });
        put("Clip", Operators::clip);
        put("PRelu", step -> Arithmetic.prelu(step, step.tensor(0), step.constant(1, "its slopes")));
        put("Softmax", step -> softmax(step, false));
        put("LogSoftmax", step -> softmax(step, true));
    }

    private static Operand clip(OnnxStep step) {
        double low = step.optionalConstant(1, "its lower bound")
                .map(Constant::scalar)
                .orElseGet(() -> step.node().number("min", Double.NEGATIVE_INFINITY));
        double high = step.optionalConstant(2, "its upper bound")
                .map(Constant::scalar)
                .orElseGet(() -> step.node().number("max", Double.POSITIVE_INFINITY));
        // The largest float is how some exporters write "no bound".
        double l = low <= -Float.MAX_VALUE ? Double.NEGATIVE_INFINITY : low;
        double h = high >= Float.MAX_VALUE ? Double.POSITIVE_INFINITY : high;
        return Unary.layer(step, (s, x) -> s.net().clip(s.name(), x, l, h));
    }

    private static Operand softmax(OnnxStep step, boolean log) {
        boolean flattens = step.opset() < 13;
        return Reductions.softmax(step, step.node().integer("axis", flattens ? 1 : -1), flattens, log);
    }

    private void arithmetic() {
        put("Add", Arithmetic::sum);
        put("Sub", Arithmetic::difference);
        put("Mul", Arithmetic::product);
        put("Div", Arithmetic::quotient);
        put("Sum", step -> Arithmetic.folded(step, step.operands(), Arithmetic::sum));
        put("Max", step -> Arithmetic.folded(step, step.operands(), Arithmetic::largest));
        put("Min", step -> Arithmetic.folded(step, step.operands(), Arithmetic::smallest));
        put("Pow", step -> Arithmetic.power(step, step.operand(0), step.constant(1, "its exponents")));
        put("Sqrt", step -> Arithmetic.root(step, step.operand(0)));
        put("Reciprocal", Arithmetic::reciprocal);
        put("Neg", Unary.NEGATIVE);
    }

    private void constants() {
        put("Floor", Unary.FLOOR);
        put("Ceil", Unary.CEILING);
        put("Round", Unary.ROUNDED);
        put("Exp", Unary.EXPONENTIAL);
        put("Log", Unary.LOGARITHM);
        put("Not", Unary.NOT);
        put("Mod", Binary.REMAINDER);
        put("Equal", Binary.EQUAL);
        put("Greater", Binary.GREATER);
        put("GreaterOrEqual", Binary.GREATER_OR_EQUAL);
        put("Less", Binary.LESS);
        put("LessOrEqual", Binary.LESS_OR_EQUAL);
        put("And", Binary.AND);
        put("Or", Binary.OR);
        put("Constant", Operators::constant);
        put("ConstantOfShape", step -> {
            int[] shape = step.constant(0, "its inputs").ints();
            Constant.requireMade(shape, 1);
            Constant value = step.node().has("value") ? value(step) : Constant.ofScalar(0f);
            return value.reshaped().broadcast(shape);
        });
        put("DequantizeLinear", Operators::dequantized);
        put(
                "Where",
                step -> Arithmetic.where(
                        step.constant(0, "its inputs"),
                        step.constant(1, "its inputs"),
                        step.constant(2, "its inputs")));
        put("Range", step -> {
            Constant start = step.constant(0, "its inputs");
            double end = step.constant(1, "its inputs").scalar();
            return Constant.range(
                    start.scalar(), end, step.constant(2, "its inputs").scalar(), !start.isFloat());
        });
    }

    /** Weights that are kept as whole numbers. */
    private static Operand dequantized(OnnxStep step) {
        if (!(step.operand(0) instanceof Constant whole)) {
            throw step.site().refused(QUANTISED, OnnxNode.NOT_QUANTISED);
        }
        int axis = step.node().integer("axis", 1);
        Constant zero = step.optionalConstant(2, "its zero points").orElseGet(() -> Constant.ofScalar(0L));
        Optional<PerAxis> scales = PerAxis.of(whole, step.constant(1, "its scales"), axis);
        Optional<PerAxis> zeros = PerAxis.of(whole, zero, axis);
        if (scales.isEmpty() || zeros.isEmpty() || step.node().integer("block_size", 0) != 0) {
            throw step.refused("scales for blocks");
        }
        return Constant.floats(
                whole.shape(),
                i -> (float) (whole.at(i) - zeros.get().at(i))
                        * (float) scales.get().at(i));
    }

    private static Constant value(OnnxStep step) {
        return Numbers.of(
                step.node().attribute("value").orElseThrow().getT(),
                "file " + step.site().file() + ", " + step.site().operator());
    }

    private static Operand constant(OnnxStep step) {
        OnnxNode node = step.node();
        if (node.has("value")) {
            return value(step);
        }
        if (node.has("value_int")) {
            return Constant.ofScalar(node.attribute("value_int").orElseThrow().getI());
        }
        if (node.has("value_float")) {
            return Constant.ofScalar(node.attribute("value_float").orElseThrow().getF());
        }
        if (node.has("value_ints")) {
            List<Long> values = node.attribute("value_ints").orElseThrow().getIntsList();
            return Constant.longs(new int[] {values.size()}, values::get);
        }
        if (node.has("value_floats")) {
            List<Float> values = node.attribute("value_floats").orElseThrow().getFloatsList();
            return Constant.floats(new int[] {values.size()}, values::get);
        }
        throw step.refused("a constant that is no number");
    }

    private void shapes() {
        put("Identity", step -> step.operand(0));
        put("Dropout", Operators::dropout);
        put("Cast", Operators::cast);
        put("Shape", step -> {
            int[] shape = step.array(0).shape();
            int from = within(step.node().integer("start", 0), shape.length);
            int to = within(step.node().integer("end", shape.length), shape.length);
            return Constant.ofInts(Arrays.copyOfRange(shape, from, Math.max(from, to)));
        });
        put(
                "Size",
                step -> Constant.ofScalar((long) Constant.count(step.array(0).shape())));
        put(
                "Reshape",
                step -> Shapes.reshaped(
                        step.array(0),
                        step.constant(1, "its sizes").ints(),
                        step.node().integer("allowzero", 0) == 0));
        put("Flatten", step -> Shapes.flattened(step.array(0), step.node().integer("axis", 1)));
        put("Squeeze", step -> Shapes.squeezed(step, step.array(0), step.ints(1, "axes")));
        put("Unsqueeze", step -> Shapes.unsqueezed(step, step.array(0), step.ints(1, "axes")));
        put(
                "Transpose",
                step -> Shapes.transposed(step, step.array(0), step.node().integers("perm")));
        put(
                "Expand",
                step -> Broadcasting.to(
                        step, real(step), step.constant(1, "its sizes").ints()));
        put(
                "Tile",
                step -> Shapes.tiled(
                        step, real(step), step.constant(1, "its repeats").ints()));
    }

    private static int within(int index, int size) {
        return Math.max(0, Math.min(size, index < 0 ? index + size : index));
    }

    /** The first input, which must not be the logarithm of something. */
    private static Array real(OnnxStep step) {
        return step.operand(0) instanceof Constant constant ? constant : step.tensor(0);
    }

    private static Operand dropout(OnnxStep step) {
        boolean training = step.has(2)
                && step.operand(2) instanceof Constant constant
                && constant.size() == 1
                && constant.scalar() != 0;
        if (training) {
            throw step.site().refused("dropout in training mode", INFERENCE);
        }
        return step.operand(0);
    }

    private static Operand cast(OnnxStep step) {
        OnnxMl.TensorProto.DataType type =
                OnnxMl.TensorProto.DataType.forNumber(step.node().integer("to", 0));
        if (type == null) {
            throw step.refused("a cast to an unknown type");
        }
        DuressException refusal = step.refused("a cast to " + Numbers.typeName(type.getNumber()));
        if (step.operand(0) instanceof Constant x) {
            return switch (type) {
                case FLOAT, DOUBLE, FLOAT16 -> x.real();
                case INT64, INT32, INT16, INT8, UINT8 -> x.whole();
                case BOOL -> Constant.longs(x.shape(), i -> x.at(i) != 0 ? 1 : 0);
                default -> throw refusal;
            };
        }
        return switch (type) {
            case FLOAT, DOUBLE -> step.operand(0);
            // float16 was made float32 before.
            case FLOAT16, BFLOAT16 ->
                throw step.site()
                        .refused(
                                "layers that compute in half precision",
                                "export the model in float32 (PyTorch: model.float() before torch.onnx.export)");
            default -> throw refusal;
        };
    }

    private void parts() {
        put(
                "Concat",
                step -> Parts.joined(
                        step,
                        step.operands(),
                        step.node().integer("axis", step.operand(0) instanceof Constant ? 0 : 1)));
        all.put("Split", Operators::split);
        put("Slice", Operators::slice);
        put("Gather", step -> {
            Array x = real(step);
            int axis = step.axis(step.node().integer("axis", 0), x.rank());
            return Parts.gathered(step, x, axis, step.constant(1, "its indices"));
        });
        put("Pad", Operators::pad);
        put(
                "DepthToSpace",
                step -> Parts.depthToSpace(
                        step,
                        ModelLayout.NCHW,
                        step.node().integer("blocksize", 0),
                        step.node().text("mode", "DCR").equals("CRD")));
        put(
                "SpaceToDepth",
                step -> Parts.spaceToDepth(step, ModelLayout.NCHW, step.node().integer("blocksize", 0)));
        put("Resize", Operators::resize);
        put("Upsample", Operators::resize);
    }

    private static List<Array> split(OnnxStep step) {
        Array x = real(step);
        int axis = step.axis(step.node().integer("axis", 0), x.rank());
        int outputs = step.node().gives().size();
        int size = x.shape()[axis];
        int each = (size + outputs - 1) / outputs;
        int[] even = IntStream.range(0, outputs)
                .map(i -> Math.min(each, size - i * each))
                .toArray();
        int[] given = step.ints(1, "split");
        return Parts.split(step, x, axis, given.length == 0 ? even : given);
    }

    private static Operand slice(OnnxStep step) {
        Array x = real(step);
        int[] starts = step.ints(1, "starts");
        int[] ends = step.ints(2, "ends");
        int[] axes = step.ints(3, "axes", IntStream.range(0, starts.length).toArray());
        int[] steps = step.ints(4, "steps", Arrays.stream(starts).map(s -> 1).toArray());
        if (ends.length != starts.length || axes.length != starts.length || steps.length != starts.length) {
            throw step.refused("starts, ends, axes and steps of different counts");
        }
        for (int i = 0; i < starts.length; i++) {
            int axis = step.axis(axes[i], x.rank());
            if (steps[i] == 0) {
                throw step.refused("a step of 0");
            }
            x = Parts.taken(step, x, axis, Parts.slice(starts[i], ends[i], steps[i], x.shape()[axis]));
        }
        return x;
    }

    private static Operand pad(OnnxStep step) {
        Tensor x = step.tensor(0);
        int[] pads = step.ints(1, "pads");
        int[] axes = step.optionalConstant(3, "its axes")
                .map(Constant::ints)
                .orElseGet(() -> IntStream.range(0, x.rank()).toArray());
        if (pads.length != 2 * axes.length) {
            throw step.refused(pads.length + " pads for " + axes.length + " axes");
        }
        List<Parts.Padding> paddings = new ArrayList<>();
        for (int i = 0; i < axes.length; i++) {
            paddings.add(new Parts.Padding(step.axis(axes[i], x.rank()), pads[i], pads[i + axes.length]));
        }
        String mode = step.node().text("mode", "constant");
        Op.Border border = switch (mode) {
            case "constant" -> Op.Border.ZERO;
            case "edge" -> Op.Border.EDGE;
            case "reflect" -> Op.Border.REFLECT;
            default -> throw step.refused("a padding of mode " + mode);
        };
        double outside = step.optionalConstant(2, "its value")
                .map(Constant::scalar)
                .orElseGet(() -> step.node().number("value", 0));
        return Parts.padded(step, x, paddings, border, outside);
    }

    private static Operand resize(OnnxStep step) {
        Tensor x = step.normal(step.tensor(0));
        step.requireImage(x);
        OnnxNode node = step.node();
        boolean isNew = step.opset() >= 11 && node.type().equals("Resize");
        String mode = node.text("mode", "nearest");
        boolean linear = switch (mode) {
            case "linear", "bilinear" -> true;
            case "nearest" -> false;
            default -> throw step.refused("an interpolation of mode " + mode);
        };
        Resampling resampling = new Resampling(
                linear,
                node.text("coordinate_transformation_mode", isNew ? "half_pixel" : "asymmetric"),
                node.text("nearest_mode", isNew ? "round_prefer_floor" : "floor"));
        return resampling.of(step, x, lines(step, x, isNew));
    }

    private static Resampling.Line[] lines(OnnxStep step, Tensor x, boolean isNew) {
        OnnxNode node = step.node();
        int[] axes = node.integers("axes", IntStream.range(0, x.rank()).toArray());
        Optional<Constant> sizes =
                isNew ? step.optionalConstant(3, "its sizes").filter(c -> c.size() > 0) : Optional.empty();
        if (!node.text("keep_aspect_ratio_policy", "stretch").equals("stretch")) {
            throw step.refused("a size that keeps the aspect ratio");
        }
        Constant given = sizes.or(() -> step.optionalConstant(isNew ? 2 : 1, "its scales"))
                .orElseGet(() -> scales(node));
        if (given.size() != axes.length) {
            throw step.refused(given.size() + " scales for " + axes.length + " axes");
        }
        Resampling.Line[] lines = new Resampling.Line[x.rank()];
        Arrays.setAll(lines, d -> Resampling.Line.kept(x.size(d)));
        for (int i = 0; i < axes.length; i++) {
            int d = step.axis(axes[i], x.rank());
            int in = x.size(d);
            double out = sizes.isPresent() ? given.at(i) : Math.floor(in * given.at(i) + 1e-9);
            if (!(out >= 1 && out <= 1 << 15)) {
                throw step.refused("a size of " + out);
            }
            lines[d] = sizes.isPresent()
                    ? Resampling.Line.to(in, (int) out)
                    : new Resampling.Line(in, (int) out, given.at(i));
        }
        boolean smaller = Arrays.stream(lines).anyMatch(line -> line.out() < line.in());
        if (smaller && node.integer("antialias", 0) != 0) {
            throw step.refused("antialiasing");
        }
        return lines;
    }

    private static Constant scales(OnnxNode node) {
        List<Float> scales = node.attribute("scales")
                .map(OnnxMl.AttributeProto::getFloatsList)
                .orElse(List.of());
        return Constant.floats(new int[] {scales.size()}, scales::get);
    }

    private void norms() {
        put("BatchNormalization", step -> {
            if (step.node().integer("training_mode", 0) != 0) {
                throw step.site().refused("batch normalisation in training mode", INFERENCE);
            }
            List<float[]> moments = List.of(
                    step.constant(1, "its scales").floats(),
                    step.constant(2, "its shifts").floats(),
                    step.constant(3, "its means").floats(),
                    step.constant(4, "its variances").floats());
            return Normalisation.batch(step, step.tensor(0), 1, moments, epsilon(step));
        });
        put(
                "InstanceNormalization",
                step -> Normalisation.instance(
                        step,
                        step.tensor(0),
                        step.constant(1, "its scales"),
                        step.constant(2, "its shifts"),
                        epsilon(step)));
        put("LayerNormalization", step -> {
            Tensor x = step.tensor(0);
            int axis = step.axis(step.node().integer("axis", -1), x.rank());
            Optional<Constant> scale = step.optionalConstant(1, "its scales");
            return Normalisation.layer(step, x, axis, scale, step.optionalConstant(2, "its shifts"), epsilon(step));
        });
        put(
                "GroupNormalization",
                step -> Normalisation.group(
                        step,
                        step.tensor(0),
                        step.node().integer("num_groups", 1),
                        // Operator set 18 has a number a group, 21 one a channel.
                        step.constant(1, "its scales"),
                        step.constant(2, "its shifts"),
                        epsilon(step)));
        put("ReduceMean", step -> Reductions.mean(step, axes(step), keeps(step)));
        put(
                "ReduceSum",
                step -> step.operand(0) instanceof Constant
                        ? ofVector(step, Binary.SUM)
                        : Reductions.sum(step, step.tensor(0), axes(step), keeps(step)));
        put(
                "ReduceMax",
                step -> step.operand(0) instanceof Constant
                        ? ofVector(step, Binary.LARGER)
                        : Reductions.largest(step, step.tensor(0), axes(step), keeps(step)));
        put("ReduceMin", step -> ofVector(step, Binary.SMALLER));
        put("ReduceProd", step -> ofVector(step, Binary.PRODUCT));
        put("MatMul", step -> {
            if (!(step.operand(1) instanceof Constant)) {
                throw step.refused("a product of matrices that depend on the image");
            }
            return Reductions.product(step, step.tensor(0), step.constant(1, "its weights"));
        });
        put("Gemm", Operators::gemm);
    }

    private static double epsilon(OnnxStep step) {
        return step.node().number("epsilon", EPSILON);
    }

    /** Axes of a reduction: an attribute until operator set 13 or 18, then an input; none means all. */
    private static Set<Integer> axes(OnnxStep step) {
        int rank = step.operand(0).rank();
        int[] given = step.ints(1, "axes");
        if (given.length == 0) {
            return step.node().integer("noop_with_empty_axes", 0) != 0
                    ? Set.of()
                    : IntStream.range(0, rank).boxed().collect(Collectors.toSet());
        }
        return Arrays.stream(step.axes(given, rank)).boxed().collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean keeps(OnnxStep step) {
        return step.node().integer("keepdims", 1) != 0;
    }

    private static Operand ofVector(OnnxStep step, Binary function) {
        return Reductions.ofVector(
                step, step.constant(0, "its inputs"), function, step.ints(1, "axes").length, keeps(step));
    }

    private static Operand gemm(OnnxStep step) {
        Constant weights = step.constant(1, "its weights");
        Tensor x = step.tensor(0);
        if (weights.rank() != 2 || x.rank() != 2 || step.node().integer("transA", 0) != 0) {
            throw step.refused("a product of transposed matrices");
        }
        boolean turned = step.node().integer("transB", 0) != 0;
        float alpha = (float) step.node().number("alpha", 1);
        Constant plain = turned ? weights.transposed(1, 0) : weights;
        Tensor y = Reductions.product(step, x, plain.real().map(weight -> alpha * (float) weight));
        if (!step.has(2)) {
            return y;
        }
        float beta = (float) step.node().number("beta", 1);
        Constant biases = step.constant(2, "its biases").real().map(bias -> beta * (float) bias);
        return Arithmetic.sum(step, y, biases);
    }

    private void refusals() {
        for (String argument : List.of("ArgMax", "ArgMin")) {
            refuse(
                    argument,
                    "it gives classes, not probabilities, so nothing can be differentiated",
                    "export the model without its argmax");
        }
        refuse("QuantizeLinear", QUANTISED, OnnxNode.NOT_QUANTISED);
        for (String attention : List.of("Einsum", "Attention")) {
            refuse(attention, "it multiplies tensors that both depend on the image", OnnxNode.WHAT_TO_DO);
        }
    }

    private void refuse(String type, String why, String whatToDo) {
        all.put(type, step -> {
            throw step.site().refused(why, whatToDo);
        });
    }
}
