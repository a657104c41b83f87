package org.duress.metric;

/**
 * Dice of two soft segmentations: {@code 2 sum(a b) / (sum(a a) + sum(b b))} for one organ (Milletari et al. 2016), 1
 * where they agree. Unlike the Dice of label maps it also moves when a probability does, so that a search can follow
 * it.
 */
public final class SoftDice {
    /** An organ of which the reference shows less than one pixel's worth is no organ of the slice. */
    private static final double LEAST = 1;

    private SoftDice() {}

    /** Whether a reference shows an organ, of which it holds so many pixels' worth. */
    public static boolean shows(double mass) {
        return mass >= LEAST;
    }

    /**
     * Mean over the organs that the reference shows.
     *
     * @param reference {@code [pixels, classes]} row-major from {@code referenceOffset}, class 0 background
     * @param other the same shape from {@code otherOffset}
     * @param classes background included
     * @return in [0, 1]; 1 where the reference shows no organ
     */
    public static double mean(
            float[] reference, int referenceOffset, float[] other, int otherOffset, int pixels, int classes) {
        double[] both = new double[classes];
        double[] squares = new double[classes];
        double[] mass = new double[classes];
        for (int p = 0; p < pixels; p++) {
            int r = referenceOffset + p * classes;
            int o = otherOffset + p * classes;
            for (int c = 1; c < classes; c++) {
                double a = reference[r + c];
                double b = other[o + c];
                both[c] += a * b;
                squares[c] += a * a + b * b;
                mass[c] += a;
            }
        }
        double sum = 0;
        int shown = 0;
        for (int c = 1; c < classes; c++) {
            if (shows(mass[c])) {
                sum += 2 * both[c] / squares[c];
                shown++;
            }
        }
        return shown == 0 ? 1 : sum / shown;
    }
}
