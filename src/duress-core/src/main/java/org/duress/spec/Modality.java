package org.duress.spec;

/** What made the images of a cohort; it says which natural shifts they can have. */
public enum Modality {
    /** Computed tomography: where the files are not 8-bit, intensities are Hounsfield units. */
    CT,
    /** Magnetic resonance, magnitude images. */
    MR,
    /** Radiographs. */
    XRAY,
    /** Photographs of the retina. */
    FUNDUS,
    ULTRASOUND
}
