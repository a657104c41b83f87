package org.duress.result;

/**
 * Volume Dice of one organ per subject (all slices of the subject together), averaged over the gate subjects that show
 * the organ, in [0, 1]. What is drawn of it in the others is counted apart, in {@link HallucinationEvidence}.
 *
 * @param clean of the unperturbed images
 * @param attacked of the perturbed images, against the spec's reference label
 * @param relativeDrop {@code (clean - attacked) / clean}; 0.8007 to 0.5605 is 0.30 (Chen et al. 2019, section 4); 0
 *     where the clean Dice is 0
 * @param warped of the perturbed images, against the label moved by the same deformation
 * @param fixed of the perturbed images, against the unmoved label (the paper's convention)
 * @param attackedInterval 95 % bootstrap interval of {@code attacked} over subjects
 * @param dropInterval 95 % bootstrap interval of {@code relativeDrop}, the same subjects drawn for clean and attacked
 */
public record OrganDice(
        double clean,
        double attacked,
        double relativeDrop,
        double warped,
        double fixed,
        Interval attackedInterval,
        Interval dropInterval) {}
