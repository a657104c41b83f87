package org.duress.attack;

import org.duress.base.Grid;
import org.duress.base.KeptFloats;
import org.duress.metric.FieldSmoothness;
import org.jspecify.annotations.Nullable;

/**
 * One field of one image, made as smooth as a budget wants it, and the way back of gradients: the slow part
 * ({@link FieldSmoothness#lowPass}) and as much of the rest as makes the share of its energy the wanted one. A field
 * that is smooth enough stays as it is. Arrays are not copied.
 */
final class SmoothField {
    /** What sums in double precision can be off by, relatively, and more. */
    private static final double SURE = 1e-9;

    private final KeptFloats values;
    /** As it was. */
    private final KeptFloats rough;

    private final Grid grid;
    private final @Nullable Parts parts;
    private final double kept;
    private final double rounded;

    private SmoothField(
            KeptFloats values, KeptFloats rough, Grid grid, @Nullable Parts parts, double kept, double rounded) {
        this.values = values;
        this.rough = rough;
        this.grid = grid;
        this.parts = parts;
        this.kept = kept;
        this.rounded = rounded;
    }

    private static SmoothField of(float[] smooth, float[] field, Grid grid, Parts parts, double kept, double rounded) {
        return new SmoothField(KeptFloats.onHeap(smooth), KeptFloats.onHeap(field), grid, parts, kept, rounded);
    }

    /** What a field is made of: the slow part, and what is not slow. Loops run plane by plane. */
    private static final class Parts {
        private final FieldSmoothness.SlowPart low;
        /** Of each channel of the slow part. */
        private final double[] mean;
        /** Energy of the slow part without its mean. */
        private double slow;
        /** Energy of the rest. */
        private double fast;

        Parts(float[] field, Grid grid, FieldSmoothness.SlowPart low) {
            this.low = low;
            int channels = channels(field, grid);
            mean = new double[channels];
            for (int z = 0, i = 0; z < grid.planes(); z++) {
                for (double waves : low.plane(z)) {
                    mean[i++ % channels] += waves * channels / field.length;
                }
            }
            for (int z = 0, i = 0; z < grid.planes(); z++) {
                for (double waves : low.plane(z)) {
                    double rest = field[i] - waves;
                    double without = slow(i++, waves);
                    slow += without * without;
                    fast += rest * rest;
                }
            }
        }

        /**
         * Whether the share that is fast is within a limit once the field was rounded, even if all that rounding
         * changed were fast. Saves looking at most fields again.
         *
         * @param kept of what is fast
         * @param rounded energy of what rounding changed
         */
        boolean surelyWithin(double limit, double kept, double rounded) {
            double most = fastest(kept, rounded);
            return !Double.isNaN(most) && most * most <= (1 - SURE) * limit;
        }

        /** The largest share of the amplitude that can be fast then; NaN where rounding may be all there is. */
        double fastest(double kept, double rounded) {
            double off = Math.sqrt(rounded);
            double least = Math.sqrt(slow + kept * kept * fast) - off;
            return least > 0 ? (kept * Math.sqrt(fast) + off) / least : Double.NaN;
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
        if (!(limit < 1)) {
            return asItIs(field, grid);
        }
        FieldSmoothness.SlowPart low = new FieldSmoothness.SlowPart(field, grid);
        return low.fastShare() > limit ? of(field, grid, low, limit, margin) : asItIs(field, grid);
    }

