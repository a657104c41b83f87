package org.duress.data;

import java.util.concurrent.atomic.AtomicLong;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.base.Heap;

/**
 * How much of the heap a cohort may take. It is asked before anything large is allocated, since a full heap ends a test
 * with an error that names neither the file nor what to do.
 */
final class CohortMemory {
    /** Of the heap, for the images that are kept: the attack copies those it is trained on, and needs room besides. */
    private static final double KEPT_SHARE = 0.5;

    /** Of the heap, for the files that are being read; what they take is free again afterwards. */
    private static final double WORK_SHARE = 0.6;

    private final long heap;
    private final AtomicLong kept = new AtomicLong();
    private long working;

    CohortMemory() {
        this(Heap.most());
    }

    /** A cohort's share of a heap of so many bytes. */
    CohortMemory(long heap) {
        this.heap = heap;
    }

    /**
     * Checks that so many images of one channel can be kept.
     *
     * @throws DuressException if they do not fit
     */
    void requireImages(long images, Grid grid) {
        // As floating point, so that absurd numbers do not overflow into small ones.
        require((double) images * bytes(grid, 1), grid);
    }

    private void require(double bytes, Grid grid) {
        if (bytes > KEPT_SHARE * heap) {
            boolean slices = grid.rank() == 2;
            throw new DuressException("the cohort's "
                    + (slices ? "slices of " + grid + " pixels" : "volumes, one of them of " + grid + " voxels,")
                    + " need more than the " + Heap.text((long) (KEPT_SHARE * heap)) + " that a heap of "
                    + Heap.text(heap) + " has for them; " + Heap.RAISE + ", "
                    + (slices ? "lower cohort.size" : "set cohort.size or cohort.spacingMm so that they have fewer")
                    + ", or use fewer subjects");
        }
    }

    /**
     * Counts one image more that is kept.
     *
     * @param channels intensities of a pixel
     * @throws DuressException if all that are counted so far do not fit
     */
    void keep(Grid grid, int channels) {
        require((double) kept.addAndGet(bytes(grid, channels)), grid);
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
