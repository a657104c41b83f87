package org.duress.attack;

import org.duress.base.Grid;
import org.duress.metric.FieldSmoothness;
import org.jspecify.annotations.Nullable;

/**
 * One field of one image, made as smooth as a budget wants it, and the way back of gradients: the slow part
 * ({@link FieldSmoothness#lowPass}) and as much of the rest as makes the share of its energy the wanted one. A field
 * that is smooth enough stays as it is. Arrays are not copied.
 */
final class SmoothField {
    private final float[] values;
    private final Grid grid;
    private final @Nullable Parts parts;
    private final double kept;

    private SmoothField(float[] values, Grid grid, @Nullable Parts parts, double kept) {
        this.values = values;
        this.grid = grid;
        this.parts = parts;
        this.kept = kept;
    }

    /** What a field is made of: the slow part, and what is not slow. Loops run plane by plane. */
    private static final class Parts {
        private final float[] field;
        private final FieldSmoothness.SlowPart low;
        /** Of each channel of the slow part. */
        private final double[] mean;
        /** Energy of the slow part without its mean. */
        private double slow;
        /** Energy of the rest. */
        private double fast;

        Parts(float[] field, Grid grid) {
            this.field = field;
            low = new FieldSmoothness.SlowPart(field, grid);
            int channels = channels(field, grid);
            mean = new double[channels];
            for (int z = 0, i = 0; z < grid.planes(); z++) {
                for (double waves : low.plane(z)) {
                    mean[i++ % channels] += waves * channels / field.length;
                }
            }
            for (int z = 0, i = 0; z < grid.planes(); z++) {
                for (double waves : low.plane(z)) {
                    double rest = rest(i, waves);
                    double without = slow(i++, waves);
                    slow += without * without;
                    fast += rest * rest;
                }
            }
        }

        /**
         * What is not slow.
         *
         * @param waves what is, at that place
         */
        double rest(int i, double waves) {
            return field[i] - waves;
        }

        /**
         * The slow part without its mean.
         *
         * @param waves with it, at that place
         */
        double slow(int i, double waves) {
            return waves - mean[i % mean.length];
        }
    }

    /**
     * Smooths a field.
     *
     * @param field {@code [grid, channels]}
     * @param limit of the share of its energy that is fast
     * @param margin factor on the limit, so that rounding does not lead across it
     */
    static SmoothField of(float[] field, Grid grid, double limit, double margin) {
        if (!tooRough(field, grid, limit)) {
            return new SmoothField(field, grid, null, 1);
        }
        Parts parts = new Parts(field, grid);
        double share = margin * limit;
        double kept = Math.sqrt(share * parts.slow / ((1 - share) * parts.fast));
        float[] smooth = new float[field.length];
        for (int z = 0, i = 0; z < grid.planes(); z++) {
            for (double waves : parts.low.plane(z)) {
                smooth[i] = (float) (field[i] - (1 - kept) * parts.rest(i++, waves));
            }
        }
        if (!tooRough(smooth, grid, limit)) {
            return new SmoothField(smooth, grid, parts, kept);
        }
        // Next to nothing is slow, and rounding is rough: the mean is what there is to keep.
        for (int z = 0, i = 0; z < grid.planes(); z++) {
            for (double waves : parts.low.plane(z)) {
                smooth[i] = (float) (field[i] - parts.rest(i, waves) - parts.slow(i++, waves));
            }
        }
        return new SmoothField(smooth, grid, parts, 0);
    }

    /** A flat field has no energy to share, NaN, and is not rough. */
    static boolean tooRough(float[] field, Grid grid, double limit) {
        return limit < 1 && FieldSmoothness.highFrequencyShare(field, grid) > limit;
    }

    private static int channels(float[] field, Grid grid) {
        return field.length / grid.voxels();
    }

    /** The smooth field. */
    float[] values() {
        return values;
    }

    /**
     * Pulls a gradient on the smooth field back to the field as it was, what is kept of the rest included: it grows
     * with the slow part. That is what a learned attacker makes room for its details by.
     */
    float[] pullback(float[] gradient) {
        Parts rough = parts;
        if (rough == null) {
            return gradient;
        }
        double onKept = 0;
        for (int z = 0, i = 0; z < grid.planes(); z++) {
            for (double waves : rough.low.plane(z)) {
                onKept += gradient[i] * rough.rest(i++, waves);
            }
        }
        double onSlow = rough.slow > 0 ? onKept * kept / rough.slow : 0;
        double onFast = rough.fast > 0 ? onKept * kept / rough.fast : 0;
        float[] difference = new float[gradient.length];
        for (int z = 0, i = 0; z < grid.planes(); z++) {
            for (double waves : rough.low.plane(z)) {
                double fast = kept * gradient[i] - onFast * rough.rest(i, waves);
                difference[i] = (float) (gradient[i] + onSlow * rough.slow(i++, waves) - fast);
            }
        }
        // Taking the slow part is its own adjoint.
        FieldSmoothness.SlowPart low = new FieldSmoothness.SlowPart(difference, grid);
        float[] out = new float[gradient.length];
        for (int z = 0, i = 0; z < grid.planes(); z++) {
            double[] plane = low.plane(z);
            double[] waves = rough.low.plane(z);
            for (int k = 0; k < plane.length; k++, i++) {
                double fast = kept * gradient[i] - onFast * rough.rest(i, waves[k]);
                out[i] = (float) (fast + plane[k]);
            }
        }
        return out;
    }
}
