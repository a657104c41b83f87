package org.duress.result;

/**
 * One point of an organ's curve of Dice against budget.
 *
 * @param share of the budget's perceptibility and displacement, in [0, 1]
 * @param perceptibility p that was spent, mean over slices; never less than at a smaller share
 * @param dice the organ's lowest attacked Dice, against the spec's reference, with this much of the budget or less
 */
public record BudgetPoint(double share, double perceptibility, double dice) {}
