package org.duress.base;

import java.util.function.Supplier;
import org.duress.EnvironmentException;

/** What this JVM can hold, and what is said where that is too little. */
public final class Heap {
    /** What helps, to go on in a sentence. */
    public static final String RAISE = "raise -Xmx of the JVM that runs the tests (argLine of Surefire)";

    private static final int MIB_SHIFT = 20;

    /** Share of the heap of an array that is large. */
    private static final int LARGE_SHARE = 256;

    /** Share of the heap that all which is put away takes at most, see {@link KeptFloats#putAway}. */
    public static final int KEPT_SHARE = 64;

    private Heap() {}

    /** Most bytes that this JVM may take. */
    public static long most() {
        return Runtime.getRuntime().maxMemory();
    }

    /** Bytes of an array above which it is large, and not to lie on the heap while nobody works on it. */
    static long large() {
        return most() / LARGE_SHARE;
    }

    /** Bytes of the heap for all that is put away; the rest of it lies on the disk. */
    static long kept() {
        return most() / KEPT_SHARE;
    }

    /** A number of bytes as a reader likes it: {@code 512 MiB}. */
    public static String text(long bytes) {
        return bytes >= 1 << MIB_SHIFT ? (bytes >> MIB_SHIFT) + " MiB" : bytes + " bytes";
    }

    /**
     * Refuses what cannot fit, before it is allocated.
     *
     * @param bytes that will be alive at once
     * @param what needs them, the subject of the sentence
     * @throws EnvironmentException if that is more than the JVM may take at all; the file may be good, so it is none of
     *     a file's faults
     */
    public static void require(long bytes, String what) {
        require(bytes, what, most());
    }

    static void require(long bytes, String what, long most) {
        if (bytes > most) {
            throw new EnvironmentException(what + " needs about " + text(bytes) + " of memory, but this JVM may take "
                    + text(most) + "; " + advice(bytes));
        }
    }

    /**
     * Does what may take more than is left, which nobody can know before: other things live on the heap too.
     *
     * @param what needs memory, the subject of the sentence
     * @throws EnvironmentException if the heap is full
     */
    public static <T> T within(String what, Supplier<T> work) {
        try {
            return work.get();
        } catch (OutOfMemoryError e) {
            throw new EnvironmentException(
                    what + " does not fit into the memory that is left of the " + text(most())
                            + " that this JVM may take; " + advice(2 * most()),
                    e);
        }
    }

    private static String advice(long bytes) {
        long gib = (bytes >> 30) + 1;
        return RAISE + ", as to -Xmx" + gib + "g";
    }
}
