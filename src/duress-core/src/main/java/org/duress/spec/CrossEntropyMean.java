package org.duress.spec;

/** Over what the masked cross-entropy of equation 5 is averaged; the paper does not say. */
public enum CrossEntropyMean {
    /** One mean over all masked pixels of the batch: large organs dominate. */
    BATCH,
    /** A mean over the masked pixels of each image, then over images. */
    IMAGE,
    /**
     * A mean over the pixels of each organ in the batch, then over organs: small organs count as much as large ones.
     */
    ORGAN
}
