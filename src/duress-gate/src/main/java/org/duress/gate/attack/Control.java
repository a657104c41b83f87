package org.duress.gate.attack;

import java.util.List;
import org.duress.attack.Perturbation;
import org.duress.model.ImageBatch;

/** Perturbations that know nothing of the model, to compare an attack with. */
@FunctionalInterface
public interface Control {
    /** No control. */
    Control NONE = (images, like, samples, seed) -> List.of();

    /**
     * Draws perturbations.
     *
     * @param like what the attacks found, one perturbation an image: each draw is as large
     * @return at most {@code samples}
     */
    List<Perturbation> perturb(ImageBatch images, Perturbation like, int samples, long seed);
}
