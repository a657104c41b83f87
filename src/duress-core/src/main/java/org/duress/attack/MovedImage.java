package org.duress.attack;

import org.duress.model.ImageBatch;

/**
 * One image moved by a deformation of any size, for searches over that size: as long as it stays the same, the image is
 * not moved again. Mutable, for one thread.
 */
final class MovedImage {
    private final ImageBatch image;
    private final float[] deformation;
    private double factor = Double.NaN;
    private float[] moved = {};

    /**
     * Nothing is moved yet.
     *
     * @param image a batch of one
     * @param deformation D, not copied and not to be changed
     */
    MovedImage(ImageBatch image, float[] deformation) {
        this.image = image;
        this.deformation = deformation;
    }

    /** The image moved by a factor of D, with V added, as {@link Warp#perturb} gives it; fresh. */
    float[] perturbed(double times, float[] intensity) {
        if (times != factor) {
            moved = Warp.moved(image, Perturbation.scaled(deformation, times));
            factor = times;
        }
        float[] perturbed = Warp.sum(moved, intensity);
        Warp.keepOutside(image, perturbed, image.pixels());
        return perturbed;
    }

    /** p of it. */
    double perceptibility(double times, float[] intensity) {
        return Perceived.perceptibility(image, perturbed(times, intensity), 0);
    }
}
