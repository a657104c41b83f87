package org.duress.spec;

/** The attacks that a gate can try on a model; of all they find the worst counts, slice by slice. */
public enum Contender {
    /** The VAE-GAN attacker, trained with the model's own gradients (Chen et al. 2019). */
    VAEGAN,
    /** The VAE-GAN attacker, trained with the gradients of a substitute that has learnt the model's answers. */
    SUBSTITUTE,
    /** A search that only asks the model, from what the other contenders propose or from random smooth fields. */
    QUERY
}
