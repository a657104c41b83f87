package org.duress.spec;

/** What the files of a cohort are. */
public enum CohortFormat {
    /** Paired folders of PNG slices. */
    PNG,
    /** Paired folders of NIfTI volumes, one a subject. */
    NIFTI,
    /** Synthetic abdominal CT, generated. */
    PHANTOM,
    /** Handed over by test code, already read; no spec file can ask for it. */
    GIVEN
}
