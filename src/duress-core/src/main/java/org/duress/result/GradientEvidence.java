package org.duress.result;

/**
 * The gradients that attacks followed.
 *
 * @param notFinite share, in [0, 1], of images for which a gradient had a value that is not finite
 * @param zero share of images for which every gradient was zero, or next to it, so that there was nothing to follow
 */
public record GradientEvidence(double notFinite, double zero) {}
