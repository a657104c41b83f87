package org.duress.spec;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** The attacks that a gate can try on a model; of all they find the worst counts, slice by slice. */
public enum Contender {
    /** Counterexamples that an earlier run found; see {@link Search}. Not to be named in a spec. */
    REPLAY,
    /** Random smooth fields, the control: an attack that does not beat them proves nothing. Always tried. */
    RANDOM,
    /** The VAE-GAN attacker, trained with the model's own gradients (Chen et al. 2019). */
    VAEGAN,
    /** The VAE-GAN attacker, trained with the gradients of a substitute that has learnt the model's answers. */
    SUBSTITUTE,
    /** Gradient descent on the fields of each image, with the model's own gradients. */
    GRADIENT,
    /** Single concentrated fields, a set of places, sizes and signs, that the model is asked about one by one. */
    BUMPS,
    /** A search that only asks the model, from what the other contenders propose and from random smooth fields. */
    QUERY,
    /**
     * What hurt single gate slices most, tried on every other: a weakness that all slices share need only be hit on
     * one.
     */
    UNIVERSAL;

    /** Those that find nothing of their own. */
    public static final Set<Contender> AFTER_OTHERS = Collections.unmodifiableSet(EnumSet.of(RANDOM, UNIVERSAL));

    /** Those that follow the gradients of the model under test itself. */
    public static final Set<Contender> WITH_GRADIENTS = Collections.unmodifiableSet(EnumSet.of(VAEGAN, GRADIENT));

    /** Those that a network can be trained against: each finds something of its own, by the network itself. */
    public static final Set<Contender> IN_TRAINING =
            Collections.unmodifiableSet(EnumSet.of(VAEGAN, GRADIENT, BUMPS, QUERY));
}
