package org.duress.result;

/**
 * What one attack did to one organ; as in {@link OrganEvidence}.
 *
 * @param attackedDice against the spec's reference
 * @param relativeDrop of the clean Dice
 * @param dropInterval 95 % bootstrap interval of {@code relativeDrop} over subjects
 */
public record ContenderDice(String organ, double attackedDice, double relativeDrop, Interval dropInterval) {}
