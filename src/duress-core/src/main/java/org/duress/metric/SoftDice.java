package org.duress.metric;

import java.util.Arrays;

/**
 * Dice of two soft segmentations, value and gradient: {@code 2 sum(a b) / (sum(a a) + sum(b b))} for one organ
 * (Milletari et al. 2016), 1 where they agree, and the mean over organs. Unlike the Dice of label maps it also moves
 * when a probability does, so that a search can follow it.
 */
public final class SoftDice {
    /** An organ of which the reference shows less than one pixel's worth is no organ of the slice. */
    private static final double LEAST = 1;

    private final double[] dice;
    private final double[] denominator;
    private final double[] beyond;
    private final boolean[] counts;
    private final int counting;

    private SoftDice(Sums sums, double smooth, boolean[] counts, int counting) {
        this.counts = counts;
        this.counting = counting;
        beyond = sums.beyond;
        denominator = new double[counts.length];
        dice = new double[counts.length];
        for (int c = 1; c < counts.length; c++) {
            denominator[c] = sums.squares[c] + smooth;
            dice[c] = denominator[c] > 0 ? (2 * sums.both[c] + smooth) / denominator[c] : 1;
        }
    }

    /** Whether a reference shows an organ, of which it holds so many pixels' worth. */
    public static boolean shows(double mass) {
        return mass >= LEAST;
    }

    /**
     * Over the organs that the reference shows, all alike, whatever their size.
     *
     * @param reference {@code [pixels, classes]} row-major from {@code referenceOffset}, class 0 background
     * @param other the same shape from {@code otherOffset}
     * @param classes background included
     */
    public static SoftDice ofShown(
            float[] reference, int referenceOffset, float[] other, int otherOffset, int pixels, int classes) {
        Sums sums = new Sums(classes);
        sums.add(reference, referenceOffset, other, otherOffset, pixels);
        boolean[] counts = new boolean[classes];
        int counting = 0;
        for (int c = 1; c < classes; c++) {
            counts[c] = shows(sums.mass[c]);
            counting += counts[c] ? 1 : 0;
        }
        return new SoftDice(sums, 0, counts, counting);
    }

    /**
     * Over all organs, with a pixel that agrees beside the others, so that an organ that hardly shows moves the mean
     * little.
     *
     * @param reference {@code [pixels, classes]} row-major, class 0 background
     * @param other the same shape
     * @param classes background included; at least 2
     */
    public static SoftDice smoothed(float[] reference, float[] other, int classes) {
        Sums sums = new Sums(classes);
        sums.add(reference, 0, other, 0, reference.length / classes);
        boolean[] counts = new boolean[classes];
        Arrays.fill(counts, 1, classes, true);
        return new SoftDice(sums, 1, counts, classes - 1);
    }

    /** {@link #ofShown}, the mean alone. */
    public static double mean(
            float[] reference, int referenceOffset, float[] other, int otherOffset, int pixels, int classes) {
        return ofShown(reference, referenceOffset, other, otherOffset, pixels, classes)
                .mean();
    }

    /** Mean over the organs that count, in [0, 1]; 1 without any. */
    public double mean() {
        double sum = 0;
        for (int c = 1; c < counts.length; c++) {
            sum += counts[c] ? dice[c] : 0;
        }
        return counting == 0 ? 1 : sum / counting;
    }

    /** Whether a class is an organ that counts. */
    public boolean counts(int cls) {
        return counts[cls];
    }

    /** Of one organ, whether it counts or not, in [0, 1]; 1 where neither segmentation holds anything of it. */
    public double of(int cls) {
        return dice[cls];
    }

    /**
     * How many pixels' worth of an organ the other segmentation holds beyond what the reference does; below 0: less.
     */
    public double beyond(int cls) {
        return beyond[cls];
    }

    /**
     * The derivative of the mean with respect to the probability that one of the two segmentations gives to a class at
     * one pixel. The two play the same part, so either may be the first.
     *
     * @param cls one that counts
     * @param own what it gives
     * @param opposite what the other segmentation gives there
     */
    public double slope(int cls, double own, double opposite) {
        return 2 / (denominator[cls] * counting) * (opposite - dice[cls] * own);
    }

    /** The derivative of one organ's Dice, as {@link #slope} is that of the mean. */
    public double organSlope(int cls, double own, double opposite) {
        return denominator[cls] > 0 ? 2 / denominator[cls] * (opposite - dice[cls] * own) : 0;
    }

    /** What a Dice is made of, class by class. */
    private static final class Sums {
        private final double[] both;
        private final double[] squares;
        private final double[] mass;
        private final double[] beyond;

        Sums(int classes) {
            both = new double[classes];
            squares = new double[classes];
            mass = new double[classes];
            beyond = new double[classes];
        }

        void add(float[] reference, int referenceOffset, float[] other, int otherOffset, int pixels) {
            int classes = both.length;
            for (int p = 0; p < pixels; p++) {
                int r = referenceOffset + p * classes;
                int o = otherOffset + p * classes;
                for (int c = 1; c < classes; c++) {
                    double a = reference[r + c];
                    double b = other[o + c];
                    both[c] += a * b;
                    squares[c] += a * a + b * b;
                    mass[c] += a;
                    beyond[c] += b - a;
                }
            }
        }
    }
}
