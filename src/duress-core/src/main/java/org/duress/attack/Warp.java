package org.duress.attack;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.duress.base.Grid;
import org.duress.base.Scope;
import org.duress.model.ImageBatch;

/**
 * Moves images and labels by a deformation field: f_D of equation 1. Pixel (y, x) of the result samples the image at
 * (y + D_y, x + D_x); outside the image its border is repeated.
 */
public final class Warp {
    private Warp() {}

    /**
     * Rebuilds perturbed images, I_DV = f_D(I_0, D) + V (equation 1), with Lanczos interpolation of eight taps an axis,
     * so that moving by a fraction of a pixel does not blur. Zero fields give back the very same values. Outside the
     * field of view both fields end: the image stays as it is ({@link Scope}).
     *
     * @return a fresh batch of the same shape; what does not count has moved with D
     */
    public static ImageBatch perturb(ImageBatch images, Perturbation perturbation) {
        requireSameShape(images, perturbation);
        ImageBatch perturbed =
                images.with(sum(Lanczos.moved(images, perturbation.deformation()), perturbation.intensity()));
        if (images.countsEverywhere()) {
            return perturbed;
        }
        keepOutside(images, perturbed.pixels(), images.pixels());
        return perturbed.scoped(IntStream.range(0, images.count())
                .mapToObj(i -> moved(images.scope(i), perturbation.one(i)))
                .toList());
    }

    private static Scope moved(Scope scope, Perturbation fields) {
        return scope.all() ? scope : Scope.of(labels(scope.codes(), fields.deformation(), fields.grid()));
    }

    /** Brings values outside the field of view back to what they were. */
    static void keepOutside(ImageBatch images, float[] values, float[] before) {
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
        if (!images.countsEverywhere()) {
            keepOutside(images, imageGradient, new float[imageGradient.length]);
        }
        Lanczos.pullback(images, perturbation.deformation(), imageGradient, deformationGradient);
    }

    /**
     * Moves maps of several channels by D, such as soft segmentations, with bilinear interpolation: shares stay between
     * 0 and 1, and add up to 1.
     *
     * @param maps {@code [count, grid, channels]} row-major
     * @param perturbation gives D; its intensity field is not used
     * @return a fresh array of the same shape
     */
    public static float[] maps(float[] maps, int channels, Perturbation perturbation) {
        float[] out = new float[maps.length];
        int height = perturbation.grid().height();
        int width = perturbation.grid().width();
        float[] d = perturbation.deformation();
        Sample sample = new Sample(height, width);
        for (int p = 0, b = 0; b < perturbation.count(); b++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++, p++) {
                    sample.at(b, x + d[2 * p], y + d[2 * p + 1]);
                    for (int c = 0; c < channels; c++) {
                        float a = maps[sample.topLeft * channels + c];
                        float e = maps[sample.bottomLeft * channels + c];
                        float top = a + sample.fx * (maps[sample.topRight * channels + c] - a);
                        float bottom = e + sample.fx * (maps[sample.bottomRight * channels + c] - e);
                        out[p * channels + c] = top + sample.fy * (bottom - top);
                    }
                }
            }
        }
        return out;
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
        int height = perturbation.grid().height();
        int width = perturbation.grid().width();
        float[] d = perturbation.deformation();
        Sample sample = new Sample(height, width);
        for (int p = 0, b = 0; b < perturbation.count(); b++) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++, p++) {
                    sample.at(b, x + d[2 * p], y + d[2 * p + 1]);
                    float gx = 0;
                    float gy = 0;
                    for (int c = 0; c < channels; c++) {
                        float g = mapGradient[p * channels + c];
                        float a = maps[sample.topLeft * channels + c];
                        float right = maps[sample.topRight * channels + c];
                        float e = maps[sample.bottomLeft * channels + c];
                        float f = maps[sample.bottomRight * channels + c];
                        gx += g * ((1 - sample.fy) * (right - a) + sample.fy * (f - e));
                        gy += g * ((1 - sample.fx) * (e - a) + sample.fx * (f - right));
                    }
                    deformationGradient[2 * p] += sample.insideX ? gx : 0;
                    deformationGradient[2 * p + 1] += sample.insideY ? gy : 0;
                }
            }
        }
    }

    /** Where a sampling point lies: the four pixels around it and the fractions between them. */
    private static final class Sample {
        private final int height;
        private final int width;
        private int topLeft;
        private int topRight;
        private int bottomLeft;
        private int bottomRight;
        private float fx;
        private float fy;
        private boolean insideX;
        private boolean insideY;

        Sample(int height, int width) {
            this.height = height;
            this.width = width;
        }

        void at(int image, float x, float y) {
            float sx = clamp(x, width - 1);
            float sy = clamp(y, height - 1);
            insideX = x >= 0 && x <= width - 1;
            insideY = y >= 0 && y <= height - 1;
            int x0 = (int) sx;
            int y0 = (int) sy;
            fx = sx - x0;
            fy = sy - y0;
            topLeft = (image * height + y0) * width + x0;
            int right = x0 + 1 < width ? 1 : 0;
            int down = y0 + 1 < height ? width : 0;
            topRight = topLeft + right;
            bottomLeft = topLeft + down;
            bottomRight = topLeft + down + right;
        }
    }

    /**
     * Moves one slice's label map by D with nearest-neighbour interpolation. What is outside the field of view stays.
     *
     * @param classes a class, or a code of {@link Scope}, for each point of the grid
     * @param deformation D, as of {@link Perturbation#deformation}
     * @return a fresh array
     */
    public static byte[] labels(byte[] classes, float[] deformation, Grid grid) {
        byte[] out = new byte[classes.length];
        int height = grid.height();
        int width = grid.width();
        for (int y = 0, p = 0; y < height; y++) {
            for (int x = 0; x < width; x++, p++) {
                int sx = Math.round(clamp(x + deformation[2 * p], width - 1));
                int sy = Math.round(clamp(y + deformation[2 * p + 1], height - 1));
                out[p] = classes[p] == Scope.OUTSIDE ? Scope.OUTSIDE : classes[sy * width + sx];
            }
        }
        return out;
    }

    /** A position brought onto an axis that ends at its last pixel. */
    static float clamp(float value, int last) {
        return Math.max(0, Math.min(last, value));
    }

    private static void requireSameShape(ImageBatch images, Perturbation perturbation) {
        if (!perturbation.fits(images)) {
            throw new IllegalArgumentException("fields of " + perturbation.count() + " x " + perturbation.grid()
                    + " do not fit images of " + images.count() + " x " + images.grid());
        }
    }
}
