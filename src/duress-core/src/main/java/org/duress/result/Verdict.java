package org.duress.result;

/** What the evidence says about the model under test. */
public enum Verdict {
    /**
     * No organ fell further than its spec allows, the attack was shown to be strong, and the subjects suffice to say
     * so.
     */
    PASS,
    /** At least one organ fell further than its spec allows. */
    FAIL,
    /**
     * The evidence decides neither way: the attack was not shown to be strong, or the subjects are too few. Fails a
     * build.
     */
    INCONCLUSIVE
}
