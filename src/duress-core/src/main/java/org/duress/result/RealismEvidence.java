package org.duress.result;

/**
 * How realistic the perturbed images are that count.
 *
 * @param ssim mean structural similarity to the clean images, in [-1, 1]
 * @param leastSsim smallest of them
 * @param largestDisplacementMillimetres longest displacement; NaN where the spacing is not known
 * @param criticPercentile mean percentile, in [0, 100], of the critic's scores of the perturbed images among those of
 *     the clean gate images; NaN without a critic
 * @param trials that were judged, over all attacks and the control
 * @param intensity how far V went
 * @param detectability how well all of them together are told from clean images
 */
public record RealismEvidence(
        double ssim,
        double leastSsim,
        double largestDisplacementMillimetres,
        double criticPercentile,
        TrialCounts trials,
        IntensityEvidence intensity,
        DetectabilityEvidence detectability) {
    /** The same with another detectability. */
    public RealismEvidence with(DetectabilityEvidence other) {
        return new RealismEvidence(
                ssim, leastSsim, largestDisplacementMillimetres, criticPercentile, trials, intensity, other);
    }
}
