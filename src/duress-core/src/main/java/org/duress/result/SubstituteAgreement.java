package org.duress.result;

/**
 * How alike substitute and model segment one organ on the gate slices, as Dice over all their pixels together, in [0,
 * 1]; NaN where neither shows the organ. An attacker trained on a substitute that disagrees is weak.
 *
 * @param organ organ name
 * @param clean on the unperturbed images
 * @param attacked on the perturbed images that counted
 */
public record SubstituteAgreement(String organ, double clean, double attacked) {}
