package org.duress.model;

import java.util.Locale;

/** How far two answers of a model, or two gradients, are apart: the largest difference of any number. */
public final class Differences {
    /** What two answers to the same image may differ by: of probabilities, or of numbers as a share of the largest. */
    public static final double TOLERANCE = 1e-4;

    private Differences() {}

    /**
     * The largest; NaN where one of two numbers is no number and the other is.
     *
     * @param a as many values as b has
     */
    public static double largest(float[] a, float[] b) {
        return largest(a, 0, b);
    }

    /**
     * The largest.
     *
     * @param batch answers to several images, one after the other
     * @param image whose answer counts
     * @param alone an answer to one image
     */
    public static double largest(float[] batch, int image, float[] alone) {
        double largest = 0;
        for (int i = 0; i < alone.length; i++) {
            float other = batch[image * alone.length + i];
            // What is not finite in both is no difference.
            largest = Float.compare(other, alone[i]) == 0
                    ? largest
                    : Math.max(largest, Math.abs((double) other - alone[i]));
        }
        return largest;
    }

    /**
     * Whether two lists are the same but for rounding: within {@link #TOLERANCE} of the largest number there is. What
     * is no number is like itself alone.
     *
     * @param least of the largest number; 0 where the numbers have no scale of their own
     */
    public static boolean alike(float[] a, float[] b, double least) {
        double size = least;
        for (float number : a) {
            size = Math.abs(number) > size ? Math.abs(number) : size;
        }
        return largest(b, a) <= TOLERANCE * size;
    }

    /** "0.0312". */
    public static String text(double difference) {
        return String.format(Locale.ROOT, "%.2g", difference);
    }
}
