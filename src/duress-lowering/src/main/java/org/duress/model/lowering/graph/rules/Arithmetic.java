package org.duress.model.lowering.graph.rules;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.duress.model.lowering.Value;
import org.duress.model.lowering.graph.Constant;
import org.duress.model.lowering.graph.Operand;
import org.duress.model.lowering.graph.Step;
import org.duress.model.lowering.graph.Tensor;
import org.duress.model.lowering.graph.rules.Moments.Kind;

/** Sums, products and powers: of constants, of tensors, of both, and of the steps of a normalisation. */
public final class Arithmetic {
    private static final String DIVISION = "a division by something that depends on the image,"
            + " other than a normalisation over channels or pixels";

    private Arithmetic() {}

    /** A rule for two operands. */
    @FunctionalInterface
    public interface Rule {
        Operand of(Step step, Operand a, Operand b);
    }

    /** What a rule gives for operands two at a time, from the first on. */
    public static Operand folded(Step step, List<Operand> operands, Rule rule) {
        Operand result = operands.get(0);
        for (Operand next : operands.subList(1, operands.size())) {
            result = rule.of(step, result, next);
        }
        return result;
    }

    public static Operand sum(Step step, Operand a, Operand b) {
        if (a instanceof Constant x) {
            return b instanceof Constant y ? Binary.SUM.of(x, y) : plus(step, b, x);
        }
        return b instanceof Constant y ? plus(step, a, y) : sum(step, step.tensor(a), step.tensor(b));
    }

    private static Operand plus(Step step, Operand x, Constant constant) {
        if (x instanceof Moments moments && moments.is(Kind.VARIANCE) && constant.size() == 1) {
            return moments.plus(constant.scalar());
        }
        return shifted(step, step.tensor(x), constant, 1);
    }

    /** A tensor plus a constant times a number, broadcast. */
    static Tensor shifted(Step step, Tensor x, Constant shift, double factor) {
        return affine(step, x, Optional.empty(), 1, Optional.of(shift), factor);
    }

    private static Tensor scaled(Step step, Tensor x, Constant scale) {
        return affine(step, x, Optional.of(scale), 1, Optional.empty(), 0);
    }

    private static Tensor sum(Step step, Tensor a, Tensor b) {
        Broadcasting.Pair pair = Broadcasting.pair(step, a, b);
        return pair.of(step.net().add(step.name(), List.of(pair.a(), pair.b())));
    }

    public static Operand difference(Step step, Operand a, Operand b) {
        if (b instanceof Constant y) {
            return a instanceof Constant x ? Binary.DIFFERENCE.of(x, y) : shifted(step, step.tensor(a), y, -1);
        }
        if (a instanceof Constant x) {
            return affine(step, step.tensor(b), Optional.empty(), -1, Optional.of(x), 1);
        }
        if (b instanceof Moments mean && mean.is(Kind.MEAN) && mean.of().equals(a)) {
            return mean.as(Kind.CENTERED);
        }
        return difference(step, step.tensor(a), step.tensor(b));
    }

    private static Tensor difference(Step step, Tensor a, Tensor b) {
        Broadcasting.Pair pair = Broadcasting.pair(step, a, b);
        return pair.of(step.net().subtract(step.name(), pair.a(), pair.b()));
    }

