package org.duress.result;

/**
 * How rough a field is; stands beside perceptibility in every result, because at equal perceptibility a
 * rough field hurts a model far more than a smooth one.
 *
 * @param highFrequencyEnergy share in [0, 1] of the field's energy (mean removed) above
 *     1/16 cycles per pixel, of volumes above the line of {@link org.duress.metric.FieldSmoothness}, mean over the
 *     fields
 * @param largestGradient largest absolute difference between neighbouring pixels, or voxels, over all the fields:
 *     pixels per pixel for a deformation, standard deviations per pixel for an intensity field
 */
public record Smoothness(double highFrequencyEnergy, double largestGradient) {}
