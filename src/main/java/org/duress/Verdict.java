package org.duress;

/** What the evidence says about the model under test. */
public enum Verdict {
    /** No organ fell further than its spec allows. */
    PASS,
    /** At least one organ fell further than its spec allows. */
    FAIL,
    /** The evidence decides neither way, for example because the attack was too weak. Not produced yet. */
    INCONCLUSIVE
}
