package org.duress.attack;

import java.util.function.ObjIntConsumer;
import org.duress.base.SideBySide;
import org.duress.model.ImageBatch;

/**
 * Samples slices between their pixels by Lanczos' windowed sinc with eight taps an axis (Turkowski 1990), whose weights
 * are made to sum to 1. What is linear between pixels blurs wherever it moves by a fraction, and a detector sees the
 * blur long before it sees the deformation; this keeps all but the finest detail. On a pixel it gives that very pixel.
 *
 * <p>Weights are linear between {@link #KNOTS} tabulated positions, and slopes are those of what is tabulated: the
 * derivative is that of the value as it is computed. Mutable, for one thread.
 */
final class Lanczos {
    /** Lobes on each side. */
    private static final int LOBES = 4;

    private static final int TAPS = 2 * LOBES;
    /** Tabulated positions from one pixel to the next; linear between them errs by 2e-5 of an edge. */
    private static final int KNOTS = 256;

    private static final float[] WEIGHTS = weights();

    private final ImageBatch images;
    private final int height;
    private final int width;
    private final int channels;
    private final float[] weightsX = new float[TAPS];
    private final float[] weightsY = new float[TAPS];
    private final float[] slopesX = new float[TAPS];
    private final float[] slopesY = new float[TAPS];
    private final int[] columns = new int[TAPS];
    private final int[] rows = new int[TAPS];
    private boolean unclamped;

    private Lanczos(ImageBatch images) {
        this.images = images;
        height = images.grid().rows();
        width = images.grid().columns();
        channels = images.channels();
    }

    private static float[] weights() {
        float[] table = new float[(KNOTS + 1) * TAPS];
        for (int knot = 0; knot <= KNOTS; knot++) {
            double[] own = new double[TAPS];
            double sum = 0;
            for (int tap = 0; tap < TAPS; tap++) {
                double from = (double) knot / KNOTS - (tap - LOBES + 1);
                own[tap] = Math.abs(from) < LOBES ? sinc(from) * sinc(from / LOBES) : 0;
                sum += own[tap];
            }
            for (int tap = 0; tap < TAPS; tap++) {
                table[knot * TAPS + tap] = (float) (own[tap] / sum);
            }
        }
        return table;
    }

