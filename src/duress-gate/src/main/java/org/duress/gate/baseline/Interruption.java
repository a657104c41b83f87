package org.duress.gate.baseline;

import org.duress.DuressException;

/** Obeys an interrupted thread between two pieces of work. */
public final class Interruption {
    private Interruption() {}

    /**
     * Goes on, or not.
     *
     * @param what finishes the sentence "interrupted before ..."
     * @throws DuressException if the thread is interrupted; the flag stays set
     */
    public static void check(String what) {
        if (Thread.currentThread().isInterrupted()) {
            throw new DuressException("interrupted before " + what + "; there is no verdict, run the test again");
        }
    }
}
