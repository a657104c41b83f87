package org.duress.spec;

/** What is held against {@code maxDiceDrop}. */
public enum Decision {
    /**
     * The 95 % interval of the fall: FAIL and PASS need all of it on their side, and a limit inside it is INCONCLUSIVE.
     */
    INTERVAL,
    /** The point estimate alone. */
    POINT
}