    /** Zero to the bit at whole numbers but 0. */
    private static double sinc(double x) {
        if (x == 0) {
            return 1;
        }
        return x == Math.rint(x) ? 0 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    /** The images moved by D; several at once, for they have nothing to do with each other. */
    static float[] moved(ImageBatch images, float[] d) {
        float[] out = new float[images.pixels().length];
        each(images, (lanczos, image) -> lanczos.move(image, d, out));
        return out;
    }

    /** Adds dL/dD, from the gradient on the moved images; zero for the axis along which a point lies outside. */
    static void pullback(ImageBatch images, float[] d, float[] gradient, float[] deformationGradient) {
        slopes(images, d).pullback(gradient, deformationGradient);
    }

    /** How the moved images change with D; several at once. */
    static Slopes slopes(ImageBatch images, float[] d) {
        Slopes slopes = new Slopes(new float[2 * images.pixels().length], images.channels());
        each(images, (lanczos, image) -> lanczos.slopes(image, d, slopes.values));
        return slopes;
    }

    /**
     * Slopes of moved images with respect to D: zero for the axis along which a point lies outside.
     *
     * @param values along x and y, {@code [count, grid, channels, 2]}
     */
    @SuppressWarnings("ArrayRecordComponent") // identity is meant
    record Slopes(float[] values, int channels) {
        /** Adds dL/dD, from the gradient on the moved images. */
        void pullback(float[] gradient, float[] deformationGradient) {
            SideBySide.elements(gradient.length / channels, (from, to) -> {
                for (int i = from * channels; i < to * channels; i++) {
                    int pixel = i / channels;
                    float g = gradient[i];
                    if (g != 0) {
                        deformationGradient[2 * pixel] += g * values[2 * i];
                        deformationGradient[2 * pixel + 1] += g * values[2 * i + 1];
                    }
                }
            });
        }
    }

    private static void each(ImageBatch images, ObjIntConsumer<Lanczos> work) {
        SideBySide.works(images.count(), image -> work.accept(new Lanczos(images), image));
    }

    private void move(int image, float[] d, float[] out) {
        float[] pixels = images.pixels();
        int p = image * height * width;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++, p++) {
                if (d[2 * p] == 0 && d[2 * p + 1] == 0) {
                    System.arraycopy(pixels, p * channels, out, p * channels, channels);
                    continue;
                }
                at(image, x + d[2 * p], y + d[2 * p + 1]);
                for (int c = 0; c < channels; c++) {
                    out[p * channels + c] = value(pixels, c);
                }
            }
        }
    }

    private void slopes(int image, float[] d, float[] to) {
        float[] pixels = images.pixels();
        int p = image * height * width;
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++, p++) {
                float toX = x + d[2 * p];
                float toY = y + d[2 * p + 1];
                at(image, toX, toY);
                for (int c = 0; c < channels; c++) {
                    putSlopes(pixels, c, to, 2 * (p * channels + c), inside(toX, width), inside(toY, height));
                }
            }
        }
    }

    private static boolean inside(float position, int size) {
        return position >= 0 && position <= size - 1;
    }

    private float value(float[] pixels, int channel) {
        float sum = 0;
        for (int j = 0; j < TAPS; j++) {
            sum += weightsY[j] * row(pixels, rows[j] + channel, weightsX);
        }
        return sum;
    }

    /** Written out, for it takes most of the time: a loop is half as fast. */
    private float row(float[] pixels, int row, float[] w) {
        if (!unclamped) {
            return rowAtTheBorder(pixels, row, w);
        }
        int k = row + columns[0];
        float first = w[0] * pixels[k] + w[1] * pixels[k + 1];
        float second = w[2] * pixels[k + 2] + w[3] * pixels[k + 3];
        float third = w[4] * pixels[k + 4] + w[5] * pixels[k + 5];
        float fourth = w[6] * pixels[k + 6] + w[7] * pixels[k + 7];
        return (first + second) + (third + fourth);
    }

    private float rowAtTheBorder(float[] pixels, int row, float[] w) {
        float sum = 0;
        for (int i = 0; i < TAPS; i++) {
            sum += w[i] * pixels[row + columns[i]];
        }
        return sum;
    }

    private void putSlopes(float[] pixels, int channel, float[] to, int at, boolean insideX, boolean insideY) {
        float slopeX = 0;
        float slopeY = 0;
        for (int j = 0; j < TAPS; j++) {
            slopeX += weightsY[j] * row(pixels, rows[j] + channel, slopesX);
            slopeY += slopesY[j] * row(pixels, rows[j] + channel, weightsX);
        }
        to[at] = insideX ? slopeX : 0;
        to[at + 1] = insideY ? slopeY : 0;
    }

    /** Goes to a point of an image; one outside is clamped to the border, and so are the taps. */
    private void at(int image, float x, float y) {
        int x0 = along(Warp.clamp(x, width - 1), weightsX, slopesX);
        int y0 = along(Warp.clamp(y, height - 1), weightsY, slopesY);
        unclamped = channels == 1 && x0 >= LOBES - 1 && x0 + LOBES < width;
        for (int i = 0; i < TAPS; i++) {
            columns[i] = channels * Math.max(0, Math.min(width - 1, x0 - LOBES + 1 + i));
            rows[i] = channels * width * (image * height + Math.max(0, Math.min(height - 1, y0 - LOBES + 1 + i)));
        }
    }

    private static int along(float position, float[] weights, float[] slopes) {
        int whole = (int) position;
        float knots = (position - whole) * KNOTS;
        int knot = Math.min(KNOTS - 1, (int) knots);
        float past = knots - knot;
        for (int tap = 0, k = knot * TAPS; tap < TAPS; tap++, k++) {
            float rise = WEIGHTS[k + TAPS] - WEIGHTS[k];
            weights[tap] = WEIGHTS[k] + past * rise;
            slopes[tap] = KNOTS * rise;
        }
        return whole;
    }
}
