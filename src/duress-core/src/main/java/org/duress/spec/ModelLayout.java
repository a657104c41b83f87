package org.duress.spec;

/** Order of a foreign model's image axes. */
public enum ModelLayout {
    /** Read off the model; NCHW where it does not say. */
    AUTO,
    /** {@code [batch, channels, height, width]}. */
    NCHW,
    /** {@code [batch, height, width, channels]}. */
    NHWC
}