    public static Operand product(Step step, Operand a, Operand b) {
        if (a instanceof Constant x) {
            return b instanceof Constant y ? Binary.PRODUCT.of(x, y) : scaled(step, step.tensor(b), x);
        }
        if (b instanceof Constant y) {
            return scaled(step, step.tensor(a), y);
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
        Broadcasting.Pair pair = Broadcasting.pair(step, step.tensor(a), step.tensor(b));
        return pair.of(step.net().multiply(step.name(), pair.a(), pair.b()));
    }

    public static Operand quotient(Step step, Operand a, Operand b) {
        if (b instanceof Constant y) {
            return a instanceof Constant x
                    ? Binary.QUOTIENT.of(x, y)
                    : scaled(step, step.tensor(a), y.real().map(number -> 1 / number));
        }
        if (a instanceof Moments x
                && b instanceof Moments y
                && x.alike(y)
                && x.is(Kind.CENTERED)
                && y.is(Kind.DEVIATION)) {
            return Normalisation.normalised(step, x.of(), x.axes(), y.epsilon());
        }
        throw step.refused(DIVISION);
    }

    /** Constants to the power of constants, or a tensor to that of one number. */
    public static Operand power(Step step, Operand x, Constant exponents) {
        return x instanceof Constant base ? Binary.POWER.of(base, exponents) : power(step, x, exponents.scalar());
    }

    /** The operand to a power; a tensor to a small whole one, or a root within a normalisation. */
    public static Operand power(Step step, Operand x, double exponent) {
        if (x instanceof Constant base) {
            boolean whole = exponent == Math.rint(exponent);
            return (whole ? base : base.real()).map(number -> Math.pow(number, exponent));
        }
        if (exponent == 0.5) {
            return root(step, x);
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
        Tensor base = step.tensor(x);
        Value result = base.value();
        for (int i = 1; i < exponent; i++) {
            result = step.net().multiply(step.name(), result, base.value());
        }
        return base.with(result);
    }

    /** The square root: of a constant, or within a normalisation. */
    public static Operand root(Step step, Operand x) {
        return x instanceof Constant ? Unary.ROOT.of(step) : root(step, x, Kind.DEVIATION);
    }

    private static Operand root(Step step, Operand x, Kind root) {
        if (x instanceof Moments moments && moments.is(Kind.VARIANCE)) {
            return moments.as(root);
        }
        throw step.refused("a square root that is no part of a normalisation over channels or pixels");
    }

    /** One over a constant, or over the deviation within a normalisation. */
    public static Operand reciprocal(Step step) {
        Operand x = step.operand(0);
        if (x instanceof Moments moments && moments.is(Kind.DEVIATION)) {
            return moments.as(Kind.INVERSE_DEVIATION);
        }
        if (!(x instanceof Constant)) {
            throw step.refused(DIVISION);
        }
        return Unary.RECIPROCAL.of(step);
    }

    /** {@code max(a, b) = a + relu(b - a)}. */
    public static Operand largest(Step step, Operand a, Operand b) {
        return bounded(
                        step,
                        a,
                        b,
                        Binary.LARGER,
                        bound -> x -> step.net().clip(step.name(), x, bound, Double.POSITIVE_INFINITY))
                .orElseGet(() -> {
                    Tensor x = step.tensor(a);
                    Tensor above = difference(step, step.tensor(b), x);
                    return sum(step, x, above.with(step.net().relu(step.name(), above.value())));
                });
    }

    /** {@code min(a, b) = a - relu(a - b)}. */
    public static Operand smallest(Step step, Operand a, Operand b) {
        return bounded(
                        step,
                        a,
                        b,
                        Binary.SMALLER,
                        bound -> x -> step.net().clip(step.name(), x, Double.NEGATIVE_INFINITY, bound))
                .orElseGet(() -> {
                    Tensor x = step.tensor(a);
                    Tensor above = difference(step, x, step.tensor(b));
                    return difference(step, x, above.with(step.net().relu(step.name(), above.value())));
                });
    }

    private static Optional<Operand> bounded(
            Step step, Operand a, Operand b, Binary function, Function<Double, Function<Value, Value>> clip) {
        if (a instanceof Constant x && b instanceof Constant y) {
            return Optional.of(function.of(x, y));
        }
        boolean first = a instanceof Constant;
        if (!((first ? a : b) instanceof Constant bound)) {
            return Optional.empty();
        }
        if (bound.size() != 1) {
            throw step.refused("a comparison with more than one number");
        }
        Tensor x = step.tensor(first ? b : a);
        return Optional.of(x.with(clip.apply(bound.scalar()).apply(x.value())));
    }

    /** {@code scale * x + shift} of each channel, each broadcast against the tensor. */
    public static Tensor affine(Step step, Tensor x, Optional<Constant> scale, Optional<Constant> shift) {
        return affine(step, x, scale, 1, shift, 1);
    }

    /** {@code x * (scale or sign) + shift * shiftSign}, each constant broadcast against x. */
    private static Tensor affine(
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
        return x.with(step.affine(x.value(), scales, shifts));
    }

    private static float[] numbers(Step step, Tensor x, Optional<Constant> constant, float otherwise, double sign) {
        float[] numbers = new float[x.value().channels()];
        Arrays.fill(numbers, otherwise);
        if (constant.isPresent()) {
            numbers = perChannel(step, x, constant.get());
        }
        for (int c = 0; c < numbers.length; c++) {
            numbers[c] *= (float) sign;
        }
        return numbers;
    }

    /** Leaky ReLU with slopes that are broadcast against the tensor. */
    public static Tensor prelu(Step step, Tensor x, Constant slopes) {
        return x.with(step.net().prelu(step.name(), x.value(), perChannel(step, x, slopes)));
    }

    private static float[] perChannel(Step step, Tensor x, Constant constant) {
        float[] numbers = Broadcasting.perChannel(x, constant)
                .orElseThrow(() -> step.refused("a constant of shape " + Arrays.toString(constant.shape())
                        + " that varies over pixels, where the tensor has " + Arrays.toString(x.shape()) + ","));
        for (float number : numbers) {
            if (Float.isNaN(number)) {
                throw step.refused("a constant that is the number of images, or no number at all,");
            }
        }
        return numbers;
    }

    /** A constant where a condition holds, another one elsewhere. */
    public static Constant where(Constant condition, Constant first, Constant second) {
        int[] shape = Broadcasting.shape(condition.shape(), Broadcasting.shape(first.shape(), second.shape()));
        Constant.requireMade(shape, Math.max(first.size(), second.size()));
        Constant holds = condition.broadcast(shape);
        Constant a = first.broadcast(shape);
        Constant b = second.broadcast(shape);
        return a.isFloat()
                ? Constant.floats(shape, i -> holds.at(i) != 0 ? a.at(i) : b.at(i))
                : Constant.longs(shape, i -> holds.at(i) != 0 ? a.longAt(i) : b.longAt(i));
    }
}
