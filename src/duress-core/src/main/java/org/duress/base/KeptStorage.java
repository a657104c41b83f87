package org.duress.base;

import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Where arrays are kept: a share of the heap, and a temporary file for what does not fit into it. For any number of
 * threads.
 */
final class KeptStorage {
    /** Bytes of a page that several arrays share. */
    private static final int PAGE = 1 << 24;

    /** An array that takes more than this part of a page has one of its own. */
    private static final int SMALL_SHARE = 16;

    /** The process's. */
    static final KeptStorage SHARED = new KeptStorage(Heap.large(), Heap.kept(), PAGE, new Scratch(Temporaries::file));

    private final long large;
    private final long share;
    private final int page;
    private final Scratch scratch;
    private final ReadArrays read = new ReadArrays();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong inFile = new AtomicLong();

    /** The page that small arrays are written to; it stays for as long as somebody holds one of them. */
    private WeakReference<@Nullable Page> open = new WeakReference<>(null);

    /**
     * A storage.
     *
     * @param large an array of more bytes is never on the heap
     * @param share bytes of the heap for all arrays that are put away
     * @param page bytes of a page that several arrays share
     */
    KeptStorage(long large, long share, int page, Scratch scratch) {
        this.large = large;
        this.share = share;
        this.page = page;
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

    /** Room for an array that is gone when the work on it is done. */
    Page.Room alone(long bytes) {
        Page own = new Page(this, Math.max(1, bytes));
        return new Page.Room(own, own.take(bytes));
    }

    /** Room for an array that is kept as long as others are. */
    synchronized Page.Room beside(long bytes) {
        if (bytes > page / SMALL_SHARE) {
            return alone(bytes);
        }
        Page last = open.get();
        int offset = last == null ? -1 : last.take(bytes);
        if (last == null || offset < 0) {
            last = new Page(this, page);
            open = new WeakReference<>(last);
            offset = last.take(bytes);
        }
        return new Page.Room(last, offset);
    }

    /** Arrays have so many bytes more in the file. */
    void filled(long bytes) {
        inFile.addAndGet(bytes);
    }

    /** They have so many less. */
    void emptied(long bytes) {
        inFile.addAndGet(-bytes);
    }

    /** Bytes in the file that somebody holds, or nobody has been found not to. */
    long inFile() {
        return inFile.get();
    }

    Scratch scratch() {
        return scratch;
    }

    ReadArrays read() {
        return read;
    }
}
