package org.duress.studies;

import org.duress.result.Verdict;

/** One model, with one seed, before the gate. */
record Run(String name, Sort sort, long seed, Judged judged, double seconds) {
    boolean is(Verdict verdict) {
        return judged.verdict() == verdict;
    }

    boolean falsePass() {
        return is(Verdict.PASS) && sort.verdicts().falsePass();
    }

    boolean falseFail() {
        return is(Verdict.FAIL) && sort.verdicts().falseFail();
    }

    boolean passedNeedle() {
        return is(Verdict.PASS) && sort.verdicts().needle();
    }

    /** What is wrong with the verdict, in a word or two; empty where nothing is. */
    String wrong() {
        return falsePass() ? "FALSE PASS" : falseFail() ? "FALSE FAIL" : passedNeedle() ? "passed needle" : "";
    }
}
