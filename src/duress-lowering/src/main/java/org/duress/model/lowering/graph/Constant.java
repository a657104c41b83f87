package org.duress.model.lowering.graph;

import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Numbers that do not depend on the image, row-major: weights, and what a graph computes from shapes. Never changed.
 * What is made of others is bounded: an operator may not make millions of numbers of a few.
 */
public final class Constant implements Array {
    /** The number of images, where a graph reads it and leaves it free. Whatever is computed from it is this again. */
    public static final long FREE = Long.MIN_VALUE + 1404;

    /**
     * Numbers that a computation on constants may give where it is given fewer: a map of 1448 x 1448 pixels and two
     * axes.
     */
    private static final int MOST_MADE = 1 << 22;

    private final int[] shape;
    private final float @Nullable [] floats;
    private final long @Nullable [] longs;

    private Constant(int[] shape, float @Nullable [] floats, long @Nullable [] longs) {
        this.shape = shape;
        this.floats = floats;
        this.longs = longs;
        if (count(shape) != size()) {
            throw Misfit.of(size() + " numbers for the shape " + Arrays.toString(shape));
        }
    }

    public static Constant ofFloats(int[] shape, float... values) {
        return new Constant(shape, values, null);
    }

    public static Constant ofLongs(int[] shape, long... values) {
        return new Constant(shape, null, values);
    }

    /** Sizes, as a list of whole numbers. */
    public static Constant ofInts(int... values) {
        return ofLongs(
                new int[] {values.length}, Arrays.stream(values).asLongStream().toArray());
    }

    public static Constant ofScalar(long value) {
        return ofLongs(new int[0], value);
    }

    public static Constant ofScalar(float value) {
        return ofFloats(new int[0], value);
    }

    /** Real numbers of this shape, each worked out from its place. */
    public static Constant floats(int[] shape, IntToDoubleFunction at) {
        float[] values = new float[count(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) at.applyAsDouble(i);
        }
        return ofFloats(shape, values);
    }

    /** Whole numbers of this shape, each worked out from its place. */
    public static Constant longs(int[] shape, IntToLongFunction at) {
        long[] values = new long[count(shape)];
        for (int i = 0; i < values.length; i++) {
            values[i] = at.applyAsLong(i);
        }
        return ofLongs(shape, values);
    }

    /** The number that is written as an IEEE 754 binary16. */
    public static float half(short bits) {
        int exponent = bits >> 10 & 0x1f;
        int fraction = bits & 0x3ff;
        float magnitude = switch (exponent) {
            case 0 -> fraction * 0x1p-24f;
            case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
            default -> (0x400 | fraction) * (float) Math.scalb(1.0, exponent - 25);
        };
        return bits < 0 ? -magnitude : magnitude;
    }

    /** {@code from, from + every, ...} up to an end that does not belong to it. */
    public static Constant range(double from, double end, double every, boolean whole) {
        double count = Math.max(0, Math.ceil((end - from) / every));
        int[] shape = {(int) Math.min(count, MOST_MADE + 1.0)};
        requireMade(shape, 1);
        return whole ? longs(shape, i -> (long) (from + i * every)) : floats(shape, i -> from + i * every);
    }

    /** The product of sizes, at least 0. */
    public static int count(int... shape) {
        long count = 1;
        for (int size : shape) {
            count *= size;
            if (size < 0 || count > Integer.MAX_VALUE) {
                throw Misfit.of("no tensor has the shape " + Arrays.toString(shape));
            }
        }
        return (int) count;
    }

    /**
     * Refuses a shape where an operator would make too many numbers of those that it has.
     *
     * @param given how many it has
     */
    public static void requireMade(int[] shape, int given) {
        int count = count(shape);
        if (count > Math.max(MOST_MADE, given)) {
            throw Misfit.of("no shape needs " + count + " numbers");
        }
    }

    public boolean isFloat() {
        return floats != null;
    }

    public int size() {
        return floats != null ? floats.length : longs != null ? longs.length : 0;
    }

    @Override
    public int rank() {
        return shape.length;
    }

    @Override
    public int[] shape() {
        return shape.clone();
    }

    /** A number; NaN for {@link #FREE}. */
    public double at(int i) {
        return floats != null ? floats[i] : longAt(i) == FREE ? Double.NaN : longAt(i);
    }

    public long longAt(int i) {
        return longs != null ? longs[i] : floats != null ? (long) floats[i] : 0;
    }

    /** The one number of a scalar, of whatever rank. */
    public double scalar() {
        if (size() != 1) {
            throw Misfit.of("one number was expected, not " + size());
        }
        return at(0);
    }

