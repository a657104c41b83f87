package org.duress.base;

import java.util.Random;
import java.util.function.ToDoubleFunction;

/** Central differences, which a gradient is held against, and what they are taken of. */
public final class FiniteDifferences {
    private FiniteDifferences() {}

    /**
     * The slope of a function along one of its arguments, by the two steps as float has them.
     *
     * @param at left as it is
     * @param step as large as float needs it, as small as kinks allow
     */
    public static double slope(float[] at, int argument, float step, ToDoubleFunction<float[]> function) {
        float[] up = at.clone();
        float[] down = at.clone();
        up[argument] += step;
        down[argument] -= step;
        return (function.applyAsDouble(up) - function.applyAsDouble(down)) / ((double) up[argument] - down[argument]);
    }

    /** The slope along one argument of a function of doubles. */
    public static double slope(double[] at, int argument, double step, ToDoubleFunction<double[]> function) {
        double[] up = at.clone();
        double[] down = at.clone();
        up[argument] += step;
        down[argument] -= step;
        return (function.applyAsDouble(up) - function.applyAsDouble(down)) / (up[argument] - down[argument]);
    }

    /**
     * The slope of a function along a direction, which is the product of its gradient and the direction.
     *
     * @param at left as it is
     * @param direction as long as {@code at}
     */
    public static double along(float[] at, float[] direction, double step, ToDoubleFunction<float[]> function) {
        return (function.applyAsDouble(moved(at, direction, step))
                        - function.applyAsDouble(moved(at, direction, -step)))
                / (2 * step);
    }

    private static float[] moved(float[] at, float[] direction, double by) {
        float[] moved = at.clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += (float) (by * direction[i]);
        }
        return moved;
    }

    /** Sum of products: a function of many values, seen in a direction, is one of a single value. */
    public static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    /** The largest difference of two values at one place; infinite where one is no number or the lengths differ. */
    public static double distance(float[] a, float[] b) {
        double largest = a.length == b.length ? 0 : Double.POSITIVE_INFINITY;
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            double own = Math.abs((double) a[i] - b[i]);
            largest = Math.max(largest, Double.isNaN(own) ? Double.POSITIVE_INFINITY : own);
        }
        return largest;
    }

    /** Normally distributed values. */
    public static float[] gaussian(long seed, int length) {
        Random random = new Random(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** {@code [pixels, classes]} row-major, far from 0, summing to 1 over the classes of a pixel. */
    public static float[] probabilities(long seed, int pixels, int classes) {
        Random random = new Random(seed);
        float[] values = new float[pixels * classes];
        for (int at = 0; at < values.length; at += classes) {
            float sum = 0;
            for (int c = 0; c < classes; c++) {
                values[at + c] = 0.1f + random.nextFloat();
                sum += values[at + c];
            }
            for (int c = 0; c < classes; c++) {
                values[at + c] /= sum;
            }
        }
        return values;
    }
}
