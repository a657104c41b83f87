package org.duress.base;

import java.util.function.Supplier;
import org.duress.EnvironmentException;

/** What this JVM can hold. */
public final class Heap {
    private static final int MIB_SHIFT = 20;

    private Heap() {}

    /**
     * Refuses what cannot fit, before it is allocated.
     *
     * @param bytes that will be alive at once
     * @param what needs them, the subject of the sentence
     * @throws EnvironmentException if that is more than the JVM may take at all; the file may be good, so it is none of
     *     a file's faults
     */
    public static void require(long bytes, String what) {
        require(bytes, what, Runtime.getRuntime().maxMemory());
    }

    static void require(long bytes, String what, long most) {
        if (bytes > most) {
            throw new EnvironmentException(what + " needs about " + (bytes >> MIB_SHIFT)
                    + " MiB of memory, but this JVM may take " + (most >> MIB_SHIFT) + " MiB; " + advice(bytes));
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
            long most = Runtime.getRuntime().maxMemory();
            throw new EnvironmentException(
                    what + " does not fit into the memory that is left of the " + (most >> MIB_SHIFT)
                            + " MiB that this JVM may take; " + advice(2 * most),
                    e);
        }
    }

    private static String advice(long bytes) {
        long gib = (bytes >> 30) + 1;
        return "give it more, as with -Xmx" + gib + "g (in Maven's surefire: argLine)";
    }
}
