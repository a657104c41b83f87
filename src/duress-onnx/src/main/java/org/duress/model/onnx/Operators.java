package org.duress.model.onnx;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.duress.model.lowering.Value;

/** The operators that can be lowered, by type. */
final class Operators {
    /** Rows or columns that no segmentation network has more of. */
    private static final int MOST_PIXELS = 1 << 15;

    /** Numbers that a layer gives for one image: 0.5 GB. */
    private static final long MOST_NUMBERS = 1L << 27;

    private Operators() {}

    static Map<String, Operator> all() {
        Map<String, Operator> all = new TreeMap<>();
        activations(all);
        Arithmetic.addTo(all);
        Windows.addTo(all);
        Norms.addTo(all);
        Shapes.addTo(all);
        Channels.addTo(all);
        all.put("Resize", Operator.single(ResizeOperator::lower));
        all.put("Upsample", Operator.single(ResizeOperator::lower));
        return Collections.unmodifiableMap(all);
    }

    /**
     * Refuses layers that are too large, before anything is allocated.
     *
     * @throws org.duress.DuressException if they are
     */
    static void requireSize(Step step, long height, long width, long channels) {
        boolean fits = height >= 1
                && width >= 1
                && channels >= 1
                && height <= MOST_PIXELS
                && width <= MOST_PIXELS
                && channels <= MOST_NUMBERS
                && height * width * channels <= MOST_NUMBERS;
        if (!fits) {
            throw step.refused("a layer of " + height + " x " + width + " pixels with " + channels + " channels");
        }
    }

    private static void activations(Map<String, Operator> all) {
        pointwise(all, "Relu", (step, x) -> step.net().relu(step.name(), x));
        pointwise(
                all,
                "LeakyRelu",
                (step, x) -> step.net().leakyRelu(step.name(), x, step.node().number("alpha", 0.01)));
        pointwise(
                all,
                "Elu",
                (step, x) -> step.net().elu(step.name(), x, step.node().number("alpha", 1)));
        pointwise(
                all,
                "Selu",
                (step, x) -> step.net()
                        .selu(
                                step.name(),
                                x,
                                step.node().number("alpha", 1.6732632423543772),
                                step.node().number("gamma", 1.0507009873554805)));
        pointwise(all, "Sigmoid", (step, x) -> step.net().sigmoid(step.name(), x));
        pointwise(
                all,
                "HardSigmoid",
                (step, x) -> step.net()
                        .hardSigmoid(
                                step.name(),
                                x,
                                step.node().number("alpha", 0.2),
                                step.node().number("beta", 0.5)));
        pointwise(all, "HardSwish", (step, x) -> step.net().hardSwish(step.name(), x));
        pointwise(all, "Tanh", (step, x) -> step.net().tanh(step.name(), x));
        pointwise(all, "Softplus", (step, x) -> step.net().softplus(step.name(), x));
        pointwise(all, "Mish", (step, x) -> step.net().mish(step.name(), x));
        pointwise(all, "Erf", (step, x) -> step.net().erf(step.name(), x));
        pointwise(
                all,
                "Gelu",
                (step, x) -> step.node().text("approximate", "none").equals("tanh")
                        ? step.net().geluTanh(step.name(), x)
                        : step.net().gelu(step.name(), x));
        pointwise(all, "Abs", (step, x) -> {
            Value negative = step.scales().affine(step, x, -1, 0);
            return step.net()
                    .add(
                            step.name(),
                            List.of(step.net().relu(step.name(), x), step.net().relu(step.name(), negative)));
        });
        all.put("Clip", Operator.single(Operators::clip));
        all.put("PRelu", Operator.single(Operators::prelu));
        all.put("Softmax", Operator.single(step -> softmax(step, false)));
        all.put("LogSoftmax", Operator.single(step -> softmax(step, true)));
        for (String argument : new String[] {"ArgMax", "ArgMin"}) {
            refuse(
                    all,
                    argument,
                    "it gives classes, not probabilities, so nothing can be differentiated",
                    "export the model without its argmax");
        }
        for (String attention : new String[] {"Einsum", "Attention"}) {
            refuse(all, attention, "it multiplies tensors that both depend on the image", OnnxNode.WHAT_TO_DO);
        }
    }

    private static void refuse(Map<String, Operator> all, String type, String why, String whatToDo) {
        all.put(type, step -> {
            throw step.node().refused(why, whatToDo);
        });
    }

    /** An operator on each number by itself, which no view of the tensor changes. */
    private static void pointwise(Map<String, Operator> all, String type, BiFunction<Step, Value, Value> layer) {
        all.put(type, Operator.single(step -> {
            Tensor x = step.tensor(0);
            return x.with(layer.apply(step, x.value()));
        }));
    }

    private static Operand clip(Step step) {
        Function<Integer, String> what = i -> i == 1 ? "its lower bound" : "its upper bound";
        double low = step.optionalConstant(1, what.apply(1))
                .map(Constant::scalar)
                .orElseGet(() -> step.node().number("min", Double.NEGATIVE_INFINITY));
        double high = step.optionalConstant(2, what.apply(2))
                .map(Constant::scalar)
                .orElseGet(() -> step.node().number("max", Double.POSITIVE_INFINITY));
        Tensor x = step.tensor(0);
        // The largest float is how some exporters write "no bound".
        double l = low <= -Float.MAX_VALUE ? Double.NEGATIVE_INFINITY : low;
        double h = high >= Float.MAX_VALUE ? Double.POSITIVE_INFINITY : high;
        return x.with(step.net().clip(step.name(), x.value(), l, h));
    }

    private static Operand prelu(Step step) {
        Tensor x = step.tensor(0);
        float[] slopes = Broadcasting.perChannel(x, step.constant(1, "its slopes"))
                .orElseThrow(() -> step.refused("slopes that vary over pixels"));
        return x.with(step.net().prelu(step.name(), x.value(), slopes));
    }

    private static Operand softmax(Step step, boolean log) {
        Tensor x = step.tensor(0);
        boolean flattens = step.opset() < 13;
        int axis = step.axis(step.node().integer("axis", flattens ? 1 : -1), x.rank());
        int[] shape = x.shape();
        boolean rest = Arrays.stream(shape, axis + 1, shape.length).allMatch(size -> size == 1);
        if (!x.is(axis, Axis.C) || (flattens && !rest)) {
            throw step.refused(
                    "a softmax over axis " + axis + " of shape " + Arrays.toString(shape) + " is not over the channels"
                            + (flattens ? " (before operator set 13 it is over all axes from there on)" : ""));
        }
        Tensor y = x.with(step.net().softmax(step.name(), x.value()));
        return new Tensor(y.value(), y.batch(), y.dims(), log);
    }
}
