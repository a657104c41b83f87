package org.duress.attack;

/**
 * What is added to a batch of images: the fields D and V of equation 1. Not copied.
 *
 * @param deformation D, {@code [count, height, width, 2]} row-major, displacement in pixels, x (columns) first, then y
 *     (rows): the perturbed pixel (y, x) samples the image at (y + D_y, x + D_x)
 * @param intensity V, {@code [count, height, width]} row-major, in standard deviations of the subject
 */
public record Perturbation(float[] deformation, float[] intensity, int count, int height, int width) {
    public Perturbation {
        int pixels = count * height * width;
        if (intensity.length != pixels || deformation.length != 2 * pixels) {
            throw new IllegalArgumentException(
                    "fields of " + count + " x " + height + " x " + width + " need " + 2 * pixels + " and " + pixels
                            + " values, not " + deformation.length + " and " + intensity.length);
        }
    }

    /** The fields that change nothing. */
    public static Perturbation none(int count, int height, int width) {
        return new Perturbation(
                new float[2 * count * height * width], new float[count * height * width], count, height, width);
    }
}
