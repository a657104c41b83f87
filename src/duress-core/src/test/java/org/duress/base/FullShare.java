package org.duress.base;

/** As if all of the heap's share were taken, so that whatever is put away lies in the temporary file. */
public final class FullShare implements AutoCloseable {
    private static final long MUCH = 1L << 50;

    private final long before = KeptStorage.SHARED.inFile();

    public FullShare() {
        KeptStorage.SHARED.give(-MUCH);
    }

    /** Bytes in the file that were not there before, what has gone since left out. */
    public long inFile() {
        return KeptStorage.SHARED.inFile() - before;
    }

    @Override
    public void close() {
        KeptStorage.SHARED.give(MUCH);
    }
}
