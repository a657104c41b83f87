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
     * @param a as many values as b has, or more, of which the first count
     */
    static double largest(float[] a, float[] b) {
        double largest = 0;
        for (int i = 0; i < b.length; i++) {
            largest = Math.max(largest, Math.abs((double) a[i] - b[i]));
        }
        return largest;
    }

    /** "0.0312". */
    static String text(double difference) {
        return String.format(Locale.ROOT, "%.2g", difference);
    }
}
