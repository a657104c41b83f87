package org.duress.data;

import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.base.Heap;
import org.duress.base.Temporaries;

/**
 * How much of the heap and of the disk a cohort may take. It is asked before anything large is made, since a full heap
 * ends a test with an error that names neither the file nor what to do.
 */
final class CohortMemory {
    /** Of the heap, for one image, which is made of a copy. */
    private static final double IMAGE_SHARE = 0.5;

    /** Of the heap, for the files that are being read; what they take is free again afterwards. */
    private static final double WORK_SHARE = 0.6;

    private final long heap;
    private final long disk;
    private long working;

    CohortMemory() {
        this(Heap.most(), Temporaries.usable());
    }

    /** A cohort's share of a heap of so many bytes, and of a disk for what has no room there. */
    CohortMemory(long heap, long disk) {
        this.heap = heap;
        this.disk = disk;
    }

    /**
     * Checks that so many images of one channel can be kept.
     *
     * @throws DuressException if they do not fit
     */
    void requireImages(long images, Grid grid) {
        requireImage(grid, 1);
        // As floating point, so that absurd numbers do not overflow into small ones.
        double bytes = (double) images * bytes(grid, 1);
        if (bytes > (double) heap / Heap.KEPT_SHARE && bytes > disk) {
            throw new DuressException("the cohort's " + grid.kind().images() + " of " + grid + " "
                    + grid.kind().points() + " need " + Heap.text((long) bytes)
                    + " of temporary disk, more than the " + Heap.text(disk)
                    + " that java.io.tmpdir has room for; set -Djava.io.tmpdir to a folder on another disk, lower"
                    + " cohort.size, or use fewer subjects");
        }
    }

    /**
     * Checks that one image can be worked on.
     *
     * @param channels intensities of a pixel
     * @throws DuressException if it does not fit
     */
    void requireImage(Grid grid, int channels) {
        if (bytes(grid, channels) > IMAGE_SHARE * heap) {
            boolean slices = grid.rank() == 2;
            throw new DuressException("a " + grid.kind().image() + " of the cohort, of " + grid + " "
                    + grid.kind().points() + ", needs more than the " + Heap.text((long) (IMAGE_SHARE * heap))
                    + " that a heap of " + Heap.text(heap) + " has for one; " + Heap.RAISE + ", or "
                    + (slices ? "lower cohort.size" : "set cohort.size or cohort.spacingMm so that it has fewer"));
        }
    }

    /** Of an image: so many intensities a pixel, and its class. */
    private static long bytes(Grid grid, int channels) {
        return (long) grid.planes() * grid.rows() * grid.columns() * ((long) Float.BYTES * channels + 1);
    }

    /**
     * Does a piece of work as soon as there is room for it. The work must not ask for more.
     *
     * @param bytes that it takes at most
     * @param what the files, for the message
     * @throws DuressException if the whole share would not do
     */
    void work(long bytes, String what, Runnable work) {
        long most = (long) (WORK_SHARE * heap);
        if (bytes > most) {
            throw new DuressException(what + " needs " + Heap.text(bytes) + " to be read, more than the "
                    + Heap.text(most) + " that a heap of " + Heap.text(heap) + " has for it; " + Heap.RAISE
                    + ", or crop the files");
        }
        take(bytes, most, what);
        try {
            work.run();
        } finally {
            release(bytes);
        }
    }

    private synchronized void take(long bytes, long most, String what) {
        while (working > 0 && working + bytes > most) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DuressException("the thread was interrupted while " + what + " was read", e);
            }
        }
        working += bytes;
    }

    private synchronized void release(long bytes) {
        working -= bytes;
        notifyAll();
    }
}
