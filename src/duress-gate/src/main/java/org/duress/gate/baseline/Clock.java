package org.duress.gate.baseline;

/** Wall time since it was made. */
public final class Clock {
    private final long begin = System.nanoTime();

    public double seconds() {
        return (System.nanoTime() - begin) / 1e9;
    }
}
