package org.duress.model.preprocess;

import org.duress.DuressException;
import org.duress.base.Grid;

/** What a spec says of each axis, against the axes that images have. */
final class Axes {
    private Axes() {}

    /**
     * Demands a number for each axis.
     *
     * @param what has the numbers, as a spec names it
     * @param given how many
     * @throws DuressException if the images have other axes; the message says which numbers there must be
     */
    static void require(String what, int given, Grid images) {
        if (given != images.rank()) {
            throw new DuressException(what + " has " + given + " numbers, but the images are "
                    + (images.rank() == 2
                            ? "slices of " + images + " pixels; give two, for rows and columns"
                            : "volumes of " + images + " voxels; give three, for planes, rows and columns"));
        }
    }
}
