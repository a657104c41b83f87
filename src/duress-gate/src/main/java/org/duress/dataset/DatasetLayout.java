package org.duress.dataset;

import java.nio.file.Files;
import java.nio.file.Path;
import org.duress.DuressException;
import org.duress.spec.CohortSpec;

/** How a data set lies on a disk. */
public sealed interface DatasetLayout permits NiftiLayout, PngLayout, NnUNetLayout {
    /**
     * Writes images, labels and {@code export.json}, which says of each image what it is.
     *
     * <p>Intensities are in the own units of the cohort's files where these are known ({@link
     * org.duress.data.IntensityScale}), and in standard deviations of the subject elsewhere.
     *
     * @param attacked what to write
     * @param spec of its cohort
     * @param out folder; made when missing
     * @return one sentence for a human reader
     * @throws DuressException if the layout cannot hold such images or labels, or there is a data set already
     * @throws org.duress.EnvironmentException if a file cannot be written
     */
    String write(AttackedCohort attacked, CohortSpec spec, Path out);

    /** Where the data set lies below a folder. */
    default Path folder(Path out) {
        return out;
    }

    /**
     * Refuses a folder that has a data set: two would be mixed up, and the images of one kept under the list of the
     * other. To be asked before what takes long.
     *
     * @throws DuressException if there is one
     */
    default void requireFree(Path out) {
        Path there = folder(out).resolve(Listing.FILE);
        if (Files.exists(there)) {
            throw new DuressException("there is a data set already, " + there + "; remove its folder, or name another");
        }
    }
}
