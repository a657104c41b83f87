package org.duress.result;

/**
 * How far V went, over the perturbed images that count.
 *
 * @param largest |V| of any pixel, in standard deviations of the subject; NaN where nothing counts
 * @param largestHounsfield the same in HU; NaN where the cohort is not in these
 * @param outOfRange share of an image's points, in [0, 1], outside the clean range of its subject, mean over images;
 *     NaN where nothing counts
 * @param mostOutOfRange of the image that has most of them
 */
public record IntensityEvidence(double largest, double largestHounsfield, double outOfRange, double mostOutOfRange) {
    /** Nothing counts. */
    public static final IntensityEvidence NONE = new IntensityEvidence(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
}
