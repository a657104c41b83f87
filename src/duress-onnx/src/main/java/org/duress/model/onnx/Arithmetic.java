package org.duress.model.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.model.lowering.Value;
import org.duress.model.onnx.Moments.Kind;

/** Sums, products and powers: of tensors, of tensors and constants, and of the steps of a normalisation. */
final class Arithmetic {
    private Arithmetic() {}

    static void addTo(Map<String, Operator> all) {
        all.put("Add", Operator.single(Arithmetic::add));
        all.put("Sub", Operator.single(Arithmetic::subtract));
        all.put("Mul", Operator.single(Arithmetic::multiply));
        all.put("Div", Operator.single(Arithmetic::divide));
        all.put("Pow", Operator.single(Arithmetic::power));
        all.put("Sqrt", Operator.single(step -> root(step, step.operand(0), Kind.DEVIATION)));
        all.put("Reciprocal", Operator.single(Arithmetic::reciprocal));
        all.put("Neg", Operator.single(step -> {
            Tensor x = step.tensor(0);
            return x.with(step.scales().affine(step, x.value(), -1, 0));
        }));
        all.put("Sum", Operator.single(step -> folded(step, Arithmetic::sum)));
        all.put("Max", Operator.single(step -> folded(step, Arithmetic::largest)));
        all.put("Min", Operator.single(step -> folded(step, Arithmetic::smallest)));
    }

    @FunctionalInterface
    private interface Binary {
        Tensor of(Step step, Tensor a, Tensor b);
    }

    /** An operator with any number of inputs, two at a time. */
    private static Tensor folded(Step step, Binary binary) {
        List<Tensor> tensors = step.tensors();
        Tensor result = tensors.get(0);
        for (Tensor next : tensors.subList(1, tensors.size())) {
            result = binary.of(step, result, next);
        }
        return result;
    }

    private static Operand add(Step step) {
        Operand a = step.operand(0);
        Operand b = step.operand(1);
        if (a instanceof Constant constant) {
            return add(step, 1, constant);
        }
        return b instanceof Constant constant ? add(step, 0, constant) : sum(step, step.tensor(0), step.tensor(1));
    }

    private static Operand add(Step step, int tensor, Constant constant) {
        if (step.operand(tensor) instanceof Moments moments && moments.is(Kind.VARIANCE) && constant.size() == 1) {
            return moments.plus(constant.scalar());
        }
        return affine(step, step.tensor(tensor), Optional.empty(), 1, Optional.of(constant), 1);
    }

    private static Tensor sum(Step step, Tensor a, Tensor b) {
        Broadcasting.Pair pair = Broadcasting.pair(step, a, b);
        return pair.of(step.net().add(step.name(), List.of(pair.a(), pair.b())));
    }

    private static Operand subtract(Step step) {
        Operand a = step.operand(0);
        Operand b = step.operand(1);
        if (b instanceof Constant constant) {
            return affine(step, step.tensor(0), Optional.empty(), 1, Optional.of(constant), -1);
        }
        if (a instanceof Constant constant) {
            return affine(step, step.tensor(1), Optional.empty(), -1, Optional.of(constant), 1);
        }
        if (b instanceof Moments mean && mean.is(Kind.MEAN) && mean.of().equals(a)) {
            return mean.as(Kind.CENTERED);
        }
        return difference(step, step.tensor(0), step.tensor(1));
    }

    private static Tensor difference(Step step, Tensor a, Tensor b) {
        Broadcasting.Pair pair = Broadcasting.pair(step, a, b);
        return pair.of(step.net().subtract(step.name(), pair.a(), pair.b()));
    }

    private static Operand multiply(Step step) {
        Operand a = step.operand(0);
        Operand b = step.operand(1);
        if (a instanceof Constant constant) {
            return affine(step, step.tensor(1), Optional.of(constant), 1, Optional.empty(), 0);
        }
        if (b instanceof Constant constant) {
            return affine(step, step.tensor(0), Optional.of(constant), 1, Optional.empty(), 0);
        }
        if (a instanceof Moments x && b instanceof Moments y && x.alike(y)) {
            if (x.is(Kind.CENTERED) && y.is(Kind.CENTERED)) {
                return x.as(Kind.SQUARE);
            }
            if (x.is(Kind.CENTERED) && y.is(Kind.INVERSE_DEVIATION)) {
                return Normalisation.normalised(step, x.of(), x.axes(), y.epsilon());
            }
            if (y.is(Kind.CENTERED) && x.is(Kind.INVERSE_DEVIATION)) {
                return Normalisation.normalised(step, x.of(), x.axes(), x.epsilon());
            }
        }
        return product(step, step.tensor(0), step.tensor(1));
    }

    private static Tensor product(Step step, Tensor a, Tensor b) {
        Broadcasting.Pair pair = Broadcasting.pair(step, a, b);
        return pair.of(step.net().multiply(step.name(), pair.a(), pair.b()));
    }

