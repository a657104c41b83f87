package org.duress.attack;

import java.util.BitSet;
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

    /**
     * The same where some images may be left alone, because nothing is left to find there. For the others the
     * perturbations are the same, whichever these are.
     *
     * @param lost their places in the batch; not all of them, and not to be changed
     * @return for those any perturbations
     */
    default List<Perturbation> perturb(ImageBatch images, BitSet lost, int samples, long seed) {
        return perturb(images, samples, seed);
    }
}
