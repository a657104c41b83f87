package org.duress.model;

import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.base.ImageKind;

/** Of which images a model is: slices or volumes. */
public final class Dimensions {
    private Dimensions() {}

    /** Slices, or volumes. */
    public static String words(int rank) {
        return ImageKind.of(rank).images();
    }

    /**
     * Refuses images that a model is not made for.
     *
     * @param model how messages name it
     * @param rank axes of its images, 2 or 3
     * @throws DuressException if the images have others
     */
    public static void require(String model, int rank, Grid images) {
        if (rank != images.rank()) {
            throw new DuressException(model + " takes " + words(rank) + ", and these images are "
                    + words(images.rank()) + " of " + images + " "
                    + images.kind().points() + "; set cohort.dimensions to " + rank
                    + ", or give a model of " + words(images.rank()));
        }
    }
}
