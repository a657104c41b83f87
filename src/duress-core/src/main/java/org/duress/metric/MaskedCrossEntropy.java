package org.duress.metric;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.duress.base.OrganSets;
import org.duress.spec.CrossEntropyMean;

/**
 * Equation 5 of Chen et al. 2019, value and gradient: the cross-entropy {@code -sum_c S_0,c log S_DV,c} of the attacked
 * with the clean soft segmentation, masked by the sum of the clean organ channels, {@code 1 - S_0,background}. What is
 * reported is the very number that an attack drives. Over sets of independent organs it is the sum of the organs'
 * binary cross-entropies.
 *
 * <p>The mean is taken over groups of pixels: the batch, each image or each organ ({@link CrossEntropyMean}); a pixel
 * weighs what its clean answer gives to the group, and the value is the mean over the groups. Two things count nowhere,
 * for they are rounding: a pixel with less organ than 1e-6, and a group of less than one pixel's worth
 * ({@link SoftDice#shows}).
 *
 * <p>All slices that were added count. A mutable accumulator for one thread.
 */
public final class MaskedCrossEntropy {
    /** Logarithms are taken of at least this. */
    private static final float LEAST = 1e-12f;
    /** Where the clean answer has less organ than this, nothing counts: most pixels, and most of the time. */
    private static final float LEAST_ORGAN = 1e-6f;

    private final CrossEntropyMean mean;
    private final OrganSets sets;
    private final int classes;
    private int images;
    private double[] mass;
    private double[] sum;

    /**
     * The sums of one slice alone: means over many slices are made of them, whoever measured each.
     *
     * @param mass pixels' worth of each group of an image
     * @param sum of their cross-entropies, each weighed as in {@code mass}
     */
    @SuppressWarnings("ArrayRecordComponent") // sums: identity is meant
    public record Part(double[] mass, double[] sum) {
        /** Of one slice; the parameters are those of {@link MaskedCrossEntropy#add} and of the mean. */
        public static Part of(
                CrossEntropyMean mean,
                OrganSets sets,
                float[] clean,
                int cleanOffset,
                float[] attacked,
                int attackedOffset,
                int pixels) {
            MaskedCrossEntropy one = new MaskedCrossEntropy(mean, sets);
            one.add(clean, cleanOffset, attacked, attackedOffset, pixels);
            return new Part(one.mass, one.sum);
        }

        /** Numbers in each of the two arrays. */
        public static int groups(CrossEntropyMean mean, OrganSets sets) {
            return mean == CrossEntropyMean.ORGAN ? sets.organs() : 1;
        }

        /** The mean over the slice. */
        public double value() {
            return MaskedCrossEntropy.value(mass, sum);
        }
    }

    /**
     * An empty mean.
     *
     * @param mean over what is averaged; {@code BATCH} means over all masked pixels of all slices
     * @param sets which organs a class is
     */
    public MaskedCrossEntropy(CrossEntropyMean mean, OrganSets sets) {
        this.mean = mean;
        this.sets = sets;
        classes = sets.classes();
        mass = new double[groupsOfAnImage()];
        sum = new double[mass.length];
    }

    /**
     * Adds one slice.
     *
     * @param clean S_0, {@code [pixels, classes]} row-major from {@code cleanOffset}, class 0 background
     * @param attacked S_DV, the same shape from {@code attackedOffset}; logarithms are taken of at least 1e-12
     */
    public void add(float[] clean, int cleanOffset, float[] attacked, int attackedOffset, int pixels) {
        int first = nextGroup();
        for (int p = 0; p < pixels; p++) {
            int at = cleanOffset + p * classes;
            if (masked(clean, at)) {
                continue;
            }
            double entropy = entropy(clean, at, attacked, attackedOffset + p * classes);
            for (int g = 0; g < groupsOfAnImage(); g++) {
                double weight = weight(clean, at, g);
                mass[first + g] += weight;
                sum[first + g] += weight * entropy;
            }
        }
    }

    /** Adds one slice of which the sums are known. */
    public void add(Part slice) {
        int first = nextGroup();
        for (int g = 0; g < groupsOfAnImage(); g++) {
            mass[first + g] += slice.mass[g];
            sum[first + g] += slice.sum[g];
        }
    }

    /** The mean so far, at least 0; 0 where the clean segmentations show no organ at all. */
    public double value() {
        return value(mass, sum);
    }

