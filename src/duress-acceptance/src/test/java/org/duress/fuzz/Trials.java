package org.duress.fuzz;

import java.io.IOException;

/** Opens files one after the other and says what became of each. */
interface Trials extends AutoCloseable {
    /** Opens a file of these bytes. */
    Outcome open(byte[] file) throws Exception;

    @Override
    void close() throws IOException;
}
