package org.duress.spec.key;

/** What is trained for a spec, kept in the store, and trained anew when a setting that it depends on changes. */
public enum Trained {
    /** The VAE-GAN attacker. */
    ATTACKER,
    /** The substitute of a model without gradients. */
    SUBSTITUTE
}
