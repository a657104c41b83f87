package org.duress.spec;

/** What a run does with the counterexamples of earlier runs. */
public enum Search {
    /** They are tried first; where they already fail the model, that is the verdict, and nothing is trained. */
    FIRST,
    /** They are tried and nothing else: no verdict but FAIL can come of it. */
    REPLAY,
    /** They are tried, and the attacks are run whatever comes of it. */
    FULL
}
