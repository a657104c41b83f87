package org.duress.attack;

import org.duress.model.ImageBatch;

/** Moves images and labels by a deformation field: f_D of equation 1. Outside the image, the border is repeated. */
public final class Warp {
    private Warp() {}

    /**
     * Rebuilds perturbed images, I_DV = f_D(I_0, D) + V (equation 1), with bilinear interpolation.
     *
     * @return a fresh batch of the same shape
     */
    public static ImageBatch perturb(ImageBatch images, Perturbation perturbation) {
        throw new UnsupportedOperationException("coming");
    }

    /**
     * Moves one slice's label map by D with nearest-neighbour interpolation.
     *
     * @param classes {@code height * width}
     * @param deformation D, {@code height * width * 2}, x first
     * @return a fresh array
     */
    public static byte[] labels(byte[] classes, float[] deformation, int height, int width) {
        throw new UnsupportedOperationException("coming");
    }
}
