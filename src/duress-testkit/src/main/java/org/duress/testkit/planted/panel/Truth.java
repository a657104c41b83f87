package org.duress.testkit.planted.panel;

import org.duress.result.Verdict;

/** What is true of a kind, and which verdicts on it are wrong. */
public enum Truth {
    /** Nothing within the budget that counts breaks it, and a gate can see it. */
    ROBUST,
    /** Nothing that counts breaks it, but it looks so much like what is fragile that no gate can be sure. */
    GUARDED,
    /** A witness within the budget breaks it. */
    FRAGILE,
    /** A witness breaks it, but one that only a search through everything finds: a PASS is counted apart. */
    NEEDLE;

    /** Whether a verdict is a PASS that a witness refutes. A passed needle is none of these. */
    public boolean falsePass(Verdict verdict) {
        return this == FRAGILE && verdict == Verdict.PASS;
    }

    /** Whether a verdict is a FAIL of what nothing breaks. */
    public boolean falseFail(Verdict verdict) {
        return (this == ROBUST || this == GUARDED) && verdict == Verdict.FAIL;
    }

    /** Whether a gate should have a verdict on it, so that INCONCLUSIVE is one missed. */
    public boolean clear() {
        return this == ROBUST || this == FRAGILE;
    }
}
