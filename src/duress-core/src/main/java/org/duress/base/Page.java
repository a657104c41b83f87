package org.duress.base;

import java.lang.ref.Cleaner;

/**
 * Room in the temporary file for one array, or for small ones one after the other: of many arrays as many places are to
 * be known, and not as many pieces of a file. It is given back when the last of them is let go of, or when nobody holds
 * any of them any more. For any number of threads.
 */
final class Page implements Kept.Place {
    private static final Cleaner CLEANER = Cleaner.create();

    private final Taken taken;
    private final Cleaner.Cleanable end;
    private int held;
    private boolean over;

    /** Where an array is to be written. */
    record Room(Page page, int offset) {}

    /** What the page takes, which has to be given back when it is gone. */
    private static final class Taken implements Runnable {
        private final KeptStorage storage;
        private final long from;
        private final long bytes;
        private long used;

        Taken(KeptStorage storage, long bytes) {
            this.storage = storage;
            this.bytes = bytes;
            from = storage.scratch().take(bytes);
        }

        @Override
        public void run() {
            storage.read().forget(from, bytes);
            storage.emptied(used);
            storage.scratch().give(from, bytes);
        }
    }

    /**
     * An empty one.
     *
     * @param bytes at least 1
     * @throws org.duress.EnvironmentException if there is no file, and none can be made
     */
    Page(KeptStorage storage, long bytes) {
        taken = new Taken(storage, bytes);
        end = CLEANER.register(this, taken);
    }

    /** Takes bytes behind those that are taken: where they begin, or -1 where there is no room for them. */
    synchronized int take(long bytes) {
        if (over || taken.used + bytes > taken.bytes) {
            return -1;
        }
        int offset = (int) taken.used;
        taken.used += bytes;
        taken.storage.filled(bytes);
        held++;
        return offset;
    }

    /** Of one of its arrays nobody will ask any more. */
    synchronized void letGo() {
        held--;
        if (held == 0) {
            over = true;
            end.clean();
        }
    }

    /** Where it begins in the file. */
    long from() {
        return taken.from;
    }

    /** Whether an array of so many bytes is not to be on the heap while nobody works on it. */
    boolean large(long bytes) {
        return taken.storage.large(bytes);
    }

    Scratch scratch() {
        return taken.storage.scratch();
    }

    ReadArrays read() {
        return taken.storage.read();
    }
}
