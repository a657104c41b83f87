package org.duress.spec;

/** How the VAE-GAN attacker is trained. */
public enum AttackerTraining {
    /**
     * At the budget that is judged: fields fill it inside each training step, for a p drawn anew each time, and the
     * encoder sees beside the image where the model is soft. One attacker serves every p.
     */
    BUDGET,
    /** Equations 2 to 6 of Chen et al. 2019: the image alone is seen, and norms keep the fields small. */
    PAPER
}
