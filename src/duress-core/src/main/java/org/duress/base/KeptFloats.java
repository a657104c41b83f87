package org.duress.base;

import java.nio.ByteBuffer;

/**
 * Numbers that are kept until somebody asks for them, on the heap or in a temporary file, bit by bit the same.
 *
 * <p>What a piece of work keeps is on the heap, unless it is large: of a large volume there are dozens of fields and
 * answers, of which one or two are worked on at a time. What a run keeps to its end is <em>put away</em>: all of that
 * together takes one small share of the heap, however many images there are, and what has no room there lies in the
 * file.
 *
 * <p>The process has one such file, in the system's folder for temporary files. Room in it, or of the share, is given
 * back when nobody holds the numbers any more, and the file ends with the process. For any number of threads.
 */
public final class KeptFloats extends Kept<float[]> {
    private KeptFloats(float[] values, KeptStorage storage) {
        super(values, values.length, storage);
    }

    KeptFloats(Page page, int offset, int length) {
        super(page, offset, length);
    }

    /**
     * Keeps numbers for a piece of work: on the heap unless they take more than 1/256 of it.
     *
     * @param values not to be changed from now on: few are kept as this very array
     * @throws org.duress.EnvironmentException if they are many, and cannot be written
     */
    public static KeptFloats of(float[] values) {
        return of(values, KeptStorage.SHARED);
    }

    static KeptFloats of(float[] values, KeptStorage storage) {
        KeptFloats kept = new KeptFloats(values, storage);
        kept.keep();
        return kept;
    }

    /** Keeps numbers on the heap, however many they are. */
    public static KeptFloats onHeap(float[] values) {
        return new KeptFloats(values, KeptStorage.SHARED);
    }

    /**
     * Keeps them to the end of the run: all that is put away takes 1/64 of the heap at most.
     *
     * @return this
     * @throws org.duress.EnvironmentException if they cannot be written
     */
    public KeptFloats putAway() {
        keepLong();
        return this;
    }

    @Override
    float[] fresh(int count) {
        return new float[count];
    }

    @Override
    float[] array(Object values) {
        return (float[]) values;
    }

    @Override
    int width() {
        return Float.BYTES;
    }

    @Override
    void lay(float[] values, int from, int count, ByteBuffer into) {
        into.asFloatBuffer().put(values, from, count);
    }

    @Override
    void take(ByteBuffer from, float[] values, int at, int count) {
        from.asFloatBuffer().get(values, at, count);
    }
}