    /**
     * Smooths a field that is too rough.
     *
     * @param low its slow part
     */
    static SmoothField of(float[] field, Grid grid, FieldSmoothness.SlowPart low, double limit, double margin) {
        Parts parts = new Parts(field, grid, low);
        double share = margin * limit;
        double kept = Math.sqrt(share * parts.slow / ((1 - share) * parts.fast));
        float[] smooth = new float[field.length];
        double rounded = 0;
        for (int z = 0, i = 0; z < grid.planes(); z++) {
            for (double waves : parts.low.plane(z)) {
                double exact = field[i] - (1 - kept) * (field[i] - waves);
                smooth[i] = (float) exact;
                double off = smooth[i++] - exact;
                rounded += off * off;
            }
        }
        if (parts.surelyWithin(limit, kept, rounded) || !tooRough(smooth, grid, limit)) {
            return of(smooth, field, grid, parts, kept, rounded);
        }
        // Next to nothing is slow, and rounding is rough: the mean is what there is to keep.
        for (int z = 0, i = 0; z < grid.planes(); z++) {
            for (double waves : parts.low.plane(z)) {
                smooth[i] = (float) (field[i] - (field[i] - waves) - parts.slow(i++, waves));
            }
        }
        return of(smooth, field, grid, parts, 0, Double.NaN);
    }

    private static SmoothField asItIs(float[] field, Grid grid) {
        KeptFloats own = KeptFloats.onHeap(field);
        return new SmoothField(own, own, grid, null, 1, 0);
    }

    /** A flat field has no energy to share, NaN, and is not rough. */
    static boolean tooRough(float[] field, Grid grid, double limit) {
        return limit < 1 && FieldSmoothness.highFrequencyShare(field, grid) > limit;
    }

    private static int channels(float[] field, Grid grid) {
        return field.length / grid.voxels();
    }

    /**
     * The largest share of the smooth field's amplitude, its mean removed, that can be fast; NaN where that is not
     * known.
     */
    double fastest() {
        Parts made = parts;
        return made == null ? Double.NaN : made.fastest(kept, rounded);
    }

    /** The amplitude of all of the smooth field where that without its mean is 1; NaN where that is not known. */
    double offset() {
        Parts made = parts;
        if (made == null) {
            return Double.NaN;
        }
        double without = made.slow + kept * kept * made.fast;
        double means = 0;
        for (double mean : made.mean) {
            means += mean * mean * grid.voxels();
        }
        return Math.sqrt((without + means) / without);
    }

    /** The smooth field. */
    float[] values() {
        return values.values();
    }

    /** The same, its arrays in files where they are large: for as long as nobody works on it. */
    SmoothField stored() {
        KeptFloats own = KeptFloats.of(values());
        return new SmoothField(own, parts == null ? own : KeptFloats.of(rough.values()), grid, parts, kept, rounded);
    }

    /**
     * Pulls a gradient on the smooth field back to the field as it was, what is kept of the rest included: it grows
     * with the slow part. That is what a learned attacker makes room for its details by.
     */
    float[] pullback(float[] gradient) {
        Parts made = parts;
        if (made == null) {
            return gradient;
        }
        float[] field = rough.values();
        double onKept = 0;
        for (int z = 0, i = 0; z < grid.planes(); z++) {
            for (double waves : made.low.plane(z)) {
                onKept += gradient[i] * (field[i++] - waves);
            }
        }
        double onSlow = made.slow > 0 ? onKept * kept / made.slow : 0;
        double onFast = made.fast > 0 ? onKept * kept / made.fast : 0;
        float[] out = new float[gradient.length];
        for (int z = 0, i = 0; z < grid.planes(); z++) {
            for (double waves : made.low.plane(z)) {
                double fast = kept * gradient[i] - onFast * (field[i] - waves);
                out[i] = (float) (gradient[i] + onSlow * made.slow(i++, waves) - fast);
            }
        }
        // Taking the slow part is its own adjoint. It holds nothing of the array, so the result goes there.
        FieldSmoothness.SlowPart low = new FieldSmoothness.SlowPart(out, grid);
        for (int z = 0, i = 0; z < grid.planes(); z++) {
            double[] plane = low.plane(z);
            double[] waves = made.low.plane(z);
            for (int k = 0; k < plane.length; k++, i++) {
                double fast = kept * gradient[i] - onFast * (field[i] - waves[k]);
                out[i] = (float) (fast + plane[k]);
            }
        }
        return out;
    }
}
