package org.duress.gate;

import java.io.IOException;
import java.io.InputStream;

/** Has other machines do the work of a gate, see {@link BatchWork}. */
@FunctionalInterface
public interface WorkElsewhere {
    /** What came of the pieces of an order. */
    @FunctionalInterface
    interface Done {
        /**
         * The bytes that {@link BatchWork.Begun#work} wrote of one piece. Pieces are asked for in their order, each
         * once; the last ones perhaps never.
         *
         * @param piece from 0
         * @return closed by who asks; what comes after these bytes is not read
         * @throws IOException if they cannot be read
         */
        InputStream open(int piece) throws IOException;
    }

    /**
     * Has it done.
     *
     * @param order may be written until all its pieces are there
     */
    Done begin(WorkOrder order);
}
