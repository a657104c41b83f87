package org.duress.fuzz;

/**
 * What became of one mutant.
 *
 * @param sentence what a user reads, or what was wrong
 * @param cpuMillis time that the opening thread computed
 * @param bytes that it allocated
 */
record Outcome(Kind kind, String sentence, long cpuMillis, long bytes) {
    enum Kind {
        ACCEPTED,
        REFUSED,
        FAILED
    }

    boolean failed() {
        return kind == Kind.FAILED;
    }

    static Outcome failed(String sentence) {
        return new Outcome(Kind.FAILED, sentence, 0, 0);
    }
}
