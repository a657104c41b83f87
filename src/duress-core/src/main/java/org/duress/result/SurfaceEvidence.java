package org.duress.result;

/**
 * Distances between the boundaries of one organ in segmentation and label, in the plane of slices and in the space of
 * volumes: pooled over the images of a subject, then averaged over the subjects that show the organ. An image on which
 * only one of the two shows the organ counts with its diagonal.
 *
 * @param unit {@code mm}, or {@code px} (of volumes {@code voxels}) where a gate image has no spacing
 * @param tolerance distance that still counts as right for the surface Dice, in that unit
 * @param cleanHd95 95th percentile of the distances of the unperturbed images, in that unit; NaN where nothing is known
 * @param attackedHd95 of the perturbed images, against the spec's reference label
 * @param cleanNsd normalised surface Dice (Nikolov et al. 2021) of the unperturbed images, in [0, 1], 1 is perfect
 * @param attackedNsd of the perturbed images, against the spec's reference label
 */
public record SurfaceEvidence(
        String unit, double tolerance, double cleanHd95, double attackedHd95, double cleanNsd, double attackedNsd) {}
