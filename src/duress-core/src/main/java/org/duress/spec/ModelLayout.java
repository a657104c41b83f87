package org.duress.spec;

/** Order of a foreign model's image axes. */
public enum ModelLayout {
    /** Read off the model; NCHW where it does not say. */
    AUTO,
    /** Channels first: {@code [batch, channels, height, width]}, of volumes with the depth before the height. */
    NCHW,
    /** Channels last: {@code [batch, height, width, channels]}, of volumes with the depth before the height. */
    NHWC
}
