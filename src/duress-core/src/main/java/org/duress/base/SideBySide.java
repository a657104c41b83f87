package org.duress.base;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Works that do not depend on each other, shared by all processors. The one way to compute in parallel here: which of
 * several failures is thrown does not depend on the threads, and a thread that is interrupted while it works or waits
 * stays so.
 */
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
        works(parts, k -> part.between(k * each, Math.min(count, (k + 1) * each)));
    }

    /**
     * Does so many works, each of which is worth a thread; none may touch what another does. The first is done by the
     * thread that calls, the others by whoever has time. Where several fail, what the first of them threw is thrown.
     */
    public static void works(int count, IntConsumer work) {
        new Works(count, work).done();
    }

    /** What so many works come to, in their order. */
    public static <T> List<T> each(int count, IntFunction<T> work) {
        Object[] made = new Object[count];
        works(count, i -> made[i] = work.apply(i));
        @SuppressWarnings("unchecked") // nobody else has put anything into it
        List<T> all = (List<T>) List.copyOf(Arrays.asList(made));
        return all;
    }

    /**
     * Works, taken in their order by whoever has time: the thread that wants them done, and some that help it. The
     * first is left to the former.
     */
    private static final class Works {
        private final int count;
        private final IntConsumer work;
        private final AtomicInteger next = new AtomicInteger(1);
        private int helping;
        private boolean over;
        private int failed = Integer.MAX_VALUE;
        private @Nullable Throwable failure;

        Works(int count, IntConsumer work) {
            this.count = count;
            this.work = work;
        }

        void done() {
            int helpers = Math.min(count - 1, ForkJoinPool.getCommonPoolParallelism());
            for (int h = 0; h < helpers; h++) {
                ForkJoinPool.commonPool().execute(this::help);
            }
            if (count > 0) {
                take(0);
            }
            take();
            awaitHelpers();
            if (failure instanceof RuntimeException e) {
                throw e;
            }
            if (failure instanceof Error e) {
                throw e;
            }
        }

        /** Takes part, unless all was done before this thread was free. */
        private void help() {
            synchronized (this) {
                if (over) {
                    return;
                }
                helping++;
            }
            try {
                take();
            } finally {
                synchronized (this) {
                    helping--;
                    notifyAll();
                }
            }
        }

        /** Those that come before one which failed were all taken before it, so that the first to fail is known. */
        private void take() {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                take(i);
            }
        }

        private void take(int i) {
            try {
                work.accept(i);
            } catch (RuntimeException | Error e) {
                next.set(count);
                failedAt(i, e);
            }
        }

        private synchronized void failedAt(int i, Throwable e) {
            if (i < failed) {
                failed = i;
                failure = e;
            }
        }

        /** Only for those that are at work, so that nobody waits for a thread that is not free. */
        private synchronized void awaitHelpers() {
            over = true;
            boolean interrupted = false;
            while (helping > 0) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
