package org.duress.attack;

import java.util.List;
import org.duress.model.ImageBatch;

/** Anything that maps images to perturbations, within the budget it was made with. */
public interface Attack {
    /**
     * Draws perturbations.
     *
     * @param images the images to perturb
     * @param samples most perturbations per image, at least 1
     * @param seed the same seed gives the same perturbations
     * @return 1 to {@code samples} perturbations, each for the whole batch. An attack that draws gives as many as it
     *     may, one that searches gives the worst it found
     */
    List<Perturbation> perturb(ImageBatch images, int samples, long seed);
}
