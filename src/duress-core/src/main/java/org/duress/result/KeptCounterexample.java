package org.duress.result;

import java.nio.file.Path;

/**
 * A slice that took part in the fall of an organ, and is kept to be tried first by later runs.
 *
 * @param subject the subject's id
 * @param slice the slice's name
 * @param organ the organ that fell past its limit
 * @param cleanDice Dice of the organ on this slice alone, unperturbed; NaN where neither label nor answer shows it
 * @param attackedDice the same, perturbed, against the spec's reference
 * @param least how little of the perturbation takes this slice past the organ's limit by itself
 * @param file where the fields are; one file a trial, which several organs of a slice may share
 */
public record KeptCounterexample(
        String subject,
        String slice,
        String organ,
        double cleanDice,
        double attackedDice,
        LeastScales least,
        Path file) {}
