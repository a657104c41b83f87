package org.duress.testkit.planted;

/** What a planted model does with its answer and its gradients before it gives them away. */
public enum Head {
    /** Gives both as they are. */
    PLAIN,
    /** Logits times 1000: nothing but 0 and 1, and gradients that vanish. */
    SATURATED,
    /** A hard threshold: the class alone, and no gradient at all. */
    MASKED,
    /** Answers that change from call to call. */
    RANDOMISED,
    /** Gradients that are no numbers. */
    BROKEN
}
