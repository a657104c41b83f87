package org.duress.attack;

import org.duress.base.Grid;
import org.duress.metric.FieldSmoothness;

/**
 * One field of one image, made as smooth as a budget wants it, and the way back of gradients: the slow part
 * ({@link FieldSmoothness#lowPass}) and as much of the rest as makes the share of its energy the wanted one. A field
 * that is smooth enough stays as it is. Arrays are not copied.
 */
final class SmoothField {
    private final float[] values;
    private final Grid grid;
    private final Parts parts;
    private final double kept;

    private SmoothField(float[] values, Grid grid, Parts parts, double kept) {
        this.values = values;
        this.grid = grid;
        this.parts = parts;
        this.kept = kept;
    }

    /**
     * What a field is made of.
     *
     * @param waves the slow part without its mean, channel by channel
     * @param rest what is not slow
     * @param slow energy of the waves
     * @param fast energy of the rest
     */
    @SuppressWarnings("ArrayRecordComponent") // identity is meant
    private record Parts(double[] waves, double[] rest, double slow, double fast) {
        static Parts of(float[] field, Grid grid) {
            int channels = channels(field, grid);
            double[] waves = FieldSmoothness.lowPass(field, grid);
            double[] mean = new double[channels];
            for (int i = 0; i < waves.length; i++) {
                mean[i % channels] += waves[i] * channels / waves.length;
            }
            double[] rest = new double[field.length];
            double slow = 0;
            double fast = 0;
            for (int i = 0; i < waves.length; i++) {
                rest[i] = field[i] - waves[i];
                waves[i] -= mean[i % channels];
                slow += waves[i] * waves[i];
                fast += rest[i] * rest[i];
            }
            return new Parts(waves, rest, slow, fast);
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
            return new SmoothField(field, grid, new Parts(new double[0], new double[0], 0, 0), 1);
        }
        Parts parts = Parts.of(field, grid);
        double share = margin * limit;
        double kept = Math.sqrt(share * parts.slow / ((1 - share) * parts.fast));
        float[] smooth = new float[field.length];
        for (int i = 0; i < field.length; i++) {
            smooth[i] = (float) (field[i] - (1 - kept) * parts.rest[i]);
        }
        if (tooRough(smooth, grid, limit)) {
            // Next to nothing is slow, and rounding is rough: the mean is what there is to keep.
            kept = 0;
            for (int i = 0; i < field.length; i++) {
                smooth[i] = (float) (field[i] - parts.rest[i] - parts.waves[i]);
            }
        }
        return new SmoothField(smooth, grid, parts, kept);
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
        if (kept == 1) {
            return gradient;
        }
        double onKept = 0;
        for (int i = 0; i < gradient.length; i++) {
            onKept += gradient[i] * parts.rest[i];
        }
        double onSlow = parts.slow > 0 ? onKept * kept / parts.slow : 0;
        double onFast = parts.fast > 0 ? onKept * kept / parts.fast : 0;
        float[] difference = new float[gradient.length];
        double[] fast = new double[gradient.length];
        for (int i = 0; i < gradient.length; i++) {
            fast[i] = kept * gradient[i] - onFast * parts.rest[i];
            difference[i] = (float) (gradient[i] + onSlow * parts.waves[i] - fast[i]);
        }
        // Taking the slow part is its own adjoint.
        double[] low = FieldSmoothness.lowPass(difference, grid);
        float[] out = new float[gradient.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) (fast[i] + low[i]);
        }
        return out;
    }
}
