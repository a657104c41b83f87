package org.duress.model.openinference;

import org.duress.base.Grid;
import org.duress.base.Heap;

/** How much is sent and taken at once; asked before anything of that size is made. */
final class Room {
    /**
     * Most values of a request: 64 MB as FP32, 64 slices of 512 x 512, a volume of 256 x 256 x 256. More images at once
     * than that gain nothing and cost memory here and there.
     */
    static final long SENT = 1L << 24;

    /** Most values of an answer: 256 MB as FP32, 256 classes of 512 x 512. */
    private static final long ANSWERED = 1L << 26;

    /**
     * Bytes of heap for a value of an answer: as it comes, put together, as number, channels last, and as probability.
     */
    private static final long HEAP_BYTES = 64;

    private Room() {}

    /** Of an image; a number that does not overflow. */
    static double points(Grid grid) {
        return grid.sizes().stream().mapToDouble(Integer::doubleValue).reduce(1, (a, b) -> a * b);
    }

    /** Most values of an answer that this JVM has room for. */
    static long answered() {
        return Math.min(ANSWERED, Heap.most() / HEAP_BYTES);
    }

    /** "more than the 16777216 values that Duress sends at once". */
    static String tooMuchToSend() {
        return "more than the " + SENT + " values that Duress sends at once";
    }

    /** "more than the 33554432 values that this JVM has room for (-Xmx)". */
    static String tooMuchToTake() {
        return "more than the " + answered() + " values that this JVM has room for (-Xmx)";
    }
}
