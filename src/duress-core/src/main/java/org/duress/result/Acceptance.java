package org.duress.result;

/**
 * Who made a verdict the baseline.
 *
 * @param by who
 * @param at when, an instant as ISO 8601 writes it
 * @param why in a sentence
 * @param despite whether it was accepted although it was no PASS
 */
public record Acceptance(String by, String at, String why, boolean despite) {}
