package org.duress.model.samediff;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import org.duress.model.samediff.Tensor.Image;
import org.duress.model.samediff.Tensor.Known;
import org.jspecify.annotations.Nullable;

/** Operators whose result does not depend on the image's pixels: computed while the graph is lowered. */
final class ConstantSteps {
    private ConstantSteps() {}

    /** What an operator reads off a tensor's shape alone; null if the operator is none of these. */
    static @Nullable Constant ofShape(Step step) {
        String type = step.operator().type();
        boolean known = type.equals("shape_of") || type.equals("size_at") || type.equals("rank");
        if (!known) {
            return null;
        }
        float[] shape = shape(step.input(0));
        return switch (type) {
            case "shape_of" -> Constant.vector(shape, true);
            case "size_at" -> Constant.scalar(shape[step.axis(shape.length, step.integer(0, 0))], true);
            default -> Constant.scalar(shape.length, true);
        };
    }

    private static float[] shape(Tensor tensor) {
        if (tensor instanceof Image image) {
            return image.shape();
        }
        int[] sizes = ((Known) tensor).constant().shape();
        float[] shape = new float[sizes.length];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = sizes[i];
        }
        return shape;
    }

    /** The result of an operator that reads constants alone; null if it cannot be computed. */
    static @Nullable List<Constant> compute(Step step) {
        DoubleUnaryOperator unary = unary(step);
        if (unary != null) {
            Constant x = step.known(0);
            return List.of(x.map(unary, x.whole() && isWhole(step)));
        }
        DoubleBinaryOperator binary = binary(step);
        if (binary != null && step.inputs().size() == 2) {
            return List.of(step.known(0).combine(step.known(1), binary));
        }
        return switch (step.operator().type()) {
            case "identity" -> List.of(step.known(0));
            case "cast" -> List.of(cast(step));
            case "reshape" -> List.of(reshape(step));
            case "expand_dims" -> List.of(expandDims(step));
            case "squeeze" -> List.of(squeeze(step));
            case "permute", "transpose" -> List.of(permute(step));
            case "stack" -> List.of(stack(step));
            case "concat" -> List.of(concat(step));
            case "slice" -> List.of(slice(step));
            case "strided_slice" -> List.of(stridedSlice(step));
            case "gather" -> List.of(gather(step));
            case "range" -> List.of(range(step));
            case "fill" -> List.of(fill(step));
            case "zeroslike", "zeros_as" ->
                List.of(step.known(0).map(x -> 0, step.known(0).whole()));
            case "oneslike", "ones_as" ->
                List.of(step.known(0).map(x -> 1, step.known(0).whole()));
            default -> null;
        };
    }

    private static boolean isWhole(Step step) {
        Double scalar = step.operator().scalar();
        return scalar == null || scalar == Math.rint(scalar);
    }

    private static @Nullable DoubleUnaryOperator unary(Step step) {
        Double given = step.operator().scalar();
        double s = given == null ? 0 : given;
        return switch (step.operator().type()) {
            case "neg" -> x -> -x;
            case "abs" -> Math::abs;
            case "square" -> x -> x * x;
            case "sqrt" -> Math::sqrt;
            case "rsqrt" -> x -> 1 / Math.sqrt(x);
            case "Reciprocal" -> x -> 1 / x;
            case "exp" -> Math::exp;
            case "log" -> Math::log;
            case "floor" -> Math::floor;
            case "ceil" -> Math::ceil;
            case "sigmoid" -> x -> 1 / (1 + Math.exp(-x));
            case "tanh" -> Math::tanh;
            case "relu" -> x -> Math.max(x, s);
            case "add_scalar" -> x -> x + s;
            case "sub_scalar" -> x -> x - s;
            case "rsub_scalar" -> x -> s - x;
            case "mul_scalar" -> x -> x * s;
            case "div_scalar" -> step.known(0).whole() && isWhole(step) ? x -> truncated(x / s) : x -> x / s;
            case "rdiv_scalar" -> x -> s / x;
            case "pow" -> {
                double exponent = step.number(0, s);
                yield x -> Math.pow(x, exponent);
            }
            default -> null;
        };
    }

    private static double truncated(double x) {
        return x < 0 ? Math.ceil(x) : Math.floor(x);
    }

    private static @Nullable DoubleBinaryOperator binary(Step step) {
        boolean whole = step.inputs().stream()
                .allMatch(input ->
                        input instanceof Known known && known.constant().whole());
        return switch (step.operator().type()) {
            case "add" -> Double::sum;
            case "subtract" -> (a, b) -> a - b;
            case "reversesubtract" -> (a, b) -> b - a;
            case "multiply" -> (a, b) -> a * b;
            case "divide", "realdiv" -> whole ? (a, b) -> truncated(a / b) : (a, b) -> a / b;
            case "floordiv" -> (a, b) -> Math.floor(a / b);
            case "floormod" -> (a, b) -> a - b * Math.floor(a / b);
            case "maximum" -> Math::max;
            case "minimum" -> Math::min;
            case "Pow" -> Math::pow;
            default -> null;
        };
    }

    private static Constant cast(Step step) {
        Constant x = step.known(0);
        int type = step.integer(0, 5);
        boolean real = type == 3 || type == 5 || type == 6 || type == 17;
        return real ? x.map(v -> v, false) : x.map(ConstantSteps::truncated, true);
    }

    private static Constant reshape(Step step) {
        Constant x = step.known(0);
        int[] all = step.integersFrom(0);
        boolean letter = all.length > 0 && all[0] < -1;
        if (letter && all[0] != -'c') {
            throw step.unsupported("counts numbers in Fortran's order");
        }
        int[] shape = step.has(1) ? step.known(1).integers() : step.integersFrom(letter ? 1 : 0);
        int open = -1;
        long rest = 1;
        for (int i = 0; i < shape.length; i++) {
            if (shape[i] == -1 && open < 0) {
                open = i;
            } else {
                rest *= step.requireCount(shape[i], 0);
            }
        }
        if (open >= 0) {
            shape[open] = rest == 0 ? 0 : (int) (x.length() / rest);
        }
        return x.reshaped(shape);
    }

    private static Constant expandDims(Step step) {
        Constant x = step.known(0);
        int given = step.has(1) ? step.known(1).integers()[0] : step.integer(0, 0);
        int axis = step.axis(x.rank() + 1, given);
        int[] shape = new int[x.rank() + 1];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = i == axis ? 1 : x.shape()[i < axis ? i : i - 1];
        }
        return x.reshaped(shape);
    }

    private static Constant squeeze(Step step) {
        Constant x = step.known(0);
        int[] axes = step.axes(x.rank(), step.integersFrom(0));
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < x.rank(); i++) {
            int axis = i;
            boolean dropped =
                    axes.length == 0 ? x.shape()[i] == 1 : Arrays.stream(axes).anyMatch(a -> a == axis);
            if (!dropped) {
                kept.add(x.shape()[i]);
            }
        }
        return x.reshaped(kept.stream().mapToInt(Integer::intValue).toArray());
    }

    private static Constant permute(Step step) {
        Constant x = step.known(0);
        int[] order = step.axes(x.rank(), step.integersFrom(0));
        if (order.length == 0) {
            order = new int[x.rank()];
            for (int i = 0; i < order.length; i++) {
                order[i] = order.length - 1 - i;
            }
        }
        return x.permuted(order);
    }

    private static Constant stack(Step step) {
        int rank = step.known(0).rank();
        int axis = step.axis(rank + 1, step.integer(0, 0));
        List<Constant> parts = new ArrayList<>();
        for (int i = 0; step.has(i); i++) {
            Constant x = step.known(i);
            int[] shape = new int[rank + 1];
            for (int k = 0; k < shape.length; k++) {
                shape[k] = k == axis ? 1 : x.rank() == rank ? x.shape()[k < axis ? k : k - 1] : -1;
            }
            parts.add(x.reshaped(shape));
        }
        return joined(parts, axis);
    }

    private static Constant concat(Step step) {
        boolean axisIsInput = step.flag(0, false);
        int count = step.inputs().size() - (axisIsInput ? 1 : 0);
        List<Constant> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(step.known(i));
        }
        int given = axisIsInput ? step.known(count).integers()[0] : step.integer(0, 0);
        return joined(parts, step.axis(step.known(0).rank(), given));
    }

    private static Constant joined(List<Constant> parts, int axis) {
        int[] shape = parts.get(0).shape().clone();
        boolean whole = true;
        shape[axis] = 0;
        for (Constant part : parts) {
            for (int i = 0; i < shape.length; i++) {
                if (part.rank() != shape.length || (i != axis && part.shape()[i] != shape[i])) {
                    throw new IllegalArgumentException("cannot join " + Arrays.toString(part.shape()) + " with "
                            + Arrays.toString(parts.get(0).shape()));
                }
            }
            shape[axis] += part.shape()[axis];
            whole &= part.whole();
        }
        float[] values = new float[Constant.madeLength(shape)];
        int run = 1;
        for (int i = axis + 1; i < shape.length; i++) {
            run *= shape[i];
        }
        int rows = shape[axis] * run == 0 ? 0 : values.length / (shape[axis] * run);
        int to = 0;
        for (int row = 0; row < rows; row++) {
            for (Constant part : parts) {
                int length = part.shape()[axis] * run;
                System.arraycopy(part.values(), row * length, values, to, length);
                to += length;
            }
        }
        return new Constant(shape, values, whole);
    }

    private static Constant slice(Step step) {
        Constant x = step.known(0);
        int rank = x.rank();
        int[] begin = step.has(1) ? step.known(1).integers() : Arrays.copyOf(step.integersFrom(0), rank);
        int[] size = step.has(2) ? step.known(2).integers() : Arrays.copyOf(step.integersFrom(rank), rank);
        if (begin.length != rank || size.length != rank) {
            throw step.unsupported("slices axes that are not there");
        }
        int[] count = new int[rank];
        int[] ones = new int[rank];
        Arrays.fill(ones, 1);
        for (int i = 0; i < rank; i++) {
            count[i] = size[i] < 0 ? x.shape()[i] - begin[i] : size[i];
        }
        return x.sliced(begin, count, ones);
    }

    private static Constant stridedSlice(Step step) {
        Constant x = step.known(0);
        StridedSlice slice = StridedSlice.of(step, shape(step.input(0)));
        Constant part = x.sliced(slice.begin(), slice.count(), slice.step());
        List<Integer> kept = new ArrayList<>();
        for (int i = 0; i < x.rank(); i++) {
            if (!slice.dropped()[i]) {
                kept.add(slice.count()[i]);
            }
        }
        return part.reshaped(kept.stream().mapToInt(Integer::intValue).toArray());
    }

    private static Constant gather(Step step) {
        Constant x = step.known(0);
        // The axis, then the indices where they are no input.
        int axis = step.axis(x.rank(), step.integer(0, 0));
        Constant indices = step.has(1) ? step.known(1) : Constant.vector(new float[] {step.integer(1, 0)}, true);
        if (axis != 0 || x.rank() != 1) {
            throw step.unsupported("gathers of other than a vector");
        }
        float[] values = new float[indices.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = x.values()[step.axis(x.length(), indices.integers()[i])];
        }
        return new Constant(indices.shape(), values, x.whole());
    }

    private static Constant range(Step step) {
        boolean inputs = step.has(2);
        double from = inputs ? step.known(0).values()[0] : step.number(0, 0);
        double to = inputs ? step.known(1).values()[0] : step.number(1, 0);
        double by = inputs ? step.known(2).values()[0] : step.number(2, 1);
        double length = Math.ceil((to - from) / by);
        if (!(length >= 0 && length <= Constant.MOST_MADE)) {
            throw step.unsupported("counts from " + from + " to " + to + " by " + by);
        }
        float[] values = new float[(int) length];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (from + i * by);
        }
        return Constant.vector(values, from == Math.rint(from) && by == Math.rint(by));
    }

    private static Constant fill(Step step) {
        int[] shape = step.known(0).integers();
        float[] values = new float[Constant.madeLength(shape)];
        double number = step.has(1) ? step.known(1).values()[0] : step.number(0, 0);
        Arrays.fill(values, (float) number);
        return new Constant(shape, values, false);
    }
}
