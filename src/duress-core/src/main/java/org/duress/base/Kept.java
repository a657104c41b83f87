package org.duress.base;

import java.lang.ref.Cleaner;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An array that is kept until somebody asks for it, on the heap or in the process's one temporary file: see {@link
 * KeptFloats}. Of a large cohort there are many, so that one is no more than where the array lies, and its length.
 *
 * @param <A> the array's type
 */
abstract class Kept<A> {
    private static final Cleaner CLEANER = Cleaner.create();

    private final int length;

    /** Where it begins in a page of the file; written before the page. */
    private int offset;

    private volatile Place place;

    /** Where an array is. */
    sealed interface Place permits OnHeap, Page, Gone {}

    /**
     * On the heap.
     *
     * @param share what it takes of the share of all that is put away; null where it is not put away
     */
    record OnHeap(Object values, KeptStorage storage, Cleaner.@Nullable Cleanable share) implements Place {}

    /** Nowhere any more. */
    record Gone() implements Place {}

    Kept(A values, int length, KeptStorage storage) {
        this.length = length;
        place = new OnHeap(values, storage, null);
    }

    /** What lies in the file already. */
    Kept(Page page, int offset, int length) {
        this.length = length;
        this.offset = offset;
        place = page;
    }

    /** An array of so many numbers, all 0. */
    abstract A fresh(int count);

    /** What is known to be one of these arrays. */
    abstract A array(Object values);

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
        if (place instanceof OnHeap heap && heap.storage().large(bytes())) {
            spill(heap, heap.storage().alone(bytes()));
        }
    }

    /** Keeps it to the end of the run. */
    final synchronized void keepLong() {
        if (!(place instanceof OnHeap heap) || heap.share() != null) {
            return;
        }
        KeptStorage storage = heap.storage();
        long bytes = bytes();
        if (!storage.take(bytes)) {
            spill(heap, storage.beside(bytes));
            return;
        }
        place = new OnHeap(heap.values(), storage, CLEANER.register(this, () -> storage.give(bytes)));
    }

    private void spill(OnHeap heap, Page.Room room) {
        Page page = room.page();
        try {
            write(array(heap.values()), page.scratch(), page.from() + room.offset());
        } catch (RuntimeException e) {
            page.letGo();
            throw e;
        }
        offset = room.offset();
        place = page;
    }

    private void write(A values, Scratch scratch, long from) {
        int part = Scratch.PART / width();
        byte[] bytes = new byte[(int) Math.min(Scratch.PART, bytes())];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        for (int at = 0; at < length; at += part) {
            int count = Math.min(part, length - at);
            lay(values, at, count, buffer);
            scratch.write(from + (long) at * width(), bytes, count * width());
        }
    }

    private A read(Page page) {
        long from = page.from() + offset;
        boolean large = page.large(bytes());
        Object known = page.read().get(from, large);
        if (known != null) {
            return array(known);
        }
        A values = fresh(length);
        int part = Scratch.PART / width();
        byte[] bytes = new byte[(int) Math.min(Scratch.PART, bytes())];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        for (int at = 0; at < length; at += part) {
            int count = Math.min(part, length - at);
            page.scratch().read(from + (long) at * width(), bytes, count * width());
            take(buffer, values, at, count);
        }
        page.read().add(from, values, large);
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

    /** Where it is. */
    final Place place() {
        return place;
    }

    /** Where it begins in its page. */
    final int offset() {
        return offset;
    }

    /**
     * The array, not to be changed: where it is on the heap the one that was given, not a copy, else one that was read
     * from the file.
     *
     * @throws org.duress.EnvironmentException if the temporary file cannot be read
     */
    public final A values() {
        try {
            Place now = place;
            if (now instanceof OnHeap heap) {
                return array(heap.values());
            }
            if (now instanceof Page page) {
                return read(page);
            }
            throw new IllegalStateException("what was kept was let go of before");
        } finally {
            // Its room must not be given to others while it is read.
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Reads it for somebody who holds it until it is worked on, see {@link ReadAhead}; not where it is on the heap, or
     * large: such arrays are to be there one at a time.
     *
     * @param holder is given the array
     */
    public final void readAhead(Consumer<Object> holder) {
        if (place instanceof Page page && !page.large(bytes())) {
            holder.accept(values());
        }
    }

    /** Gives the room back at once, for who knows that nobody will ask any more. */
    public final synchronized void letGo() {
        Place before = place;
        place = new Gone();
        if (before instanceof OnHeap heap && heap.share() != null) {
            heap.share().clean();
        } else if (before instanceof Page page) {
            page.letGo();
        }
    }
}
