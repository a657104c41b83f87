package org.duress.spec;

/** The two fields of equation 1 of Chen et al. 2019 that an attacker may add. */
public enum FieldKind {
    /** D: a displacement in pixels for each pixel. */
    DEFORMATION,
    /** V: a smooth offset in standard deviations for each pixel. */
    INTENSITY
}
