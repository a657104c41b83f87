package org.duress.result;

/**
 * One of the things that must hold before a PASS is believed.
 *
 * @param name what is checked, in a few words
 * @param holds whether it does
 * @param measured one sentence: what was measured
 * @param advice what to change where it does not hold
 */
public record Check(String name, boolean holds, String measured, String advice) {}
