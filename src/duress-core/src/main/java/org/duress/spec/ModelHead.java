package org.duress.spec;

/** What the last values of a model are, before Duress makes them probabilities of classes. */
public enum ModelHead {
    /** Read off the model: its last layer, or where that cannot be seen, its values. */
    AUTO,
    /** One probability a class, background first, which sum to 1. */
    PROBABILITIES,
    /** One number a class, background first; softmax makes them probabilities. */
    LOGITS,
    /**
     * One probability an organ, each for itself (a sigmoid), no background. A pixel is the organ with the largest one
     * above 0.5.
     */
    ORGAN_PROBABILITIES,
    /** What a sigmoid makes {@link #ORGAN_PROBABILITIES}. */
    ORGAN_LOGITS
}
