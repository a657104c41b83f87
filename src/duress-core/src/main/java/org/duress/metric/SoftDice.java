package org.duress.metric;

import java.util.Arrays;
import org.duress.base.OrganSets;

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

    /** All by the organ's number. */
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
     * @param sets which organs a class is
     */
    public static SoftDice ofShown(
            float[] reference, int referenceOffset, float[] other, int otherOffset, int pixels, OrganSets sets) {
        Sums sums = new Sums(sets);
        sums.add(reference, referenceOffset, other, otherOffset, pixels);
        boolean[] counts = new boolean[sets.organs() + 1];
        int counting = 0;
        for (int c = 1; c < counts.length; c++) {
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
     * @param sets which organs a class is
     */
    public static SoftDice smoothed(float[] reference, float[] other, OrganSets sets) {
        Sums sums = new Sums(sets);
        sums.add(reference, 0, other, 0, reference.length / sets.classes());
        boolean[] counts = new boolean[sets.organs() + 1];
        Arrays.fill(counts, 1, counts.length, true);
        return new SoftDice(sums, 1, counts, sets.organs());
    }

    /** {@link #ofShown}, the mean alone. */
    public static double mean(
            float[] reference, int referenceOffset, float[] other, int otherOffset, int pixels, OrganSets sets) {
        return ofShown(reference, referenceOffset, other, otherOffset, pixels, sets)
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

    /** Whether an organ counts. */
    public boolean counts(int organ) {
        return counts[organ];
    }

    /** Of one organ, whether it counts or not, in [0, 1]; 1 where neither segmentation holds anything of it. */
    public double of(int organ) {
        return dice[organ];
    }

    /**
     * How many pixels' worth of an organ the other segmentation holds beyond what the reference does; below 0: less.
     */
    public double beyond(int organ) {
        return beyond[organ];
    }

    /**
     * The derivative of the mean with respect to the probability that one of the two segmentations gives to an organ at
     * one pixel. The two play the same part, so either may be the first.
     *
     * @param organ one that counts
     * @param own what it gives
     * @param opposite what the other segmentation gives there
     */
    public double slope(int organ, double own, double opposite) {
        return 2 / (denominator[organ] * counting) * (opposite - dice[organ] * own);
    }

    /** The derivative of one organ's Dice, as {@link #slope} is that of the mean. */
    public double organSlope(int organ, double own, double opposite) {
        return denominator[organ] > 0 ? 2 / denominator[organ] * (opposite - dice[organ] * own) : 0;
    }

    /** What a Dice is made of, organ by organ. */
    private static final class Sums {
        private final OrganSets sets;
        private final double[] both;
        private final double[] squares;
        private final double[] mass;
        private final double[] beyond;

        Sums(OrganSets sets) {
            this.sets = sets;
            both = new double[sets.organs() + 1];
            squares = new double[both.length];
            mass = new double[both.length];
            beyond = new double[both.length];
        }

        void add(float[] reference, int referenceOffset, float[] other, int otherOffset, int pixels) {
            for (int organ = 1; organ < both.length; organ++) {
                add(organ, reference, referenceOffset, other, otherOffset, pixels);
            }
        }

        private void add(
                int organ, float[] reference, int referenceOffset, float[] other, int otherOffset, int pixels) {
            int classes = sets.classes();
            double product = both[organ];
            double square = squares[organ];
            double own = mass[organ];
            double more = beyond[organ];
            for (int p = 0, r = referenceOffset, o = otherOffset; p < pixels; p++, r += classes, o += classes) {
                double a = sets.share(reference, r, organ);
                double b = sets.share(other, o, organ);
                product += a * b;
                square += a * a + b * b;
                own += a;
                more += b - a;
            }
            both[organ] = product;
            squares[organ] = square;
            mass[organ] = own;
            beyond[organ] = more;
        }
    }
}
