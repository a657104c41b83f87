package org.duress.gate;

/** Wall time since it was made. */
final class Clock {
    private final long begin = System.nanoTime();

    double seconds() {
        return (System.nanoTime() - begin) / 1e9;
    }
}
