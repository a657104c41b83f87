package org.duress.model.openinference;

import java.time.Duration;

/** The clock, and waiting on it; replaced where a test must not wait. */
interface Time {
    /** Nanoseconds since some moment. */
    long nanos();

    void sleep(Duration duration) throws InterruptedException;

    /** The machine's own. */
    static Time system() {
        return new Time() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void sleep(Duration duration) throws InterruptedException {
                Thread.sleep(duration.toMillis());
            }
        };
    }
}
