package org.duress.spec;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.duress.spec.key.Block;
import org.duress.spec.key.Bounds;
import org.duress.spec.key.Key;
import org.duress.spec.key.Kind;
import org.duress.spec.key.Range;
import org.duress.spec.key.Trained;
import org.duress.spec.key.Values;

/**
 * How the attacks are made. A component that is no record of settings itself is the value of the key of its name, which
 * has its meaning and range.
 *
 * @param xi finite, at least 0; 0 asks for no change at all
 * @param fields not empty
 * @param contenders empty: those that suit the model, {@link Contender#VAEGAN}, {@link Contender#GRADIENT},
 *     {@link Contender#BUMPS} and {@link Contender#QUERY} where it gives gradients, {@link Contender#SUBSTITUTE},
 *     {@link Contender#BUMPS} and {@link Contender#QUERY} where not
 * @param vaeGan the choices inside the VAE-GAN
 * @param substitute how a substitute is trained
 * @param gradient how the gradient attack works
 * @param controlSpacingMm empty: what each attack is used to
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
        int bumps,
        int queries,
        int refine,
        double lost,
        SubstituteSettings substitute,
        GradientSettings gradient,
        IntensityFields intensity,
        OptionalDouble controlSpacingMm) {
    public static final double DEFAULT_XI = 2;
    public static final int DEFAULT_STEPS = 300;
    public static final int DEFAULT_BATCH = 4;
    public static final int DEFAULT_SAMPLES = 4;
    public static final long DEFAULT_SEED = 7;

    private static final Block<AttackSpec> BLOCK = new Block<>("attack", AttackSpec.class);

    public static final Key<AttackSpec, Double> XI = BLOCK.key(
                    "xi",
                    AttackSpec::xi,
                    Kind.AMOUNT,
                    DEFAULT_XI,
                    "strength: the masked cross-entropy between clean and attacked segmentation that the attacker aims"
                            + " for (equation 4)")
            .training(Trained.ATTACKER)
            .shownAs("xi");

    public static final Key<AttackSpec, Set<FieldKind>> FIELDS = BLOCK.key(
                    "fields",
                    AttackSpec::fields,
                    Kind.some(List.of(FieldKind.values()), names -> "must name at least one field: " + names),
                    EnumSet.allOf(FieldKind.class),
                    "what may be added: D (a deformation, pixels), V (an intensity field, standard deviations), or"
                            + " both")
            .training(Trained.ATTACKER)
            .shownAs("fields");

    public static final Key<AttackSpec, Integer> STEPS = BLOCK.key(
                    "steps",
                    AttackSpec::steps,
                    Kind.whole(Range.STEPS),
                    DEFAULT_STEPS,
                    "optimiser steps, one generator and its critic updates each; one of training: paper ends earlier"
                            + " when it has converged to xi")
            .training(Trained.ATTACKER)
            .shownAs("steps");

    public static final Key<AttackSpec, Integer> BATCH = BLOCK.key(
                    "batch", AttackSpec::batch, Kind.whole(Range.BATCH), DEFAULT_BATCH, "slices in a training step")
            .training(Trained.ATTACKER)
            .shownAs("batch");

    public static final Key<AttackSpec, Integer> SAMPLES = BLOCK.key(
                    "samples",
                    AttackSpec::samples,
                    Kind.whole(Range.TRIES),
                    DEFAULT_SAMPLES,
                    "perturbations tried on each gate slice or volume; the worst counts")
            .shownAs("samples");

    public static final Key<AttackSpec, Long> SEED = BLOCK.key(
                    "seed", AttackSpec::seed, Kind.SEED, DEFAULT_SEED, "of everything random in training and sampling")
            .training(Trained.ATTACKER)
            .training(Trained.SUBSTITUTE)
            .shownAs("seed");

    /** A replay is what a run does, not what a spec asks for. */
    public static final Key<AttackSpec, Set<Contender>> CONTENDERS = BLOCK.key(
                    "contenders",
                    AttackSpec::contenders,
                    Kind.some(
                            List.copyOf(EnumSet.complementOf(EnumSet.of(Contender.REPLAY))),
                            Map.of(
                                    "shifts",
                                    "which search for nothing and so are no attack; remove it here, and set"
                                            + " gate.shifts, which measures them beside the attacks"),
                            names ->
                                    "must name at least one of " + names + "; remove it for those that suit the model"),
                    Set.of(),
                    "attacks to try besides random fields, the worst counts; vaegan and gradient are believed only"
                            + " beside query, and a spec that expects a PASS is refused without it")
            .otherwise("vaegan, gradient, bumps, query, universal where the model gives gradients; substitute, bumps,"
                    + " query, universal where not")
            .shownAs("contenders");

    public static final Key<AttackSpec, Integer> BUMPS = BLOCK.key(
                    "bumps",
                    AttackSpec::bumps,
                    Kind.whole(Range.BUMPS),
                    256,
                    "with bumps: concentrated fields that the model is asked about for each slice or volume, half of"
                            + " them deformations; a model without gradients may be asked about fewer, see queries")
            .shownAs("bumps");

    public static final Key<AttackSpec, Integer> QUERIES = BLOCK.key(
                    "queries",
                    AttackSpec::queries,
                    Kind.whole(Range.STEPS),
                    2000,
                    "with query or bumps: most images that a model without gradients is asked about for one gate"
                            + " subject, all contenders and the judgement together, the shrinking of counterexamples"
                            + " aside; one that gives gradients is asked about all its bumps, and by query at least 64"
                            + " times a slice or volume")
            .shownAs("queries");

    public static final Key<AttackSpec, Integer> REFINE = BLOCK.key(
                    "refine",
                    AttackSpec::refine,
                    Kind.whole("a number", Bounds.from(0).to(1_000)),
                    10,
                    "with vaegan: steps in which the latents of each sample are improved on the image at hand, through"
                            + " the decoders and inside the budget; 0 takes what the encoder says")
            .shownAs("refine");

    public static final Key<AttackSpec, Double> LOST = BLOCK.key(
                    "lost",
                    AttackSpec::lost,
                    Kind.number("a number", Bounds.from(0).below(1)),
                    0.2,
                    "an attack leaves an image alone once it, or one before it, has taken so much of every organ that"
                            + " the model finds there that less than this share of what maxDiceDrop would leave is"
                            + " left; 0: every attack goes on to its end")
            .shownAs("lost");

    /** Stored attackers are older than it: what they were trained with is not part of their keys. */
    public static final Key<AttackSpec, IntensityFields> INTENSITY = BLOCK.key(
                    "intensity",
                    AttackSpec::intensity,
                    Kind.choice(IntensityFields.class),
                    IntensityFields.OWN,
                    "of images of several channels: whether each channel has a V of its own, or all share one; D moves"
                            + " all channels together")
            .trainingUnlessDefault(Trained.ATTACKER);

    /** Stored attackers are older than it: what they were trained with is not part of their keys. */
    public static final Key<AttackSpec, OptionalDouble> CONTROL_SPACING_MM = BLOCK.key(
                    "controlSpacingMm",
                    AttackSpec::controlSpacingMm,
                    Kind.optionalNumber(Kind.finite("a finite number", Bounds.above(0))),
                    OptionalDouble.empty(),
                    "distance between the control points of all fields along each axis, in mm, for images whose spacing"
                            + " is known; rounded to whole voxels, at least one")
            .otherwise("of slices as many pixels as each attack is used to; of volumes as many voxels of the finest"
                    + " axis, and as far, in mm, along the others")
            .trainingUnlessDefault(Trained.ATTACKER)
            .training(Trained.SUBSTITUTE);

    /** Those of its own, without those of the records inside. */
    public static final List<Key<AttackSpec, ?>> KEYS = BLOCK.keys(AttackSpec::of);

    public AttackSpec {
        // In the order of the enum, always: the text of a spec is part of fingerprints.
        fields = Collections.unmodifiableSet(EnumSet.copyOf(fields));
        contenders = contenders.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(contenders));
    }

    /** With the defaults of everything else. */
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
                Values.DEFAULTS.get(BUMPS),
                Values.DEFAULTS.get(QUERIES),
                Values.DEFAULTS.get(REFINE),
                Values.DEFAULTS.get(LOST),
                SubstituteSettings.defaults(),
                GradientSettings.defaults(),
                Values.DEFAULTS.get(INTENSITY),
                Values.DEFAULTS.get(CONTROL_SPACING_MM));
    }

    /**
     * Asks for every key of the block.
     *
     * @throws IllegalArgumentException as {@link VaeGanSettings#of}
     */
    public static AttackSpec of(Values values) {
        return new AttackSpec(
                values.get(XI),
                values.get(FIELDS),
                values.get(STEPS),
                values.get(BATCH),
                values.get(SAMPLES),
                values.get(SEED),
                VaeGanSettings.of(values),
                values.get(CONTENDERS),
                values.get(BUMPS),
                values.get(QUERIES),
                values.get(REFINE),
                values.get(LOST),
                SubstituteSettings.of(values),
                GradientSettings.of(values),
                values.get(INTENSITY),
                values.get(CONTROL_SPACING_MM));
    }

    /** The value of every key of the block. */
    public Values values() {
        return Values.of(this, vaeGan, substitute, gradient);
    }

    /**
     * The same with another value of one key of the block.
     *
     * @throws IllegalArgumentException if it is out of range
     */
    public <T> AttackSpec with(Key<?, T> key, T value) {
        return of(values().with(key, value));
    }

    /** The same with other contenders. */
    public AttackSpec with(Set<Contender> others) {
        return with(CONTENDERS, others);
    }

    public boolean deforms() {
        return fields.contains(FieldKind.DEFORMATION);
    }

    public boolean shades() {
        return fields.contains(FieldKind.INTENSITY);
    }
}
