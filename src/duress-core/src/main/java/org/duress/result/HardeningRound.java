package org.duress.result;

/**
 * What a validation said of a network that is trained further: mean Dice over organs of the attacker subjects that are
 * held out, against their labels.
 *
 * @param steps taken before
 * @param clean Dice of the images as they are
 * @param attacked Dice under fresh attacks of the whole budget, the worst contender's, against the labels moved by D
 */
public record HardeningRound(int steps, double clean, double attacked) {}
