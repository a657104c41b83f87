package org.duress.result;

/**
 * How a copy of the model with a planted weakness fared under the same attacks and budget. Mean Dice, over organs, with
 * the copy's own clean answers.
 *
 * @param slices slices it was tried on
 * @param plantedDice Dice under the perturbation that the weakness was planted for, which spends half the budget; low,
 *     or the weakness is none
 * @param attackedDice Dice under the attacks
 * @param randomDice Dice under random smooth fields of the whole budget
 */
public record CanaryEvidence(int slices, double plantedDice, double attackedDice, double randomDice) {}
