package org.duress.gate.prepare;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.duress.attack.gradient.GradientHealth;
import org.duress.gate.attack.Control;
import org.duress.gate.canary.Canaries;
import org.duress.model.ImageBatch;

/**
 * What an attack is held against.
 *
 * @param random perturbations that know nothing of the model
 * @param gradients what the gradients were like that the attacks followed so far; empty where they follow none
 * @param canaries copies of the model with planted weaknesses, for the same attacks; asked only where they can decide
 * @param critic one score an image, the higher the more real; empty where no attacker brings one
 */
public record Controls(
        Control random,
        Supplier<Optional<GradientHealth>> gradients,
        Canaries canaries,
        Optional<Function<ImageBatch, double[]>> critic) {
    /** Nothing to hold it against. */
    public static final Controls NONE = new Controls(Control.NONE, Optional::empty, Canaries.NONE, Optional.empty());

    /** Those of a first look: one random field beside its one sample, and no canary, which no FAIL needs. */
    Controls ofFirstLook() {
        return new Controls(
                (images, like, samples, seed) -> random.perturb(images, like, 1, seed),
                NONE.gradients(),
                NONE.canaries(),
                critic);
    }
}
