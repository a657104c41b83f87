package org.duress.result;

import java.util.List;

/**
 * The perturbations that count, over all gate images, each of which counts alike, also where volumes differ in size.
 *
 * @param crossEntropy masked cross-entropy of equation 5 reached on the gate subjects
 * @param perceptibility p of equation 7: mean |I_DV - I_0| in standard deviations of the subject, mean
 *     over the images
 * @param foldedFraction share in [0, 1] of pixels, or voxels, where the deformation folds (Jacobian determinant at
 *     most 0)
 * @param largestDisplacement longest displacement in pixels, or voxels
 * @param deformation smoothness of the deformation fields
 * @param intensity smoothness of the intensity fields
 * @param channels p of each channel alone, where there are several; empty for one
 */
public record FieldEvidence(
        double crossEntropy,
        double perceptibility,
        double foldedFraction,
        double largestDisplacement,
        Smoothness deformation,
        Smoothness intensity,
        List<Double> channels) {
    public FieldEvidence {
        channels = List.copyOf(channels);
    }

    /** Of images of one channel. */
    public FieldEvidence(
            double crossEntropy,
            double perceptibility,
            double foldedFraction,
            double largestDisplacement,
            Smoothness deformation,
            Smoothness intensity) {
        this(crossEntropy, perceptibility, foldedFraction, largestDisplacement, deformation, intensity, List.of());
    }
}
