package org.duress.attack;

import org.duress.model.ImageBatch;

/**
 * Moves images and labels by a deformation field: f_D of equation 1. Pixel (y, x) of the result samples the image at
 * (y + D_y, x + D_x); outside the image its border is repeated.
 */
public final class Warp {
    private Warp() {}

    /**
     * Rebuilds perturbed images, I_DV = f_D(I_0, D) + V (equation 1), with bilinear interpolation. Zero fields give
     * back the very same values.
     *
     * @return a fresh batch of the same shape
     */
    public static ImageBatch perturb(ImageBatch images, Perturbation perturbation) {
        requireSameShape(images, perturbation);
        int height = images.height();
        int width = images.width();
        float[] out = new float[images.pixels().length];
        float[] in = images.pixels();
        float[] d = perturbation.deformation();
        float[] v = perturbation.intensity();
        int p = 0;
        for (int b = 0; b < images.count(); b++) {
            int base = b * height * width;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++, p++) {
                    float sx = clamp(x + d[2 * p], width - 1);
                    float sy = clamp(y + d[2 * p + 1], height - 1);
                    int x0 = (int) sx;
                    int y0 = (int) sy;
                    float fx = sx - x0;
                    float fy = sy - y0;
                    int row0 = base + y0 * width;
                    int row1 = y0 + 1 < height ? row0 + width : row0;
                    int x1 = x0 + 1 < width ? x0 + 1 : x0;
                    float top = in[row0 + x0] + fx * (in[row0 + x1] - in[row0 + x0]);
                    float bottom = in[row1 + x0] + fx * (in[row1 + x1] - in[row1 + x0]);
                    out[p] = top + fy * (bottom - top) + v[p];
                }
            }
        }
        return new ImageBatch(out, images.count(), height, width);
    }

    /**
     * The exact adjoint of {@link #perturb} with respect to D: pulls dL/dI_DV back to dL/dD. With respect to V it is
     * the identity. Where the sampling point was clamped to the border, the derivative is zero.
     *
     * @param images the images that were perturbed
     * @param perturbation the fields
     * @param imageGradient dL/dI_DV, {@code [count, height, width]}
     * @param deformationGradient receives dL/dD, {@code [count, height, width, 2]}, x first; overwritten
     */
    public static void pullback(
            ImageBatch images, Perturbation perturbation, float[] imageGradient, float[] deformationGradient) {
        requireSameShape(images, perturbation);
        int height = images.height();
        int width = images.width();
        float[] in = images.pixels();
        float[] d = perturbation.deformation();
        int p = 0;
        for (int b = 0; b < images.count(); b++) {
            int base = b * height * width;
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++, p++) {
                    float px = x + d[2 * p];
                    float py = y + d[2 * p + 1];
                    float sx = clamp(px, width - 1);
                    float sy = clamp(py, height - 1);
                    int x0 = (int) sx;
                    int y0 = (int) sy;
                    float fx = sx - x0;
                    float fy = sy - y0;
                    int row0 = base + y0 * width;
                    int row1 = y0 + 1 < height ? row0 + width : row0;
                    int x1 = x0 + 1 < width ? x0 + 1 : x0;
                    float a = in[row0 + x0];
                    float c = in[row0 + x1];
                    float e = in[row1 + x0];
                    float f = in[row1 + x1];
                    float g = imageGradient[p];
                    deformationGradient[2 * p] = px < 0 || px > width - 1 ? 0 : g * ((1 - fy) * (c - a) + fy * (f - e));
                    deformationGradient[2 * p + 1] =
                            py < 0 || py > height - 1 ? 0 : g * ((1 - fx) * (e - a) + fx * (f - c));
                }
            }
        }
    }

    /**
     * Moves one slice's label map by D with nearest-neighbour interpolation.
     *
     * @param classes {@code height * width}
     * @param deformation D, {@code height * width * 2}, x first
     * @return a fresh array
     */
    public static byte[] labels(byte[] classes, float[] deformation, int height, int width) {
        byte[] out = new byte[classes.length];
        for (int y = 0, p = 0; y < height; y++) {
            for (int x = 0; x < width; x++, p++) {
                int sx = Math.round(clamp(x + deformation[2 * p], width - 1));
                int sy = Math.round(clamp(y + deformation[2 * p + 1], height - 1));
                out[p] = classes[sy * width + sx];
            }
        }
        return out;
    }

    private static float clamp(float value, int last) {
        return Math.max(0, Math.min(last, value));
    }

    private static void requireSameShape(ImageBatch images, Perturbation perturbation) {
        if (images.count() != perturbation.count()
                || images.height() != perturbation.height()
                || images.width() != perturbation.width()) {
            throw new IllegalArgumentException("fields of " + perturbation.count() + " x " + perturbation.height()
                    + " x "
                    + perturbation.width() + " do not fit images of " + images.count() + " x " + images.height() + " x "
                    + images.width());
        }
    }
}
