package org.duress.spec;

/** What a run does with the counterexamples of earlier runs, and whether it ends with the verdict. */
public enum Search {
    /**
     * They are tried first; where they already fail the model, that is the verdict, and nothing is trained. Then the
     * trained attacker has a first look, and where that fails every organ, no other attack is tried.
     */
    FIRST,
    /** They are tried and nothing else: no verdict but FAIL can come of it. */
    REPLAY,
    /** They are tried, and all attacks are run whatever comes of it. */
    FULL
}
