package org.duress.gate;

import java.io.IOException;
import java.io.InputStream;

/** Gives what other machines made of the gate slices; see {@link BatchWork}. */
@FunctionalInterface
public interface AttackedElsewhere {
    /**
     * The bytes that {@link BatchWork#attack} wrote of one batch.
     *
     * @param batch its place among all batches
     * @param subject the gate subject's id
     * @param first index of the first of its slices within the subject
     * @return closed by who asks; what comes after these bytes is not read
     */
    InputStream open(int batch, String subject, int first) throws IOException;
}
