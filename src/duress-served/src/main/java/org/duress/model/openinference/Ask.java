package org.duress.model.openinference;

import java.io.IOException;

/** A question, and how its answer is read. */
interface Ask<T> {
    /** Made when it is sent, so that only what is under way lies in memory. */
    Wire.Request request();

    /**
     * Reads an answer with status 200.
     *
     * @throws IOException if it ends too early, so that asking again may help
     * @throws org.duress.EnvironmentException if it is nonsense
     */
    T read(HttpAnswer answer) throws IOException;
}
