package org.duress.attack;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.duress.base.Grid;
import org.duress.base.Scope;
import org.duress.base.SideBySide;
import org.duress.model.ImageBatch;

/**
 * Moves images and labels by a deformation field: f_D of equation 1. Pixel (y, x) of the result samples the image at
 * (y + D_y, x + D_x), voxel (z, y, x) of a volume at (z + D_z, y + D_y, x + D_x); outside the image its border is
 * repeated. Slices are sampled by Lanczos' windowed sinc, volumes and all maps linearly along each axis.
 */
public final class Warp {
    private Warp() {}

    /**
     * Rebuilds perturbed images, I_DV = f_D(I_0, D) + V (equation 1): slices with Lanczos interpolation of eight taps
     * an axis, so that moving by a fraction of a pixel does not blur, volumes trilinearly, for there eight taps an axis
     * are 512. Zero fields give back the very same values. Outside the field of view both fields end: the image stays
     * as it is ({@link Scope}).
     *
     * @return a fresh batch of the same shape; what does not count has moved with D
     */
    public static ImageBatch perturb(ImageBatch images, Perturbation perturbation) {
        requireSameShape(images, perturbation);
        float[] pixels = sum(moved(images, perturbation.deformation()), perturbation.intensity());
        keepOutside(images, pixels, images.pixels());
        return perturbed(images, perturbation, pixels);
    }

    /** The same of images whose perturbed pixels are known. */
    static ImageBatch perturbed(ImageBatch images, Perturbation perturbation, float[] pixels) {
        ImageBatch perturbed = images.with(pixels);
        return images.countsEverywhere()
                ? perturbed
                : perturbed.scoped(IntStream.range(0, images.count())
                        .mapToObj(i -> moved(images.scope(i), perturbation.one(i)))
                        .toList());
    }

    /** The images moved by D, without regard to where they may be attacked; fresh. */
    static float[] moved(ImageBatch images, float[] d) {
        return images.grid().rank() == 2
                ? Lanczos.moved(images, d)
                : Multilinear.moved(images.pixels(), images.channels(), d, images.grid());
    }

    private static Scope moved(Scope scope, Perturbation fields) {
        return scope.all() ? scope : Scope.of(labels(scope.codes(), fields.deformation(), fields.grid()));
    }

    /** Brings values outside the field of view back to what they were. */
    public static void keepOutside(ImageBatch images, float[] values, float[] before) {
        int channels = images.channels();
        int pixels = images.grid().voxels();
        for (int i = 0; i < images.count(); i++) {
            Scope scope = images.scope(i);
            for (int p = 0; p < pixels && !scope.all(); p++) {
                if (!scope.inside(p)) {
                    int at = (i * pixels + p) * channels;
                    System.arraycopy(before, at, values, at, channels);
                }
            }
        }
    }

    /** No gradient leads out of the field of view. */
    static void endOutside(ImageBatch images, float[] imageGradient) {
        if (!images.countsEverywhere()) {
            keepOutside(images, imageGradient, new float[imageGradient.length]);
        }
    }

    /** The moved images with V added. */
    static float[] sum(float[] moved, float[] intensity) {
        float[] out = new float[moved.length];
        for (int p = 0; p < out.length; p++) {
            out[p] = moved[p] + intensity[p];
        }
        return out;
    }

    /**
     * The exact adjoint of {@link #perturb}: pulls dL/dI_DV back to dL/dD. With respect to V it is the identity, but
     * zero outside the field of view. Where the sampling point was clamped to the border, the derivative is zero.
     *
     * @param images the images that were perturbed
     * @param perturbation the fields
     * @param imageGradient dL/dI_DV, of the shape of the images; becomes dL/dV
     * @param deformationGradient receives dL/dD, {@code [count, grid, rank]}, x first; overwritten
     */
    public static void pullback(
            ImageBatch images, Perturbation perturbation, float[] imageGradient, float[] deformationGradient) {
        requireSameShape(images, perturbation);
        Arrays.fill(deformationGradient, 0);
        endOutside(images, imageGradient);
        float[] d = perturbation.deformation();
        if (images.grid().rank() == 2) {
            Lanczos.pullback(images, d, imageGradient, deformationGradient);
        } else {
            Multilinear.pullback(
                    images.pixels(), images.channels(), d, images.grid(), imageGradient, deformationGradient);
        }
    }

    /**
     * Moves maps of several channels by D, such as soft segmentations, linearly along each axis: shares stay between 0
     * and 1, and add up to 1.
     *
     * @param maps {@code [count, grid, channels]} row-major
     * @param perturbation gives D; its intensity field is not used
     * @return a fresh array of the same shape
     */
    public static float[] maps(float[] maps, int channels, Perturbation perturbation) {
        return Multilinear.moved(maps, channels, perturbation.deformation(), perturbation.grid());
    }

    /**
     * The exact adjoint of {@link #maps} with respect to D.
     *
     * @param maps the maps that were moved
     * @param mapGradient dL/d(moved maps), of the same shape
     * @param deformationGradient dL/dD is added to it, {@code [count, grid, rank]}, x first
     */
    public static void mapsPullback(
            float[] maps, int channels, Perturbation perturbation, float[] mapGradient, float[] deformationGradient) {
        Multilinear.pullback(
                maps, channels, perturbation.deformation(), perturbation.grid(), mapGradient, deformationGradient);
    }

    /**
     * Moves the label map of one slice or volume by D with nearest-neighbour interpolation. What is outside
     * the field of view stays.
     *
     * @param classes a class, or a code of {@link Scope}, for each point of the grid
     * @param deformation D, as of {@link Perturbation#deformation}
     * @return a fresh array
     */
    public static byte[] labels(byte[] classes, float[] deformation, Grid grid) {
        byte[] out = new byte[classes.length];
        int rank = grid.rank();
        int planes = grid.planes();
        int rows = grid.rows();
        int columns = grid.columns();
        SideBySide.rows(planes * rows, columns, (from, to) -> {
            for (int line = from; line < to; line++) {
                int z = line / rows;
                int y = line % rows;
                for (int x = 0, p = line * columns; x < columns; x++, p++) {
                    int sx = Math.round(clamp(x + deformation[rank * p], columns - 1));
                    int sy = Math.round(clamp(y + deformation[rank * p + 1], rows - 1));
                    int sz = rank == 2 ? 0 : Math.round(clamp(z + deformation[rank * p + 2], planes - 1));
                    out[p] = classes[p] == Scope.OUTSIDE ? Scope.OUTSIDE : classes[(sz * rows + sy) * columns + sx];
                }
            }
        });
        return out;
    }

    /** A position brought onto an axis that ends at its last pixel. */
    static float clamp(float value, int last) {
        // Of float, Math.max and Math.min take several times as long.
        return value > 0 ? value < last ? value : last : 0;
    }

    private static void requireSameShape(ImageBatch images, Perturbation perturbation) {
        if (!perturbation.fits(images)) {
            throw new IllegalArgumentException("fields of " + perturbation.count() + " x " + perturbation.grid()
                    + " do not fit images of " + images.count() + " x " + images.grid());
        }
    }
}