    private static Operand divide(Step step) {
        if (step.operand(1) instanceof Constant constant) {
            float[] inverse = new float[constant.size()];
            for (int i = 0; i < inverse.length; i++) {
                inverse[i] = (float) (1 / constant.at(i));
            }
            Constant inverted = Constant.ofFloats(constant.shape(), inverse);
            return affine(step, step.tensor(0), Optional.of(inverted), 1, Optional.empty(), 0);
        }
        if (step.operand(0) instanceof Moments x
                && step.operand(1) instanceof Moments y
                && x.alike(y)
                && x.is(Kind.CENTERED)
                && y.is(Kind.DEVIATION)) {
            return Normalisation.normalised(step, x.of(), x.axes(), y.epsilon());
        }
        throw step.refused(
                "a division by something that depends on the image, other than a normalisation over channels or pixels");
    }

    private static Operand power(Step step) {
        double exponent = step.constant(1, "its exponents").scalar();
        Operand x = step.operand(0);
        if (exponent == 0.5) {
            return root(step, x, Kind.DEVIATION);
        }
        if (exponent == -0.5) {
            return root(step, x, Kind.INVERSE_DEVIATION);
        }
        if (exponent == 2 && x instanceof Moments centered && centered.is(Kind.CENTERED)) {
            return centered.as(Kind.SQUARE);
        }
        if (exponent != 1 && exponent != 2 && exponent != 3 && exponent != 4) {
            throw step.refused("the power " + exponent);
        }
        Tensor base = step.tensor(0);
        Value result = base.value();
        for (int i = 1; i < exponent; i++) {
            result = step.net().multiply(step.name(), result, base.value());
        }
        return base.with(result);
    }

    private static Operand root(Step step, Operand x, Kind root) {
        if (x instanceof Moments moments && moments.is(Kind.VARIANCE)) {
            return moments.as(root);
        }
        throw step.refused("a square root that is no part of a normalisation over channels or pixels");
    }

    private static Operand reciprocal(Step step) {
        if (step.operand(0) instanceof Moments moments && moments.is(Kind.DEVIATION)) {
            return moments.as(Kind.INVERSE_DEVIATION);
        }
        throw step.refused(
                "a division by something that depends on the image, other than a normalisation over channels or pixels");
    }

    /** {@code max(a, b) = a + relu(b - a)}. */
    static Tensor largest(Step step, Tensor a, Tensor b) {
        Tensor above = difference(step, b, a);
        return sum(step, a, above.with(step.net().relu(step.name(), above.value())));
    }

    /** {@code min(a, b) = a - relu(a - b)}. */
    private static Tensor smallest(Step step, Tensor a, Tensor b) {
        Tensor above = difference(step, a, b);
        return difference(step, a, above.with(step.net().relu(step.name(), above.value())));
    }

    /** {@code x * (scale or sign) + shift * shiftSign}, each constant broadcast against x. */
    static Tensor affine(
            Step step,
            Tensor given,
            Optional<Constant> scale,
            double sign,
            Optional<Constant> shift,
            double shiftSign) {
        Tensor x = given;
        for (Optional<Constant> constant : List.of(scale, shift)) {
            int[] shape = x.shape();
            int[] common =
                    Broadcasting.shape(shape, constant.map(Constant::shape).orElse(shape));
            x = Arrays.equals(common, shape) ? x : Broadcasting.expanded(step, x, common);
        }
        float[] scales = numbers(step, x, scale, 1, sign);
        float[] shifts = numbers(step, x, shift, 0, shiftSign);
        return x.with(step.scales().affine(step, x.value(), scales, shifts));
    }

    private static float[] numbers(Step step, Tensor x, Optional<Constant> constant, float otherwise, double sign) {
        float[] numbers = new float[x.value().channels()];
        Arrays.fill(numbers, otherwise);
        if (constant.isPresent()) {
            numbers = Broadcasting.perChannel(x, constant.get())
                    .orElseThrow(() -> step.refused("a constant that varies over pixels"));
        }
        for (int c = 0; c < numbers.length; c++) {
            numbers[c] *= (float) sign;
        }
        return numbers;
    }

    /** The largest of the channels, by halves. */
    static Value largestChannel(Step step, Value given) {
        Value x = given;
        while (x.channels() > 1) {
            int half = x.channels() / 2;
            Value a = step.net().sliceChannels(step.name(), x, 0, half);
            Value b = step.net().sliceChannels(step.name(), x, half, 2 * half);
            Value above = step.net().relu(step.name(), step.net().subtract(step.name(), b, a));
            List<Value> larger = new ArrayList<>(List.of(step.net().add(step.name(), List.of(a, above))));
            if (x.channels() % 2 == 1) {
                larger.add(step.net().sliceChannels(step.name(), x, 2 * half, x.channels()));
            }
            x = larger.size() == 1 ? larger.get(0) : step.net().concat(step.name(), larger);
        }
        return x;
    }
}
