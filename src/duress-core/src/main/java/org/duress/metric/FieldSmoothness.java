package org.duress.metric;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** How rough one field of one slice is. Fields are {@code [height, width, channels]} row-major. */
public final class FieldSmoothness {
    /** Waves shorter than this many pixels count as high frequency: the line is at 1/16 cycles per pixel. */
    public static final int LINE_PIXELS = 16;

    private FieldSmoothness() {}

    /**
     * Share of the field's energy, mean removed, at radial frequencies above 1/16 cycles per pixel. No window is
     * applied.
     *
     * @return in [0, 1]; NaN for a flat field, which has no energy to share
     */
    public static double highFrequencyShare(float[] field, int height, int width, int channels) {
        requireShape(field, height, width, channels);
        double total = 0;
        double low = 0;
        double scale = 0;
        for (int c = 0; c < channels; c++) {
            double[] values = centred(field, height, width, channels, c);
            for (int i = 0; i < values.length; i++) {
                total += values[i] * values[i];
                scale += (double) field[i * channels + c] * field[i * channels + c];
            }
            low += lowEnergy(values, height, width, null);
        }
        // What rounding leaves of a constant field is no energy.
        if (total <= 1e-20 * scale) {
            return Double.NaN;
        }
        return Math.min(1, Math.max(0, 1 - low / total));
    }

    /**
     * The slow part of a field: its mean, and what lies at radial frequencies up to 1/16 cycles per pixel. What is
     * left, {@code field - lowPass}, is what {@link #highFrequencyShare} counts.
     *
     * @return {@code [height, width, channels]} row-major, fresh
     */
    public static double[] lowPass(float[] field, int height, int width, int channels) {
        requireShape(field, height, width, channels);
        double[] out = new double[field.length];
        double[] low = new double[height * width];
        for (int c = 0; c < channels; c++) {
            double[] values = centred(field, height, width, channels, c);
            double mean = field[c] - values[0];
            Arrays.fill(low, mean);
            lowEnergy(values, height, width, low);
            for (int i = 0; i < low.length; i++) {
                out[i * channels + c] = low[i];
            }
        }
        return out;
    }

    /** Largest absolute difference between horizontal or vertical neighbours, over all channels; 0 for one pixel. */
    public static double largestGradient(float[] field, int height, int width, int channels) {
        requireShape(field, height, width, channels);
        double largest = 0;
        int row = width * channels;
        for (int i = 0; i < field.length; i++) {
            if (i % row < row - channels) {
                largest = Math.max(largest, Math.abs((double) field[i + channels] - field[i]));
            }
            if (i + row < field.length) {
                largest = Math.max(largest, Math.abs((double) field[i + row] - field[i]));
            }
        }
        return largest;
    }

    private static double[] centred(float[] field, int height, int width, int channels, int channel) {
        double[] values = new double[height * width];
        double mean = 0;
        for (int i = 0; i < values.length; i++) {
            values[i] = field[i * channels + channel];
            mean += values[i];
        }
        mean /= values.length;
        for (int i = 0; i < values.length; i++) {
            values[i] -= mean;
        }
        return values;
    }

    /**
     * Energy at radial frequencies up to the line. Parseval gives the total from the pixels, so only the few
     * coefficients below the line are computed: cheaper than an FFT, and any size works. Loops run along rows, as
     * memory does.
     *
     * @param low the waves that carry that energy are added to it
     */
    private static double lowEnergy(double[] values, int height, int width, double @Nullable [] low) {
        int lastX = width / LINE_PIXELS;
        int lastY = height / LINE_PIXELS;
        Circle rows = Circle.of(height);
        Circle columns = Circle.of(width);
        double energy = 0;
        double[] re = new double[width];
        double[] im = new double[width];
        double[] lowRe = new double[low == null ? 0 : width];
        double[] lowIm = new double[lowRe.length];
        for (int ky = 0; ky <= lastY; ky++) {
            Arrays.fill(re, 0);
            Arrays.fill(im, 0);
            for (int y = 0, phase = 0; y < height; y++) {
                Rows.add(rows.cos[phase], values, y * width, re, 0, width);
                Rows.add(-rows.sin[phase], values, y * width, im, 0, width);
                phase = next(phase, ky, height);
            }
            // The field is real: (kx, ky) and (-kx, -ky) carry the same energy.
            int twins = ky == 0 ? 1 : 2;
            Arrays.fill(lowRe, 0);
            Arrays.fill(lowIm, 0);
            for (int kx = -lastX; kx <= lastX; kx++) {
                if (!belowLine(kx, ky, height, width)) {
                    continue;
                }
                double r = 0;
                double i = 0;
                int step = Math.floorMod(kx, width);
                for (int x = 0, phase = 0; x < width; x++) {
                    r += re[x] * columns.cos[phase] + im[x] * columns.sin[phase];
                    i += im[x] * columns.cos[phase] - re[x] * columns.sin[phase];
                    phase = next(phase, step, width);
                }
                energy += twins * (r * r + i * i);
                for (int x = 0, phase = 0; x < lowRe.length; x++) {
                    lowRe[x] += r * columns.cos[phase] - i * columns.sin[phase];
                    lowIm[x] += i * columns.cos[phase] + r * columns.sin[phase];
                    phase = next(phase, step, width);
                }
            }
            if (low != null) {
                double factor = twins / ((double) height * width);
                for (int y = 0, phase = 0; y < height; y++) {
                    double cos = factor * rows.cos[phase];
                    double sin = factor * rows.sin[phase];
                    for (int x = 0, p = y * width; x < width; x++, p++) {
                        low[p] += cos * lowRe[x] - sin * lowIm[x];
                    }
                    phase = next(phase, ky, height);
                }
            }
        }
        return energy / ((double) height * width);
    }

    /** {@code (phase + step) % length} for two numbers below the length, without the division. */
    private static int next(int phase, int step, int length) {
        int sum = phase + step;
        return sum < length ? sum : sum - length;
    }

    /** Whether (kx / width)^2 + (ky / height)^2 is at most (1 / 16)^2, in integers so that the line itself is below. */
    private static boolean belowLine(long kx, long ky, long height, long width) {
        long fx = kx * LINE_PIXELS * height;
        long fy = ky * LINE_PIXELS * width;
        long line = height * width;
        return fx * fx + fy * fy <= line * line;
    }

    /** Cosines and sines of the n-th parts of a turn. */
    @SuppressWarnings("ArrayRecordComponent") // identity is meant
    private record Circle(double[] cos, double[] sin) {
        static Circle of(int parts) {
            Circle circle = new Circle(new double[parts], new double[parts]);
            for (int i = 0; i < parts; i++) {
                double angle = 2 * Math.PI * i / parts;
                circle.cos[i] = Math.cos(angle);
                circle.sin[i] = Math.sin(angle);
            }
            return circle;
        }
    }

    private static void requireShape(float[] field, int height, int width, int channels) {
        if (field.length != height * width * channels) {
            throw new IllegalArgumentException("a field of " + height + " x " + width + " x " + channels + " needs "
                    + height * width * channels + " values, not " + field.length);
        }
    }
}