    /** All numbers; do not change them. */
    public float[] floats() {
        if (floats != null) {
            return floats;
        }
        float[] values = new float[size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) at(i);
        }
        return values;
    }

    /** All numbers as ints: sizes, axes; -1, which is what is left, for {@link #FREE}. */
    public int[] ints() {
        int[] values = new int[size()];
        for (int i = 0; i < values.length; i++) {
            long value = longAt(i);
            // Slice ends are written as the largest long.
            values[i] = value == FREE ? -1 : (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
        }
        return values;
    }

    /** The same numbers as real ones. */
    public Constant real() {
        return ofFloats(shape, floats());
    }

    /** The same numbers as whole ones, cut off towards 0. */
    public Constant whole() {
        return longs != null ? this : longs(shape, i -> Double.isNaN(at(i)) ? FREE : longAt(i));
    }

    /** Each number by itself; whole ones stay so. */
    public Constant map(DoubleUnaryOperator of) {
        return isFloat()
                ? floats(shape, i -> of.applyAsDouble(at(i)))
                : longs(shape, i -> longAt(i) == FREE ? FREE : (long) of.applyAsDouble(at(i)));
    }

    @Override
    public Constant reshaped(int... other) {
        return new Constant(other, floats, longs);
    }

    @Override
    public Constant transposed(int... order) {
        int[] strides = strides();
        int[] moved = new int[order.length];
        Arrays.setAll(moved, d -> strides[order[d]]);
        return read(Arrays.stream(order).map(d -> shape[d]).toArray(), moved);
    }

    /**
     * Copies along axes of size 1, and along new ones in front.
     *
     * @param other what {@link Array#shape()} broadcasts to
     */
    public Constant broadcast(int... other) {
        if (Arrays.equals(shape, other)) {
            return this;
        }
        int[] strides = strides();
        int more = other.length - shape.length;
        int[] still = new int[other.length];
        Arrays.setAll(still, d -> d < more || shape[d - more] == 1 ? 0 : strides[d - more]);
        return read(other, still);
    }

    /** Chosen elements of an axis, in this order. */
    public Constant along(int axis, int... wanted) {
        int[] chosen = shape();
        chosen[axis] = wanted.length;
        requireMade(chosen, size());
        int run = count(Arrays.copyOfRange(shape, axis + 1, shape.length));
        int[] from = new int[count(chosen)];
        for (int i = 0; i < from.length; i++) {
            int outer = i / run / wanted.length;
            from[i] = (outer * shape[axis] + wanted[i / run % wanted.length]) * run + i % run;
        }
        return picked(chosen, from);
    }

    /** Several, one behind the other along an axis; real if one of them is. */
    public static Constant joined(List<Constant> parts, int axis) {
        Constant first = parts.get(0);
        int[] shape = first.shape();
        shape[axis] = 0;
        int total = 0;
        for (Constant part : parts) {
            boolean fits = part.rank() == shape.length;
            for (int d = 0; fits && d < shape.length; d++) {
                fits = d == axis || part.shape[d] == shape[d];
            }
            if (!fits) {
                throw Misfit.of("constants of shapes " + Arrays.toString(first.shape) + " and "
                        + Arrays.toString(part.shape) + " cannot be joined along axis " + axis);
            }
            shape[axis] = Math.addExact(shape[axis], part.shape[axis]);
            total = Math.addExact(total, part.size());
        }
        requireMade(shape, total);
        int outer = count(Arrays.copyOf(shape, axis));
        boolean real = parts.stream().anyMatch(Constant::isFloat);
        float[] floats = new float[real ? total : 0];
        long[] longs = new long[real ? 0 : total];
        int to = 0;
        for (int o = 0; o < outer; o++) {
            for (Constant part : parts) {
                int run = part.size() / outer;
                for (int i = o * run; i < (o + 1) * run; i++, to++) {
                    if (real) {
                        floats[to] = (float) part.at(i);
                    } else {
                        longs[to] = part.longAt(i);
                    }
                }
            }
        }
        return real ? ofFloats(shape, floats) : ofLongs(shape, longs);
    }

    /** Numbers {@code strides[d]} apart along each axis of the result. */
    private Constant read(int[] newShape, int[] strides) {
        int[] from = new int[count(newShape)];
        for (int i = 0; i < from.length; i++) {
            int rest = i;
            for (int d = newShape.length - 1; d >= 0; d--) {
                from[i] += rest % newShape[d] * strides[d];
                rest /= newShape[d];
            }
        }
        return picked(newShape, from);
    }

    private int[] strides() {
        int[] strides = new int[shape.length];
        int stride = 1;
        for (int d = shape.length - 1; d >= 0; d--) {
            strides[d] = stride;
            stride *= shape[d];
        }
        return strides;
    }

    /** Chosen numbers: the result's number i is this one's number {@code from[i]}. */
    private Constant picked(int[] newShape, int[] from) {
        return isFloat() ? floats(newShape, i -> at(from[i])) : longs(newShape, i -> longAt(from[i]));
    }
}
