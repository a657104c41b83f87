package org.duress.attack;

import java.util.Arrays;
import java.util.List;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;

/**
 * What is added to a batch of images: the fields D and V of equation 1. Not copied.
 *
 * @param deformation D, {@code [count, grid, rank]} row-major, displacement in pixels, or voxels, a component for each
 *     axis, the fastest axis first: x (columns), then y (rows), then, of volumes, z (planes). The perturbed pixel (y,
 *     x) samples the image at (y + D_y, x + D_x), the perturbed voxel (z, y, x) at (z + D_z, y + D_y, x + D_x). Voxels
 *     are the unit along every axis, however far apart they are in millimetres
 * @param intensity V, {@code [count, grid, channels]} row-major, in standard deviations of the subject
 * @param count images that it is for
 * @param grid of these images
 * @param channels of these images, and of V
 */
public record Perturbation(float[] deformation, float[] intensity, int count, Grid grid, int channels) {
    public Perturbation {
        int pixels = count * grid.voxels();
        if (intensity.length != channels * pixels || deformation.length != grid.rank() * pixels) {
            throw new IllegalArgumentException("fields of " + count + " x " + grid + " with " + channels
                    + " channels need " + grid.rank() * pixels + " and " + channels * pixels + " values, not "
                    + deformation.length + " and " + intensity.length);
        }
    }

    /** Fields for images of one channel. */
    public Perturbation(float[] deformation, float[] intensity, int count, Grid grid) {
        this(deformation, intensity, count, grid, 1);
    }

    /** Fields for a batch of images. */
    public Perturbation(float[] deformation, float[] intensity, ImageBatch images) {
        this(deformation, intensity, images.count(), images.grid(), images.channels());
    }

    /** Components of D: as many as the grid has axes. */
    public int components() {
        return grid.rank();
    }

    /** Whether these are fields for a batch: as many images, on a grid as large, of as many channels. */
    public boolean fits(ImageBatch images) {
        return count == images.count() && grid.fits(images.grid()) && channels == images.channels();
    }

    /** The fields of one image of the batch; a copy, or these fields where there is no other image. */
    public Perturbation one(int image) {
        if (count == 1) {
            return this;
        }
        int d = grid.voxels() * components();
        int v = grid.voxels() * channels;
        return new Perturbation(
                Arrays.copyOfRange(deformation, image * d, (image + 1) * d),
                Arrays.copyOfRange(intensity, image * v, (image + 1) * v),
                1,
                grid,
                channels);
    }

    /** The same values in arrays of their own. */
    public Perturbation copy() {
        return new Perturbation(deformation.clone(), intensity.clone(), count, grid, channels);
    }

    /** The fields times a number each; 1 gives the field itself, not a copy. */
    public Perturbation times(double ofDeformation, double ofIntensity) {
        return new Perturbation(
                scaled(deformation, ofDeformation), scaled(intensity, ofIntensity), count, grid, channels);
    }

    /** A field times a factor; the field itself, not a copy, for 1. */
    static float[] scaled(float[] field, double factor) {
        if (factor == 1) {
            return field;
        }
        float[] out = new float[field.length];
        if (factor != 0) {
            for (int i = 0; i < field.length; i++) {
                out[i] = (float) (factor * field[i]);
            }
        }
        return out;
    }

    /** The same with V in one channel alone. */
    public Perturbation inChannel(int channel) {
        float[] alone = new float[intensity.length];
        for (int i = channel; i < alone.length; i += channels) {
            alone[i] = intensity[i];
        }
        return new Perturbation(deformation, alone, count, grid, channels);
    }

    /** Copies the fields of so many images to here, over those from one image on. */
    public void put(int image, Perturbation fields) {
        int pixels = image * grid.voxels();
        System.arraycopy(fields.deformation, 0, deformation, pixels * components(), fields.deformation.length);
        System.arraycopy(fields.intensity, 0, intensity, pixels * channels, fields.intensity.length);
    }

    /** Batches of one size as one batch, in order; at least one. A copy, or the only one itself. */
    public static Perturbation joined(List<Perturbation> batches) {
        Perturbation first = batches.get(0);
        if (batches.size() == 1) {
            return first;
        }
        Perturbation all = none(batches.stream().mapToInt(Perturbation::count).sum(), first.grid, first.channels);
        int to = 0;
        for (Perturbation batch : batches) {
            all.put(to, batch);
            to += batch.count;
        }
        return all;
    }

    /** The fields that change nothing about images of one channel. */
    public static Perturbation none(int count, Grid grid) {
        return none(count, grid, 1);
    }

    /** The fields that change nothing about these images. */
    public static Perturbation none(ImageBatch images) {
        return none(images.count(), images.grid(), images.channels());
    }

    private static Perturbation none(int count, Grid grid, int channels) {
        int pixels = count * grid.voxels();
        return new Perturbation(new float[pixels * grid.rank()], new float[pixels * channels], count, grid, channels);
    }
}
