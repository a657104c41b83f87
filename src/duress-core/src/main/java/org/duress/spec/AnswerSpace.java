package org.duress.spec;

/** In which numbers answers about one pixel are averaged, and interpolated, before its class is chosen. */
public enum AnswerSpace {
    /** Probabilities of classes, as MONAI's bundles bring them back to the file's grid. */
    PROBABILITIES,
    /** Logarithms of probabilities: the same as what softmax, or an organ's sigmoid, is applied to afterwards. */
    LOGITS
}
