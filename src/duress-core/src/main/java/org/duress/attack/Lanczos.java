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
 * derivative is that of the value as it is computed.
 */
final class Lanczos {
    /** Lobes on each side. */
    private static final int LOBES = 4;

    private static final int TAPS = 2 * LOBES;
    /** Tabulated positions from one pixel to the next; linear between them errs by 2e-5 of an edge. */
    private static final int KNOTS = 256;

    /** Of all taps at each position. */
    private static final float[] WEIGHTS = weights();
    /** What they grow by to the next one. */
    private static final float[] RISES = rises();

    private final ImageBatch images;
    private final float[] pixels;
    private final int height;
    private final int width;
    private final int channels;

    private Lanczos(ImageBatch images) {
        this.images = images;
        pixels = images.pixels();
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

    private static float[] rises() {
        float[] rises = new float[KNOTS * TAPS];
        for (int k = 0; k < rises.length; k++) {
            rises[k] = WEIGHTS[k + TAPS] - WEIGHTS[k];
        }
        return rises;
    }

    /** Zero to the bit at whole numbers but 0. */
    private static double sinc(double x) {
        if (x == 0) {
            return 1;
        }
        return x == Math.rint(x) ? 0 : Math.sin(Math.PI * x) / (Math.PI * x);
    }

    /** The images moved by D; row by row, for they have nothing to do with each other. */
    static float[] moved(ImageBatch images, float[] d) {
        float[] out = new float[images.pixels().length];
        new Lanczos(images).each((row, from) -> row.move(from, d, out));
        return out;
    }

    /** Adds dL/dD, from the gradient on the moved images; zero for the axis along which a point lies outside. */
    static void pullback(ImageBatch images, float[] d, float[] gradient, float[] deformationGradient) {
        slopes(images, d).pullback(gradient, deformationGradient);
    }

    /** How the moved images change with D. */
    static Slopes slopes(ImageBatch images, float[] d) {
        Slopes slopes = new Slopes(new float[2 * images.pixels().length], images.channels());
        new Lanczos(images).each((row, from) -> row.slopes(from, d, slopes.values));
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

    private void each(ObjIntConsumer<Row> work) {
        SideBySide.rows(images.count() * height, width, (from, to) -> {
            Row row = new Row();
            for (int y = from; y < to; y++) {
                row.image = y / height * height;
                row.y = y % height;
                work.accept(row, y * width);
            }
        });
    }

    private static boolean inside(float position, int size) {
        return position >= 0 && position <= size - 1;
    }

    /**
     * A row of moved images. Where taps lie in a row of one channel, sums are written out over variables, not arrays,
     * for they take most of the time. Mutable, for one thread.
     */
    private final class Row {
        /** The first row of the image among those of all images. */
        private int image;
        /** Of the row in the image. */
        private int y;

        private float slopeX;
        private float slopeY;
        private final float[] weightsX = new float[TAPS];
        private final float[] weightsY = new float[TAPS];
        private final float[] risesX = new float[TAPS];
        private final float[] risesY = new float[TAPS];
        /** Of each tap in a line, and of the lines, among all values. */
        private final int[] columns = new int[TAPS];

        private final int[] lines = new int[TAPS];

        /** @param from the row's first pixel */
        void move(int from, float[] d, float[] out) {
            for (int x = 0, p = from; x < width; x++, p++) {
                if (d[2 * p] == 0 && d[2 * p + 1] == 0) {
                    System.arraycopy(pixels, p * channels, out, p * channels, channels);
                    continue;
                }
                float toX = Warp.clamp(x + d[2 * p], width - 1);
                float toY = Warp.clamp(y + d[2 * p + 1], height - 1);
                boolean unclamped = unclamped(toX);
                if (!unclamped) {
                    at(toX, toY);
                }
                for (int c = 0; c < channels; c++) {
                    out[p * channels + c] = unclamped ? value(toX, toY, c, channels) : anyValue(c);
                }
            }
        }

        /** @param from the row's first pixel */
        void slopes(int from, float[] d, float[] to) {
            for (int x = 0, p = from; x < width; x++, p++) {
                float wantedX = x + d[2 * p];
                float wantedY = y + d[2 * p + 1];
                float toX = Warp.clamp(wantedX, width - 1);
                float toY = Warp.clamp(wantedY, height - 1);
                boolean insideX = inside(wantedX, width);
                boolean insideY = inside(wantedY, height);
                boolean unclamped = unclamped(toX);
                if (!unclamped) {
                    at(toX, toY);
                }
                for (int c = 0; c < channels; c++) {
                    if (unclamped) {
                        findSlopes(toX, toY, c, channels);
                    } else {
                        findAnySlopes(c);
                    }
                    int at = 2 * (p * channels + c);
                    to[at] = insideX ? slopeX : 0;
                    to[at + 1] = insideY ? slopeY : 0;
                }
            }
        }

        /** Whether all taps along x lie in the image, and beside each other. */
        private boolean unclamped(float toX) {
            int first = (int) toX - LOBES + 1;
            return first >= 0 && first + TAPS <= width;
        }

        private float value(float toX, float toY, int channel, int step) {
            float knotsX = knots(toX);
            int k = knot(knotsX);
            float past = knotsX - k;
            k *= TAPS;
            float w0 = WEIGHTS[k] + past * RISES[k];
            float w1 = WEIGHTS[k + 1] + past * RISES[k + 1];
            float w2 = WEIGHTS[k + 2] + past * RISES[k + 2];
            float w3 = WEIGHTS[k + 3] + past * RISES[k + 3];
            float w4 = WEIGHTS[k + 4] + past * RISES[k + 4];
            float w5 = WEIGHTS[k + 5] + past * RISES[k + 5];
            float w6 = WEIGHTS[k + 6] + past * RISES[k + 6];
            float w7 = WEIGHTS[k + 7] + past * RISES[k + 7];
            float knotsY = knots(toY);
            int m = knot(knotsY);
            float pastY = knotsY - m;
            m *= TAPS;
            int firstX = (int) toX - LOBES + 1;
            int firstY = (int) toY - LOBES + 1;
            float sum = 0;
            for (int j = 0; j < TAPS; j++) {
                int i = (row(firstY + j) * width + firstX) * step + channel;
                float first = w0 * pixels[i] + w1 * pixels[i + step];
                float second = w2 * pixels[i + 2 * step] + w3 * pixels[i + 3 * step];
                float third = w4 * pixels[i + 4 * step] + w5 * pixels[i + 5 * step];
                float fourth = w6 * pixels[i + 6 * step] + w7 * pixels[i + 7 * step];
                float weightY = WEIGHTS[m + j] + pastY * RISES[m + j];
                sum += weightY * ((first + second) + (third + fourth));
            }
            return sum;
        }

        private void findSlopes(float toX, float toY, int channel, int step) {
            float knotsX = knots(toX);
            int k = knot(knotsX);
            float past = knotsX - k;
            k *= TAPS;
            float s0 = RISES[k];
            float s1 = RISES[k + 1];
            float s2 = RISES[k + 2];
            float s3 = RISES[k + 3];
            float s4 = RISES[k + 4];
            float s5 = RISES[k + 5];
            float s6 = RISES[k + 6];
            float s7 = RISES[k + 7];
            float w0 = WEIGHTS[k] + past * s0;
            float w1 = WEIGHTS[k + 1] + past * s1;
            float w2 = WEIGHTS[k + 2] + past * s2;
            float w3 = WEIGHTS[k + 3] + past * s3;
            float w4 = WEIGHTS[k + 4] + past * s4;
            float w5 = WEIGHTS[k + 5] + past * s5;
            float w6 = WEIGHTS[k + 6] + past * s6;
            float w7 = WEIGHTS[k + 7] + past * s7;
            float knotsY = knots(toY);
            int m = knot(knotsY);
            float pastY = knotsY - m;
            m *= TAPS;
            int firstX = (int) toX - LOBES + 1;
            int firstY = (int) toY - LOBES + 1;
            float alongX = 0;
            float alongY = 0;
            for (int j = 0; j < TAPS; j++) {
                int i = (row(firstY + j) * width + firstX) * step + channel;
                float p0 = pixels[i];
                float p1 = pixels[i + step];
                float p2 = pixels[i + 2 * step];
                float p3 = pixels[i + 3 * step];
                float p4 = pixels[i + 4 * step];
                float p5 = pixels[i + 5 * step];
                float p6 = pixels[i + 6 * step];
                float p7 = pixels[i + 7 * step];
                float value = ((w0 * p0 + w1 * p1) + (w2 * p2 + w3 * p3)) + ((w4 * p4 + w5 * p5) + (w6 * p6 + w7 * p7));
                float slope = ((s0 * p0 + s1 * p1) + (s2 * p2 + s3 * p3)) + ((s4 * p4 + s5 * p5) + (s6 * p6 + s7 * p7));
                float rise = RISES[m + j];
                alongX += (WEIGHTS[m + j] + pastY * rise) * slope;
                alongY += rise * value;
            }
            slopeX = KNOTS * alongX;
            slopeY = KNOTS * alongY;
        }

        private float anyValue(int channel) {
            float sum = 0;
            for (int j = 0; j < TAPS; j++) {
                sum += weightsY[j] * along(lines[j] + channel, weightsX);
            }
            return sum;
        }

        private void findAnySlopes(int channel) {
            float alongX = 0;
            float alongY = 0;
            for (int j = 0; j < TAPS; j++) {
                alongX += weightsY[j] * along(lines[j] + channel, risesX);
                alongY += risesY[j] * along(lines[j] + channel, weightsX);
            }
            slopeX = KNOTS * alongX;
            slopeY = KNOTS * alongY;
        }

        private float along(int line, float[] weights) {
            float sum = 0;
            for (int i = 0; i < TAPS; i++) {
                sum += weights[i] * pixels[line + columns[i]];
            }
            return sum;
        }

        /** Goes to a point in the image, whose taps are clamped to the border. */
        private void at(float toX, float toY) {
            lay(toX, weightsX, risesX);
            lay(toY, weightsY, risesY);
            for (int i = 0; i < TAPS; i++) {
                columns[i] = channels * Math.max(0, Math.min(width - 1, (int) toX - LOBES + 1 + i));
                lines[i] = channels * width * row((int) toY - LOBES + 1 + i);
            }
        }

        /** A row of the image, beyond which its first and last are repeated, among those of all images. */
        private int row(int wanted) {
            return image + Math.max(0, Math.min(height - 1, wanted));
        }
    }

    private static float knots(float position) {
        return (position - (int) position) * KNOTS;
    }

    private static int knot(float knots) {
        return Math.min(KNOTS - 1, (int) knots);
    }

    private static void lay(float position, float[] weights, float[] rises) {
        float knots = knots(position);
        int knot = knot(knots);
        float past = knots - knot;
        for (int tap = 0, k = knot * TAPS; tap < TAPS; tap++, k++) {
            rises[tap] = RISES[k];
            weights[tap] = WEIGHTS[k] + past * RISES[k];
        }
    }
}