    private static double value(double[] mass, double[] sum) {
        double value = 0;
        int[] present = present(mass);
        for (int g : present) {
            value += sum[g] / mass[g] / present.length;
        }
        return value;
    }

    /** The groups that show an organ, in order: a batch is 0, an image as it was added, an organ its number - 1. */
    public int[] present() {
        return present(mass);
    }

    private static int[] present(double[] mass) {
        return IntStream.range(0, mass.length)
                .filter(g -> SoftDice.shows(mass[g]))
                .toArray();
    }

    /** The mean of a group that is {@link #present}. */
    public double value(int group) {
        return sum[group] / mass[group];
    }

    /** How many pixels' worth a group holds. */
    public double mass(int group) {
        return mass[group];
    }

    /**
     * The gradient of a loss of the groups' means, with respect to one slice.
     *
     * @param slopes for each group {@code dL/d mean / mass}; 0 where nothing depends on it. The array that
     *     {@link #slopes} gave
     * @param image place among the slices that were added
     * @param clean as it was added, from {@code offset}
     * @param attacked as it was added, from {@code offset}
     * @param attackedGradient receives dL/dS_DV from {@code offset} on; overwritten
     * @param cleanGradient receives dL/dS_0, for an S_0 that moves with D; overwritten
     */
    public void pullback(
            double[] slopes,
            int image,
            float[] clean,
            float[] attacked,
            int offset,
            int pixels,
            float[] attackedGradient,
            float[] cleanGradient) {
        int first = firstGroup(image);
        double[] logs = new double[classes];
        int end = offset + pixels * classes;
        Arrays.fill(attackedGradient, offset, end, 0);
        Arrays.fill(cleanGradient, offset, end, 0);
        for (int at = offset; at < end; at += classes) {
            if (masked(clean, at)) {
                continue;
            }
            double factor = 0;
            for (int g = 0; g < groupsOfAnImage(); g++) {
                factor += slopes[first + g] * weight(clean, at, g);
            }
            double entropy = 0;
            for (int c = 0; c < classes; c++) {
                float least = Math.max(LEAST, attacked[at + c]);
                logs[c] = Math.log(least);
                entropy -= clean[at + c] * logs[c];
                attackedGradient[at + c] = (float) (-factor * clean[at + c] / least);
            }
            for (int c = 0; c < classes; c++) {
                // The mean's weight moves with S_0 too.
                double weightSlope = 0;
                for (int g = 0; g < groupsOfAnImage(); g++) {
                    if (slopes[first + g] != 0) {
                        weightSlope += slopes[first + g] * weightSlope(c, g) * (entropy - value(first + g));
                    }
                }
                cleanGradient[at + c] = (float) (weightSlope - factor * logs[c]);
            }
        }
    }

    /** Zeros for {@link #pullback}, one a group. */
    public double[] slopes() {
        return new double[mass.length];
    }

    private int groupsOfAnImage() {
        return Part.groups(mean, sets);
    }

    private int firstGroup(int image) {
        return mean == CrossEntropyMean.IMAGE ? image : 0;
    }

    /** The first group of one more image. */
    private int nextGroup() {
        int first = firstGroup(images++);
        if (first == mass.length) {
            mass = Arrays.copyOf(mass, 2 * first);
            sum = Arrays.copyOf(sum, 2 * first);
        }
        return first;
    }

    private static boolean masked(float[] clean, int at) {
        return 1 - clean[at] < LEAST_ORGAN;
    }

    private double entropy(float[] clean, int at, float[] attacked, int attackedAt) {
        double entropy = 0;
        for (int c = 0; c < classes; c++) {
            entropy -= clean[at + c] * Math.log(Math.max(LEAST, attacked[attackedAt + c]));
        }
        return entropy;
    }

    /** How much a pixel counts in a group: its clean probability of any organ, or of the group's organ. */
    private double weight(float[] clean, int at, int group) {
        return mean == CrossEntropyMean.ORGAN ? sets.share(clean, at, group + 1) : 1 - clean[at];
    }

    /** The derivative of a pixel's weight in a group with respect to its clean probability of a class. */
    private int weightSlope(int cls, int group) {
        if (mean == CrossEntropyMean.ORGAN) {
            return sets.has(cls, group + 1) ? 1 : 0;
        }
        return cls == 0 ? -1 : 0;
    }
}
