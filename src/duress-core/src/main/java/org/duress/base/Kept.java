package org.duress.base;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * An array that is kept until somebody asks for it, on the heap or in the process's one temporary file: see {@link
 * KeptFloats}.
 *
 * @param <A> the array's type
 */
abstract class Kept<A> {
    private static final Cleaner CLEANER = Cleaner.create();

    private final KeptStorage storage;
    private final int length;
    private volatile Place<A> place;

    /** Gives back the room that is taken; none where the array is on the heap and uncounted. */
    private Cleaner.@Nullable Cleanable end;

    Kept(A values, int length, KeptStorage storage) {
        this.storage = storage;
        this.length = length;
        place = new OnHeap<>(values);
    }

    /** Where the array is. */
    private interface Place<A> {
        A values();
    }

    private record OnHeap<A>(A values) implements Place<A> {}

    /** Nowhere any more. */
    private record Gone<A>() implements Place<A> {
        @Override
        public A values() {
            throw new IllegalStateException("what was kept was let go of before");
        }
    }

    private final class InFile implements Place<A> {
        private final long from;

        /** What was read last, as long as somebody works on it: it is not read, or held, twice. */
        private volatile @Nullable WeakReference<A> last;

        InFile(long from) {
            this.from = from;
        }

        @Override
        public A values() {
            WeakReference<A> before = last;
            A known = before == null ? null : before.get();
            if (known != null) {
                return known;
            }
            A values = read(from);
            last = new WeakReference<>(values);
            return values;
        }
    }

    /** An array of so many numbers, all 0. */
    abstract A fresh(int count);

    /** Bytes of a number. */
    abstract int width();

    /** Lays some of the numbers into a buffer, from its beginning. */
    abstract void lay(A values, int from, int count, ByteBuffer into);

    /** Takes numbers from a buffer, from its beginning. */
    abstract void take(ByteBuffer from, A values, int at, int count);

    private long bytes() {
        return (long) length * width();
    }

    /** Lets go of a large array, which lies in the file from now on. */
    final void keep() {
        if (storage.large(bytes())) {
            spill();
        }
    }

    /** Keeps it to the end of the run. */
    final synchronized void keepLong() {
        if (end != null) {
            return;
        }
        if (!storage.take(bytes())) {
            spill();
            return;
        }
        KeptStorage own = storage;
        long bytes = bytes();
        end = CLEANER.register(this, () -> own.give(bytes));
    }

    private synchronized void spill() {
        Scratch scratch = storage.scratch();
        long bytes = bytes();
        long from = scratch.take(bytes);
        try {
            write(scratch, from);
        } catch (RuntimeException e) {
            scratch.give(from, bytes);
            throw e;
        }
        end = CLEANER.register(this, () -> scratch.give(from, bytes));
        place = new InFile(from);
    }

    private void write(Scratch scratch, long from) {
        A values = place.values();
        int part = Scratch.PART / width();
        byte[] bytes = new byte[(int) Math.min(Scratch.PART, bytes())];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        for (int at = 0; at < length; at += part) {
            int count = Math.min(part, length - at);
            lay(values, at, count, buffer);
            scratch.write(from + (long) at * width(), bytes, count * width());
        }
    }

    private A read(long from) {
        A values = fresh(length);
        int part = Scratch.PART / width();
        byte[] bytes = new byte[(int) Math.min(Scratch.PART, bytes())];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        for (int at = 0; at < length; at += part) {
            int count = Math.min(part, length - at);
            storage.scratch().read(from + (long) at * width(), bytes, count * width());
            take(buffer, values, at, count);
        }
        return values;
    }

    /** How many there are. */
    public final int length() {
        return length;
    }

    /** Whether they are on the heap now. */
    public final boolean few() {
        return place instanceof OnHeap;
    }

    /**
     * The array, not to be changed: where it is on the heap the one that was given, not a copy, else one that was read
     * from the file.
     *
     * @throws org.duress.EnvironmentException if the temporary file cannot be read
     */
    public final A values() {
        try {
            return place.values();
        } finally {
            // Its room must not be given to others while it is read.
            Reference.reachabilityFence(this);
        }
    }

    /** Gives the room back at once, for who knows that nobody will ask any more. */
    public final synchronized void letGo() {
        place = new Gone<>();
        if (end != null) {
            end.clean();
        }
    }
}
