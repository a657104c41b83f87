package org.duress.attack;

import java.util.Arrays;
import java.util.List;

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

    /** The fields of one image of the batch; a copy. */
    public Perturbation one(int image) {
        int pixels = height * width;
        return new Perturbation(
                Arrays.copyOfRange(deformation, 2 * image * pixels, 2 * (image + 1) * pixels),
                Arrays.copyOfRange(intensity, image * pixels, (image + 1) * pixels),
                1,
                height,
                width);
    }

    /** Batches of one size as one batch, in order; at least one. */
    public static Perturbation joined(List<Perturbation> batches) {
        Perturbation first = batches.get(0);
        int count = batches.stream().mapToInt(Perturbation::count).sum();
        Perturbation all = none(count, first.height, first.width);
        int to = 0;
        for (Perturbation batch : batches) {
            System.arraycopy(batch.deformation, 0, all.deformation, 2 * to, batch.deformation.length);
            System.arraycopy(batch.intensity, 0, all.intensity, to, batch.intensity.length);
            to += batch.intensity.length;
        }
        return all;
    }

    /** The fields that change nothing. */
    public static Perturbation none(int count, int height, int width) {
        return new Perturbation(
                new float[2 * count * height * width], new float[count * height * width], count, height, width);
    }
}
