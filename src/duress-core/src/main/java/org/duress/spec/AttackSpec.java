package org.duress.spec;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * How the attacker is trained and used.
 *
 * @param xi target of the masked cross-entropy between clean and attacked segmentation (equation 4); finite,
 *     at least 0. 0 asks for no change at all
 * @param fields which fields the attacker may add; not empty
 * @param steps most optimiser steps (one generator and its critic updates each); at least 1. Training ends
 *     earlier when the cross-entropy has converged to xi
 * @param batch slices in a training step; at least 1
 * @param samples perturbations drawn per gate slice; the worst counts; at least 1
 * @param seed of everything random in training and sampling
 * @param vaeGan the choices inside the VAE-GAN
 * @param contenders the attacks to try besides {@link Contender#RANDOM}; empty: those that suit the model,
 *     {@link Contender#VAEGAN}, {@link Contender#GRADIENT} and {@link Contender#QUERY} where it gives gradients,
 *     {@link Contender#SUBSTITUTE} and {@link Contender#QUERY} where not
 * @param queries most images of one gate subject that the model is asked about, all contenders and the judgement
 *     together, when {@link Contender#QUERY} is among the contenders and the model gives no gradients; at least 1
 * @param substitute how a substitute is trained
 * @param gradient how the gradient attack works
 */
public record AttackSpec(
        double xi,
        Set<FieldKind> fields,
        int steps,
        int batch,
        int samples,
        long seed,
        VaeGanSettings vaeGan,
        Set<Contender> contenders,
        int queries,
        SubstituteSettings substitute,
        GradientSettings gradient) {
    /** Default of {@code queries}. */
    public static final int DEFAULT_QUERIES = 2000;

    public AttackSpec {
        // In the order of the enum, always: the text of a spec is part of fingerprints.
        fields = Collections.unmodifiableSet(EnumSet.copyOf(fields));
        contenders = contenders.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(contenders));
    }

    /** With the contenders that suit the model. */
    public AttackSpec(
            double xi, Set<FieldKind> fields, int steps, int batch, int samples, long seed, VaeGanSettings vaeGan) {
        this(
                xi,
                fields,
                steps,
                batch,
                samples,
                seed,
                vaeGan,
                Set.of(),
                DEFAULT_QUERIES,
                SubstituteSettings.defaults(),
                GradientSettings.defaults());
    }

    /** The same with another number of queries. */
    public AttackSpec withQueries(int others) {
        return new AttackSpec(
                xi, fields, steps, batch, samples, seed, vaeGan, contenders, others, substitute, gradient);
    }

    /** The same with other contenders. */
    public AttackSpec with(Set<Contender> others) {
        return new AttackSpec(xi, fields, steps, batch, samples, seed, vaeGan, others, queries, substitute, gradient);
    }

    public boolean deforms() {
        return fields.contains(FieldKind.DEFORMATION);
    }

    public boolean shades() {
        return fields.contains(FieldKind.INTENSITY);
    }
}
