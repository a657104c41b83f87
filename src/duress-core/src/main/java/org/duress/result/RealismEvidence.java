package org.duress.result;

/**
 * How realistic the perturbed images are that count.
 *
 * @param ssim mean structural similarity to the clean images, in [-1, 1]
 * @param leastSsim smallest of them
 * @param largestDisplacementMillimetres longest displacement; NaN where the spacing is not known
 * @param criticPercentile mean percentile, in [0, 100], of the critic's scores of the perturbed images among those of
 *     the clean gate images; NaN without a critic
 * @param judged perturbed images that were judged, over all attacks
 * @param unrealistic how many of them did not count
 */
public record RealismEvidence(
        double ssim,
        double leastSsim,
        double largestDisplacementMillimetres,
        double criticPercentile,
        int judged,
        int unrealistic) {}
