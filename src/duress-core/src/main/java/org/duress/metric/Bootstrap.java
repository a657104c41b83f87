package org.duress.metric;

import java.util.Arrays;
import java.util.Random;

/**
 * Percentile bootstrap over subjects (Efron 1979): how far the mean attacked Dice and the relative fall could lie from
 * what these subjects say.
 *
 * <p>Clean and attacked are resampled in pairs, the same subjects for both. The plain percentile interval, not BCa: the
 * acceleration of BCa is a third moment of the jackknife, which the few subjects of a test do not carry, and it is
 * undefined where all subjects agree. The price is an interval that is too narrow for few subjects, by about
 * sqrt((n - 1) / n): read it as a lower bound of the doubt. One subject has no interval.
 *
 * @param attacked interval of the mean of the attacked values
 * @param drop interval of (mean clean - mean attacked) / mean clean; 0 in a resample whose clean mean is 0
 */
public record Bootstrap(Bounds attacked, Bounds drop) {
    /** Resamples that are drawn. */
    public static final int RESAMPLES = 2000;

    /** Share of the resamples between the bounds. */
    public static final double CONFIDENCE = 0.95;

    /**
     * An interval, both ends included.
     *
     * @param low lower bound; NaN where there is none
     * @param high upper bound; NaN where there is none
     */
    public record Bounds(double low, double high) {}

    /**
     * Resamples subjects with replacement.
     *
     * <p>The outcome depends on the order, as every seeded draw does: sort the subjects by id.
     *
     * @param clean one value a subject, for example its Dice
     * @param attacked the same subjects in the same order; a pair with a NaN is left out
     * @param seed the same seed and values give the same bounds
     * @return NaN bounds for fewer than two pairs
     */
    public static Bootstrap of(double[] clean, double[] attacked, long seed) {
        if (clean.length != attacked.length) {
            throw new IllegalArgumentException(
                    clean.length + " clean and " + attacked.length + " attacked values make no pairs");
        }
        double[] before = new double[clean.length];
        double[] after = new double[clean.length];
        int subjects = 0;
        for (int i = 0; i < clean.length; i++) {
            if (!Double.isNaN(clean[i]) && !Double.isNaN(attacked[i])) {
                before[subjects] = clean[i];
                after[subjects++] = attacked[i];
            }
        }
        if (subjects < 2) {
            Bounds none = new Bounds(Double.NaN, Double.NaN);
            return new Bootstrap(none, none);
        }
        Random random = new Random(seed);
        double[] means = new double[RESAMPLES];
        double[] drops = new double[RESAMPLES];
        for (int r = 0; r < RESAMPLES; r++) {
            double cleanSum = 0;
            double attackedSum = 0;
            for (int i = 0; i < subjects; i++) {
                int drawn = random.nextInt(subjects);
                cleanSum += before[drawn];
                attackedSum += after[drawn];
            }
            means[r] = attackedSum / subjects;
            drops[r] = cleanSum == 0 ? 0 : (cleanSum - attackedSum) / cleanSum;
        }
        return new Bootstrap(bounds(means), bounds(drops));
    }

    private static Bounds bounds(double[] values) {
        Arrays.sort(values);
        double tail = (1 - CONFIDENCE) / 2;
        return new Bounds(quantile(values, tail), quantile(values, 1 - tail));
    }

    /** Linear between the two nearest order statistics (type 7 of Hyndman and Fan 1996). */
    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = (int) Math.ceil(place);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
