package org.duress.data;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import org.duress.base.SideBySide;

/**
 * A linear map of values along one axis: output i is a weighted sum of the inputs from {@code first[i]} on. Resampling,
 * flipping, padding and cutting are such maps, and each has the exact adjoint.
 *
 * @param from inputs
 * @param first of the inputs that an output is made of
 * @param weights theirs; none for an output that is made of nothing
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record AxisMap(int from, int[] first, float[][] weights) {
    /** Beyond the border a cubic spline is told that the border repeats so often; what is farther does not matter. */
    private static final int SPLINE_BORDER = 12;

    /** A weight below it is lost in the rounding of the others. */
    private static final double NEGLIGIBLE = 1e-7;

    /** Outputs. */
    public int to() {
        return first.length;
    }

    /** Whether each output is the input of its place. */
    public boolean nothing() {
        if (from != to()) {
            return false;
        }
        for (int i = 0; i < from; i++) {
            if (first[i] != i || weights[i].length != 1 || weights[i][0] != 1) {
                return false;
            }
        }
        return true;
    }

    /** Output i lies between inputs: linear interpolation, the border repeats. */
    private static AxisMap linear(int size, double[] places) {
        int[] first = new int[places.length];
        float[][] weights = new float[places.length][];
        for (int i = 0; i < places.length; i++) {
            double at = Math.min(size - 1.0, Math.max(0, places[i]));
            first[i] = Math.min((int) at, Math.max(0, size - 2));
            float share = (float) (at - first[i]);
            weights[i] = size == 1 ? new float[] {1} : new float[] {1 - share, share};
        }
        return new AxisMap(size, first, weights);
    }

    /** Linear, pixel centres aligned: output i lies at {@code (i + 0.5) size / newSize - 0.5}. */
    public static AxisMap centred(int size, int newSize) {
        return size == newSize ? identity(size) : linear(size, centres(size, newSize));
    }

    /**
     * The nearest input, pixel centres aligned: what {@code scipy.ndimage.map_coordinates} of order 0 gives, where
     * nnU-Net resamples the axis along which points lie far apart.
     */
    public static AxisMap nearest(int size, int newSize) {
        double step = (double) size / newSize;
        return picked(size, places(newSize, i -> {
            double at = Math.min(size - 1.0, Math.max(0, step * (i + 0.5) - 0.5));
            return (int) Math.floor(at + 0.5);
        }));
    }

    private static double[] centres(int size, int newSize) {
        double[] places = new double[newSize];
        Arrays.setAll(places, i -> (i + 0.5) * size / newSize - 0.5);
        return places;
    }

    /** Linear, the first pixel's centre stays: output i lies at {@code i * step}. */
    public static AxisMap anchored(int size, int newSize, double step) {
        double[] places = new double[newSize];
        Arrays.setAll(places, i -> i * step);
        return linear(size, places);
    }

    /** Each output is the input of its place. */
    public static AxisMap identity(int size) {
        return picked(size, places(size, i -> i));
    }

    /** Inputs from one on, beyond which the border repeats. */
    public static AxisMap stretch(int size, int from, int count) {
        return picked(size, places(count, i -> Math.min(size - 1, Math.max(0, from + i))));
    }

    /** Inputs from one on, beyond which there is nothing. */
    public static AxisMap part(int size, int from, int count) {
        AxisMap stretched = stretch(size, from, count);
        float[][] weights = stretched.weights.clone();
        for (int i = 0; i < count; i++) {
            if (from + i < 0 || from + i >= size) {
                weights[i] = new float[0];
            }
        }
        return new AxisMap(size, stretched.first, weights);
    }

    private static int[] places(int count, IntUnaryOperator place) {
        int[] places = new int[count];
        Arrays.setAll(places, place);
        return places;
    }

    private static AxisMap picked(int size, int[] places) {
        float[][] weights = new float[places.length][];
        Arrays.fill(weights, new float[] {1});
        return new AxisMap(size, places, weights);
    }

    /**
     * Linear, pixel centres aligned; where the size shrinks, the linear kernel is widened by the same factor so that
     * detail is averaged instead of aliased (as Pillow and torchvision do by default).
     */
    static AxisMap widened(int size, int newSize) {
        return size == newSize ? identity(size) : widened(size, centres(size, newSize), (double) size / newSize);
    }

    /** The same, the first pixel's centre stays: output i lies at {@code i * step}. */
    static AxisMap widened(int size, int newSize, double step) {
        double[] places = new double[newSize];
        Arrays.setAll(places, i -> Math.min(size - 1.0, i * step));
        return widened(size, places, step);
    }

    private static AxisMap widened(int size, double[] places, double step) {
        double reach = Math.max(1, step);
        int[] first = new int[places.length];
        float[][] weights = new float[places.length][];
        for (int i = 0; i < places.length; i++) {
            double centre = places[i];
            int low = Math.max(0, (int) Math.ceil(centre - reach));
            int high = Math.min(size - 1, (int) Math.floor(centre + reach));
            double[] exact = new double[high - low + 1];
            for (int j = low; j <= high; j++) {
                exact[j - low] = Math.max(0, 1 - Math.abs(j - centre) / reach);
            }
            first[i] = low;
            weights[i] = shares(exact);
        }
        return new AxisMap(size, first, weights);
    }

    /**
     * Points of an axis whose first stays where it is, at another distance: as many as there is room for, half to even
     * as Python and numpy round.
     *
     * @param from distance of the points
     * @param to distance that is wanted
     */
    public static int points(int size, double from, double to) {
        return (int) Math.max(1, Math.rint((size - 1) * from / to + 1));
    }

    private static float[] shares(double[] exact) {
        double sum = Arrays.stream(exact).sum();
        float[] shares = new float[exact.length];
        for (int j = 0; j < exact.length; j++) {
            shares[j] = (float) (exact[j] / sum);
        }
        return shares;
    }

    /** The mean of the inputs that an output covers, as adaptive average pooling takes them. */
    public static AxisMap area(int size, int newSize) {
        int[] first = new int[newSize];
        float[][] weights = new float[newSize][];
        for (int i = 0; i < newSize; i++) {
            first[i] = (int) ((long) i * size / newSize);
            int end = (int) (((i + 1L) * size + newSize - 1) / newSize);
            weights[i] = new float[end - first[i]];
            Arrays.fill(weights[i], 1f / weights[i].length);
        }
        return new AxisMap(size, first, weights);
    }

    /**
     * Cubic B-spline through all inputs, pixel centres aligned, the border repeats: what {@code scipy.ndimage.zoom} of
     * order 3 with {@code grid_mode} and mode {@code nearest} gives.
     */
    public static AxisMap cubic(int size, int newSize) {
        if (size == newSize) {
            return identity(size);
        }
        int padded = size + 2 * SPLINE_BORDER;
        int[] first = new int[newSize];
        float[][] weights = new float[newSize][];
        double[] places = centres(size, newSize);
        double[][] rows = new double[newSize][size];
        double[] unit = new double[padded];
        for (int input = 0; input < size; input++) {
            for (int k = 0; k < padded; k++) {
                unit[k] = Math.min(size - 1, Math.max(0, k - SPLINE_BORDER)) == input ? 1 : 0;
            }
            double[] spline = coefficients(unit);
            for (int i = 0; i < newSize; i++) {
                rows[i][input] = spline(spline, places[i] + SPLINE_BORDER);
            }
        }
        for (int i = 0; i < newSize; i++) {
            double[] row = rows[i];
            int end = size;
            while (end > 1 && Math.abs(row[end - 1]) < NEGLIGIBLE) {
                end--;
            }
            while (first[i] < end - 1 && Math.abs(row[first[i]]) < NEGLIGIBLE) {
                first[i]++;
            }
            weights[i] = new float[end - first[i]];
            for (int k = 0; k < weights[i].length; k++) {
                weights[i][k] = (float) row[first[i] + k];
            }
        }
        return new AxisMap(size, first, weights);
    }

    /** Solves (c[k-1] + 4 c[k] + c[k+1]) / 6 = x[k], mirrored about the border's half samples. */
    private static double[] coefficients(double[] values) {
        int n = values.length;
        double[] upper = new double[n];
        double[] c = new double[n];
        for (int k = 0; k < n; k++) {
            double diagonal = (k == 0 || k == n - 1 ? 5 : 4) - (k == 0 ? 0 : upper[k - 1]);
            upper[k] = 1 / diagonal;
            c[k] = (6 * values[k] - (k == 0 ? 0 : c[k - 1])) / diagonal;
        }
        for (int k = n - 2; k >= 0; k--) {
            c[k] -= upper[k] * c[k + 1];
        }
        return c;
    }

    private static double spline(double[] c, double at) {
        int base = (int) Math.floor(at);
        double sum = 0;
        for (int k = base - 1; k <= base + 2; k++) {
            double distance = Math.abs(at - k);
            double weight = distance < 1
                    ? (4 - 6 * distance * distance + 3 * distance * distance * distance) / 6
                    : Math.pow(Math.max(0, 2 - distance), 3) / 6;
            sum += weight * c[Math.min(c.length - 1, Math.max(0, k))];
        }
        return sum;
    }

    /**
     * Applies the map along the middle of three axes.
     *
     * @param values {@code [outer, from, inner]} row-major
     * @return {@code [outer, to, inner]}; the argument itself where nothing changes
     */
    public float[] apply(float[] values, int outer, int inner) {
        if (nothing()) {
            return values;
        }
        float[] applied = new float[outer * to() * inner];
        SideBySide.rows(outer, to() * inner, (begin, end) -> {
            for (int o = begin; o < end; o++) {
                for (int i = 0; i < to(); i++) {
                    int target = (o * to() + i) * inner;
                    int source = (o * from + first[i]) * inner;
                    for (float weight : weights[i]) {
                        for (int k = 0; k < inner; k++) {
                            applied[target + k] += weight * values[source + k];
                        }
                        source += inner;
                    }
                }
            }
        });
        return applied;
    }

    /** The adjoint of {@link #apply}. */
    public float[] adjoint(float[] gradient, int outer, int inner) {
        if (nothing()) {
            return gradient;
        }
        float[] pulled = new float[outer * from * inner];
        SideBySide.rows(outer, from * inner, (begin, end) -> {
            for (int o = begin; o < end; o++) {
                for (int i = 0; i < to(); i++) {
                    int source = (o * to() + i) * inner;
                    int target = (o * from + first[i]) * inner;
                    for (float weight : weights[i]) {
                        for (int k = 0; k < inner; k++) {
                            pulled[target + k] += weight * gradient[source + k];
                        }
                        target += inner;
                    }
                }
            }
        });
        return pulled;
    }
}
