package org.duress.gate;

import java.io.IOException;
import java.io.OutputStream;

/**
 * What other machines are to do: the same work on each of some pieces, which need nothing of one another. See {@link
 * BatchWork#begin}.
 */
public interface WorkOrder {
    /** What the work is called where its progress is told, in a word. */
    String name();

    /** What the pieces are called, in the plural. */
    String things();

    /** How many pieces there are. */
    int pieces();

    /**
     * Writes it for {@link BatchWork#begin}; the stream stays open. What is tried on every batch may be some megabytes.
     *
     * @throws IOException if it cannot be written there
     */
    void writeTo(OutputStream out) throws IOException;
}
