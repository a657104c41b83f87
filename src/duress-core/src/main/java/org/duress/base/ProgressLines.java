package org.duress.base;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How work goes, in a line now and then, with the time that is left: {@code train attacker 34/600, about 9 min left:
 * cross-entropy 1.85}. Mutable, for one thread.
 */
public final class ProgressLines {
    /** Characters of a bar. */
    private static final int BAR = 20;

    private final long everyNanos;
    private final LongSupplier nanoTime;
    private long nextLine;
    private String phase = "";
    private long phaseBegan;
    private int phaseBegunAt;
    private int phaseAt;

    /**
     * The first line is due at once.
     *
     * @param every the least time from one line to the next
     * @param nanoTime the clock
     */
    public ProgressLines(Duration every, LongSupplier nanoTime) {
        everyNanos = every.toNanos();
        this.nanoTime = nanoTime;
        nextLine = nanoTime.getAsLong();
    }

    /** Lets no line be due before this time has passed. */
    public void pause(Duration least) {
        nextLine = Math.max(nextLine, nanoTime.getAsLong() + least.toNanos());
    }

    /**
     * Says which phase is under way; the clock of a new one starts, and of one that begins again.
     *
     * @param done the steps that its clock knows nothing of
     * @return whether it is a new one
     */
    public boolean enter(String phase, int done) {
        boolean goesOn = this.phase.equals(phase) && done >= phaseAt;
        phaseAt = done;
        if (goesOn) {
            return false;
        }
        this.phase = phase;
        phaseBegan = nanoTime.getAsLong();
        phaseBegunAt = done;
        return true;
    }

    /** Whether it is time for a line; then the next is due a while later. */
    public boolean due() {
        long now = nanoTime.getAsLong();
        if (now < nextLine) {
            return false;
        }
        nextLine = now + everyNanos;
        return true;
    }

    /** The line of the phase that is under way. */
    public String line(int done, int total, String detail) {
        return phase + " " + done + "/" + total + left(done, total) + ": " + detail;
    }

    /**
     * The same for a terminal, with a bar that shows the share done: {@code train attacker [====>     ] 34/600, about 9
     * min left: cross-entropy 1.85}.
     *
     * @param columns of the terminal; the line is shorter by one at least, for one as long may begin another
     */
    public String bar(int done, int total, String detail, int columns) {
        double share = total > 0 ? Math.min(1, Math.max(0, done / (double) total)) : 0;
        int full = (int) (share * BAR);
        String bar = "=".repeat(full) + (full < BAR ? ">" + " ".repeat(BAR - 1 - full) : "");
        String line = phase + " [" + bar + "] " + Math.round(Math.floor(100 * share)) + " %, " + done + "/" + total
                + left(done, total) + ": " + detail;
        return line.length() < columns ? line : line.substring(0, columns - 1);
    }

    /** By the time that a step has taken so far; the first one is where the clock was started. */
    private String left(int done, int total) {
        int steps = done - phaseBegunAt;
        if (steps <= 0 || done >= total) {
            return "";
        }
        long seconds = Math.max(0, Math.round((nanoTime.getAsLong() - phaseBegan) / 1e9 / steps * (total - done)));
        return seconds < 100 ? ", about " + seconds + " s left" : ", about " + Math.round(seconds / 60.0) + " min left";
    }
}
