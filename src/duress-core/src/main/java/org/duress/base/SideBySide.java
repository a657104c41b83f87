package org.duress.base;

import java.util.function.IntConsumer;
import java.util.stream.IntStream;

/** Loops over array elements that do not depend on each other, in parts that all processors share. */
public final class SideBySide {
    /** Elements that are worth a thread. */
    private static final int PART = 4096;

    private SideBySide() {}

    /** The work on some elements. */
    public interface Part {
        /** From one element, up to but not with another. */
        void between(int from, int to);
    }

    /** Works on so many elements; no part may touch what another does. */
    public static void elements(int count, Part part) {
        rows(count, 1, part);
    }

    /**
     * Works on so many rows; no row may touch what another does.
     *
     * @param length elements of one, at least 1
     */
    public static void rows(int count, int length, Part part) {
        int each = Math.max(1, PART / length);
        int parts = (count + each - 1) / each;
        if (parts <= 1) {
            part.between(0, count);
            return;
        }
        works(parts, k -> part.between(k * each, Math.min(count, (k + 1) * each)));
    }

    /**
     * Does so many works, each of which is worth a thread. Whoever was interrupted before is so afterwards, which
     * waiting for other threads may forget.
     */
    public static void works(int count, IntConsumer work) {
        boolean interrupted = Thread.currentThread().isInterrupted();
        try {
            IntStream.range(0, count).parallel().forEach(work);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
