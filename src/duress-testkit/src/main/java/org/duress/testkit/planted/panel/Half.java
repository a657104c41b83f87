package org.duress.testkit.planted.panel;

/** When a kind was written, with respect to the bumps, the canaries of flat ground and the judging organ by organ. */
public enum Half {
    /** Before: the mends were made in knowledge of these. */
    BEFORE,
    /** After, by someone who had not read the mends. */
    AFTER
}
