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
     * above 0.5; where the cohort's organs overlap, every organ whose own is above 0.5.
     */
    ORGAN_PROBABILITIES,
    /**
     * What a sigmoid makes {@link #ORGAN_PROBABILITIES}. Probabilities of classes are the softmax of these and of 0 for
     * the background: the largest is an organ exactly where that organ's sigmoid is above 0.5 and above the others',
     * and for one organ its probability is the sigmoid.
     */
    ORGAN_LOGITS;

    /** What values are that are no probabilities: an organ's where there is one channel, else each class's. */
    public static ModelHead ofLogits(int channels) {
        return channels == 1 ? ORGAN_LOGITS : LOGITS;
    }

    /** Whether values are probabilities as they are. */
    public boolean ofProbabilities() {
        return this == PROBABILITIES || this == ORGAN_PROBABILITIES;
    }

    /** Whether there is a value for each organ, and none for the background. */
    public boolean ofOrgans() {
        return this == ORGAN_PROBABILITIES || this == ORGAN_LOGITS;
    }

    /** Classes, background included, that so many channels of values tell of. */
    public int classes(int channels) {
        return ofOrgans() ? channels + 1 : channels;
    }
}
