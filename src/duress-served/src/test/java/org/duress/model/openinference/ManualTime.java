package org.duress.model.openinference;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A clock that only goes on when somebody waits. */
final class ManualTime implements Time {
    private final List<Duration> pauses = new ArrayList<>();
    private long nanos;
    private boolean interrupting;

    /** What was waited for, in order. */
    List<Duration> pauses() {
        return List.copyOf(pauses);
    }

    /** Waiting is interrupted from now on. */
    void interrupt() {
        interrupting = true;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void sleep(Duration duration) throws InterruptedException {
        if (interrupting) {
            throw new InterruptedException();
        }
        pauses.add(duration);
        nanos += duration.toNanos();
    }
}
