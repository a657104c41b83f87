package org.duress.model.samediff;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/**
 * Numbers that do not depend on the image. The number of images, where a graph reads it, is NaN, so that whatever is
 * computed from it can be told.
 *
 * @param shape empty for a scalar
 * @param values row-major
 * @param whole whether they are integers, which divide without remainder
 */
record Constant(int[] shape, float[] values, boolean whole) {
    /** Most numbers that an operator may make of a few. */
    static final int MOST_MADE = 1 << 22;

    static Constant scalar(double value, boolean whole) {
        return new Constant(new int[0], new float[] {(float) value}, whole);
    }

    static Constant vector(float[] values, boolean whole) {
        return new Constant(new int[] {values.length}, values, whole);
    }

    int rank() {
        return shape.length;
    }

    int length() {
        return values.length;
    }

    boolean isScalar() {
        return values.length == 1;
    }

    /** The numbers as integers, NaN as -1. */
    int[] integers() {
        int[] integers = new int[values.length];
        for (int i = 0; i < integers.length; i++) {
            integers[i] = Float.isNaN(values[i]) ? -1 : (int) values[i];
        }
        return integers;
    }

    /** The same numbers in another shape of as many. */
    Constant reshaped(int... newShape) {
        if (length(newShape) != values.length) {
            throw new IllegalArgumentException(
                    "shape " + Arrays.toString(newShape) + " does not hold " + values.length + " numbers");
        }
        return new Constant(newShape, values, whole);
    }

    Constant map(DoubleUnaryOperator function, boolean resultWhole) {
        float[] result = new float[values.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = (float) function.applyAsDouble(values[i]);
        }
        return new Constant(shape, result, resultWhole);
    }

    /** Number by number, with the usual broadcasting. */
    Constant combine(Constant other, DoubleBinaryOperator function) {
        int rank = Math.max(rank(), other.rank());
        int[] a = aligned(shape, rank);
        int[] b = aligned(other.shape, rank);
        int[] out = new int[rank];
        for (int i = 0; i < rank; i++) {
            if (a[i] != b[i] && a[i] != 1 && b[i] != 1) {
                throw new IllegalArgumentException(
                        "shapes " + Arrays.toString(shape) + " and " + Arrays.toString(other.shape) + " do not fit");
            }
            out[i] = a[i] == 1 ? b[i] : a[i];
        }
        float[] result = new float[madeLength(out)];
        int[] index = new int[rank];
        for (int k = 0; k < result.length; k++) {
            double x = values[offset(a, index)];
            double y = other.values[offset(b, index)];
            result[k] = (float) function.applyAsDouble(x, y);
            advance(index, out);
        }
        return new Constant(out, result, whole && other.whole);
    }

    /** Axes in another order: the result's axis i is this one's axis {@code order[i]}. */
    Constant permuted(int... order) {
        int[] strides = new int[rank()];
        int stride = 1;
        for (int i = rank() - 1; i >= 0; i--) {
            strides[i] = stride;
            stride *= shape[i];
        }
        boolean[] used = new boolean[rank()];
        int[] out = new int[rank()];
        if (order.length != rank()) {
            throw new IllegalArgumentException("an order of " + order.length + " axes for " + rank());
        }
        for (int i = 0; i < order.length; i++) {
            if (order[i] < 0 || order[i] >= rank() || used[order[i]]) {
                throw new IllegalArgumentException(Arrays.toString(order) + " is no order of axes");
            }
            used[order[i]] = true;
            out[i] = shape[order[i]];
        }
        float[] result = new float[values.length];
        int[] index = new int[rank()];
        for (int k = 0; k < result.length; k++) {
            int from = 0;
            for (int i = 0; i < index.length; i++) {
                from += index[i] * strides[order[i]];
            }
            result[k] = values[from];
            advance(index, out);
        }
        return new Constant(out, result, whole);
    }

    /** Index {@code begin, begin + step, ...} of each axis, {@code count} of them. */
    Constant sliced(int[] begin, int[] count, int[] step) {
        for (int i = 0; i < rank(); i++) {
            long last = begin[i] + (long) (count[i] - 1) * step[i];
            if (count[i] < 0
                    || (count[i] > 0 && (Math.min(begin[i], last) < 0 || Math.max(begin[i], last) >= shape[i]))) {
                throw new IllegalArgumentException("a slice beyond shape " + Arrays.toString(shape));
            }
        }
        float[] result = new float[madeLength(count)];
        int[] index = new int[rank()];
        for (int k = 0; k < result.length; k++) {
            int from = 0;
            for (int i = 0; i < index.length; i++) {
                from = from * shape[i] + begin[i] + index[i] * step[i];
            }
            result[k] = values[from];
            advance(index, count);
        }
        return new Constant(count.clone(), result, whole);
    }

    /** How many numbers a shape holds, refused where an operator would make too many. */
    static int madeLength(int... shape) {
        long length = length(shape);
        if (length > MOST_MADE) {
            throw new IllegalArgumentException("constants of more than " + MOST_MADE + " numbers");
        }
        return (int) length;
    }

    private static long length(int... shape) {
        long length = 1;
        for (int size : shape) {
            if (size < 0) {
                throw new IllegalArgumentException("shape " + Arrays.toString(shape));
            }
            length = Math.min(length * size, Long.MAX_VALUE >> 32);
        }
        return length;
    }

    private static int[] aligned(int[] shape, int rank) {
        int[] aligned = new int[rank];
        Arrays.fill(aligned, 1);
        System.arraycopy(shape, 0, aligned, rank - shape.length, shape.length);
        return aligned;
    }

    private static int offset(int[] shape, int[] index) {
        int offset = 0;
        for (int i = 0; i < shape.length; i++) {
            offset = offset * shape[i] + (shape[i] == 1 ? 0 : index[i]);
        }
        return offset;
    }

    private static void advance(int[] index, int[] shape) {
        for (int i = index.length - 1; i >= 0; i--) {
            if (++index[i] < shape[i]) {
                return;
            }
            index[i] = 0;
        }
    }
}
