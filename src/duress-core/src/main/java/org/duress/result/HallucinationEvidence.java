package org.duress.result;

/**
 * One organ where it is not: what the model draws of it in gate subjects of which no judged slice shows it. These
 * subjects have no say in the organ's mean Dice.
 *
 * @param subjects gate subjects that lack the organ
 * @param drawnClean those of them in which the model draws it on unperturbed images
 * @param drawnAttacked those of them in which it draws it on the perturbed images that count
 * @param pixelsClean pixels it draws there, unperturbed, over all these subjects
 * @param pixelsAttacked the same, perturbed
 */
public record HallucinationEvidence(
        int subjects, int drawnClean, int drawnAttacked, long pixelsClean, long pixelsAttacked) {
    /** Of an organ that every gate subject shows. */
    public static final HallucinationEvidence NONE = new HallucinationEvidence(0, 0, 0, 0, 0);
}
