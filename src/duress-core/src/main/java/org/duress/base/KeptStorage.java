package org.duress.base;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Where arrays are kept: a share of the heap, and a temporary file for what does not fit into it. For any number of
 * threads.
 */
final class KeptStorage {
    /** The process's. */
    static final KeptStorage SHARED = new KeptStorage(Heap.large(), Heap.kept(), new Scratch(Temporaries::file));

    private final long large;
    private final long share;
    private final Scratch scratch;
    private final AtomicLong taken = new AtomicLong();

    /**
     * A storage.
     *
     * @param large an array of more bytes is never on the heap
     * @param share bytes of the heap for all arrays that are put away
     */
    KeptStorage(long large, long share, Scratch scratch) {
        this.large = large;
        this.share = share;
        this.scratch = scratch;
    }

    boolean large(long bytes) {
        return bytes > large;
    }

    /** Takes some of the share; false where there is not so much left. */
    boolean take(long bytes) {
        if (taken.addAndGet(bytes) <= share) {
            return true;
        }
        give(bytes);
        return false;
    }

    /** Gives some of the share back. */
    void give(long bytes) {
        taken.addAndGet(-bytes);
    }

    Scratch scratch() {
        return scratch;
    }
}
