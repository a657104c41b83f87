package org.duress.result;

/**
 * Volume Dice of one organ in one subject, in [0, 1]; NaN where neither label nor prediction shows the organ
 * (such a value is never counted).
 *
 * @param organ organ name
 * @param clean unperturbed
 * @param attackedWarped perturbed, against the label moved by the same deformation
 * @param attackedFixed perturbed, against the unmoved label
 */
public record SubjectDice(String organ, double clean, double attackedWarped, double attackedFixed) {}
