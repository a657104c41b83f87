package org.duress.metric;

import java.util.Arrays;
import org.duress.spec.CrossEntropyMean;

/**
 * Cross-entropy between clean and attacked soft segmentations, masked by the sum of the clean organ channels (equation
 * 5 of Chen et al. 2019), over all slices that were added.
 *
 * <p>A mutable accumulator for one thread.
 */
public final class MaskedCrossEntropy {
    private static final double SMALLEST_PROBABILITY = 1e-12;

    private final CrossEntropyMean mean;
    private final int classes;
    private final double[] weight;
    private final double[] weighted;
    private double imageMeans;
    private int images;

    /**
     * An empty mean.
     *
     * @param mean over what is averaged; {@code BATCH} means over all masked pixels of all slices
     * @param classes number of classes, background included; at least 2
     */
    public MaskedCrossEntropy(CrossEntropyMean mean, int classes) {
        this.mean = mean;
        this.classes = classes;
        this.weight = new double[classes];
        this.weighted = new double[classes];
    }

    /**
     * Adds one slice.
     *
     * @param clean S_0, {@code [pixels, classes]} row-major from {@code cleanOffset}, class 0 background
     * @param attacked S_DV, the same shape from {@code attackedOffset}; logarithms are taken of at least 1e-12
     */
    public void add(float[] clean, int cleanOffset, float[] attacked, int attackedOffset, int pixels) {
        double[] sliceWeight = new double[classes];
        double[] sliceWeighted = new double[classes];
        for (int p = 0; p < pixels; p++) {
            int c0 = cleanOffset + p * classes;
            int a0 = attackedOffset + p * classes;
            double entropy = 0;
            for (int c = 0; c < classes; c++) {
                entropy -= clean[c0 + c] * Math.log(Math.max(SMALLEST_PROBABILITY, attacked[a0 + c]));
            }
            for (int c = 1; c < classes; c++) {
                sliceWeight[c] += clean[c0 + c];
                sliceWeighted[c] += clean[c0 + c] * entropy;
            }
        }
        double slice = Arrays.stream(sliceWeight).sum();
        if (slice > 0) {
            imageMeans += Arrays.stream(sliceWeighted).sum() / slice;
            images++;
        }
        for (int c = 1; c < classes; c++) {
            weight[c] += sliceWeight[c];
            weighted[c] += sliceWeighted[c];
        }
    }

    /** The mean so far, at least 0; 0 where the clean segmentations show no organ at all. */
    public double value() {
        return switch (mean) {
            case BATCH ->
                ratio(Arrays.stream(weighted).sum(), Arrays.stream(weight).sum());
            case IMAGE -> ratio(imageMeans, images);
            case ORGAN -> organMean();
        };
    }

    private double organMean() {
        double sum = 0;
        int organs = 0;
        for (int c = 1; c < classes; c++) {
            if (weight[c] > 0) {
                sum += weighted[c] / weight[c];
                organs++;
            }
        }
        return ratio(sum, organs);
    }

    private static double ratio(double sum, double count) {
        return count > 0 ? sum / count : 0;
    }
}
