package org.duress.result;

/**
 * How the gradients that attacks follow agree with finite differences of the model's answers, at the size and batch in
 * use. One that does not is no evidence: the run breaks.
 *
 * @param compared derivatives, one an image and direction, that finite differences could tell
 * @param undecided those that they could not: of a model that is random, saturated, or a staircase
 * @param largestError largest difference between the two, as a share of either; NaN where none was compared
 */
public record GradientAgreement(int compared, int undecided, double largestError) {}
