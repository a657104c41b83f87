package org.duress.model.openinference;

import java.util.Locale;

/** How far two answers are apart. */
final class Differences {
    /** Largest difference of probabilities of two answers to the same image. */
    static final double TOLERANCE = 1e-4;

    private Differences() {}

    /**
     * The largest.
     *
     * @param a as many values as b has
     */
    static double largest(float[] a, float[] b) {
        return largest(a, 0, b);
    }

    /**
     * The largest.
     *
     * @param batch answers to several images, one after the other
     * @param image whose answer counts
     * @param alone an answer to one image
     */
    static double largest(float[] batch, int image, float[] alone) {
        double largest = 0;
        for (int i = 0; i < alone.length; i++) {
            largest = Math.max(largest, Math.abs((double) batch[image * alone.length + i] - alone[i]));
        }
        return largest;
    }

    /** "0.0312". */
    static String text(double difference) {
        return String.format(Locale.ROOT, "%.2g", difference);
    }
}
