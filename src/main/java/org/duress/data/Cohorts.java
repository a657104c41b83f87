package org.duress.data;

import org.duress.spec.CohortSpec;

/** Opens cohorts of every format and splits them by subject. */
public final class Cohorts {
    private Cohorts() {}

    /**
     * Reads (or generates) a cohort: label ids mapped to organs, intensities windowed and normalised per subject, slices
     * resampled.
     *
     * @throws org.duress.DuressException if anything about the files is wrong
     */
    public static Cohort open(CohortSpec spec) {
        throw new UnsupportedOperationException("coming");
    }

    /**
     * Splits by subject, never by slice.
     *
     * @throws org.duress.DuressException if a named subject is unknown or in both parts, a part is empty, or an organ is
     *     absent from the gate subjects
     */
    public static CohortSplit split(Cohort cohort, CohortSpec spec) {
        throw new UnsupportedOperationException("coming");
    }
}
