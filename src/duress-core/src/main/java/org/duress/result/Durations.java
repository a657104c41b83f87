package org.duress.result;

/**
 * Wall time in seconds.
 *
 * @param train to train or load the attacker
 * @param attack to attack and judge the gate subjects
 * @param total of the whole gate
 */
public record Durations(double train, double attack, double total) {}
