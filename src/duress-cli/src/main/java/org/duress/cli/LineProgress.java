package org.duress.cli;

import org.duress.Progress;

/** A line every few seconds. */
final class LineProgress implements Progress {
    private static final long EVERY_NANOS = 5_000_000_000L;

    private final long begun = System.nanoTime();
    private long last = begun - EVERY_NANOS;

    @Override
    public void step(String phase, int done, int total, String detail) {
        long now = System.nanoTime();
        if (now - last >= EVERY_NANOS || done == total) {
            last = now;
            System.out.printf("%s %d/%d, %s, %d s%n", phase, done, total, detail, (now - begun) / 1_000_000_000L);
        }
    }

    @Override
    public void warn(String sentence) {
        System.out.println(sentence);
    }
}
