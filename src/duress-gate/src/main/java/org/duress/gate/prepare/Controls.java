package org.duress.gate.prepare;

import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.duress.attack.gradient.GradientHealth;
import org.duress.gate.attack.Control;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.judge.RealismJudge;
import org.duress.model.ImageBatch;
import org.duress.result.CanaryEvidence;

/**
 * What an attack is held against.
 *
 * @param random perturbations that know nothing of the model
 * @param gradients what the gradients were like that the attacks followed so far; empty where they follow none
 * @param canaries what the same attacks do to copies of the model with planted weaknesses; asked only where it can
 *     decide
 * @param critic one score an image, the higher the more real; empty where no attacker brings one
 */
public record Controls(
        Control random,
        Supplier<Optional<GradientHealth>> gradients,
        BiFunction<Baseline, RealismJudge, List<CanaryEvidence>> canaries,
        Optional<Function<ImageBatch, double[]>> critic) {
    /** Nothing to hold it against. */
    public static final Controls NONE =
            new Controls(Control.NONE, Optional::empty, (baseline, realism) -> List.of(), Optional.empty());

    /** Those of a first look: one random field beside its one sample, and no canary, which no FAIL needs. */
    Controls ofFirstLook() {
        return new Controls(
                (images, like, samples, seed) -> random.perturb(images, like, 1, seed),
                NONE.gradients(),
                NONE.canaries(),
                critic);
    }
}
