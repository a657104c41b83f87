package org.duress.base;

import java.nio.ByteBuffer;

/** Bytes that are kept until somebody asks for them, as {@link KeptFloats} are. */
public final class KeptBytes extends Kept<byte[]> {
    private KeptBytes(byte[] values, KeptStorage storage) {
        super(values, values.length, storage);
    }

    KeptBytes(Page page, int offset, int length) {
        super(page, offset, length);
    }

    /**
     * Keeps bytes for a piece of work: on the heap unless they take more than 1/256 of it.
     *
     * @param values not to be changed from now on: few are kept as this very array
     * @throws org.duress.EnvironmentException if they are many, and cannot be written
     */
    public static KeptBytes of(byte[] values) {
        return of(values, KeptStorage.SHARED);
    }

    static KeptBytes of(byte[] values, KeptStorage storage) {
        KeptBytes kept = new KeptBytes(values, storage);
        kept.keep();
        return kept;
    }

    /**
     * Keeps them to the end of the run: all that is put away takes 1/64 of the heap at most.
     *
     * @return this
     * @throws org.duress.EnvironmentException if they cannot be written
     */
    public KeptBytes putAway() {
        keepLong();
        return this;
    }

    @Override
    byte[] fresh(int count) {
        return new byte[count];
    }

    @Override
    byte[] array(Object values) {
        return (byte[]) values;
    }

    @Override
    int width() {
        return 1;
    }

    @Override
    void lay(byte[] values, int from, int count, ByteBuffer into) {
        into.put(0, values, from, count);
    }

    @Override
    void take(ByteBuffer from, byte[] values, int at, int count) {
        from.get(0, values, at, count);
    }
}
