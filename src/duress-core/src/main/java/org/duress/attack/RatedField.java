package org.duress.attack;

import org.duress.base.Grid;
import org.duress.metric.FieldSmoothness;
import org.jspecify.annotations.Nullable;

/**
 * One field of one image, and how rough it is as far as that is known: it is measured once, and what is known of a
 * field holds for its multiples but for what rounding changes, which is bounded. Arrays are not copied. For one thread.
 */
final class RatedField {
    /** What a share that is summed up in double precision can be off by, and more. */
    private static final double SURE = 1e-11;
    /** Largest relative error of a number that is rounded to float. */
    private static final double ROUNDING = Math.scalb(1.0, -24);

    private final float[] values;
    private final Grid grid;
    private final double limit;
    private final Bound bound;
    private FieldSmoothness.@Nullable SlowPart measured;

    /**
     * What is surely known of how rough a field is.
     *
     * @param fast at most so large a share of its amplitude, its mean removed, is fast; NaN where nothing is known
     * @param offset amplitude of all of it, its mean included, where that without is 1: what is rounded goes by it
     * @param roundings how often all of its values were rounded since
     */
    private record Bound(double fast, double offset, int roundings) {
        static final Bound NONE = new Bound(Double.NaN, Double.NaN, 0);

        Bound rounded() {
            return new Bound(fast, offset, roundings + 1);
        }

        /** Even if all that rounding changed were fast. */
        boolean surelyWithin(double limit) {
            double off = roundings * ROUNDING * offset;
            double most = fast + off;
            double least = 1 - off;
            return least > 0 && most * most + SURE <= limit * least * least;
        }
    }

    private RatedField(float[] values, Grid grid, double limit, Bound bound) {
        this.values = values;
        this.grid = grid;
        this.limit = limit;
        this.bound = bound;
    }

    /**
     * A field of which nothing is known yet.
     *
     * @param values {@code [grid, channels]}; not copied
     * @param limit of the share of its energy that is fast
     */
    static RatedField of(float[] values, Grid grid, double limit) {
        return new RatedField(values, grid, limit, Bound.NONE);
    }

    float[] values() {
        return values;
    }

    /** Whether more of its energy is fast than the limit says, as {@link SmoothField#tooRough} has it. */
    boolean tooRough() {
        return limit < 1 && !bound.surelyWithin(limit) && slow().fastShare() > limit;
    }

    private FieldSmoothness.SlowPart slow() {
        FieldSmoothness.SlowPart ready = measured;
        if (ready == null) {
            ready = new FieldSmoothness.SlowPart(values, grid);
            measured = ready;
        }
        return ready;
    }

    /**
     * As smooth as the limit wants it.
     *
     * @param margin factor on the limit, so that rounding does not lead across it
     * @return this where it is smooth enough
     */
    RatedField smooth(double margin) {
        if (!tooRough()) {
            return this;
        }
        SmoothField smooth = SmoothField.of(values, grid, slow(), limit, margin);
        return new RatedField(smooth.values(), grid, limit, new Bound(smooth.fastest(), smooth.offset(), 0));
    }

    /** Times a factor; this for 1. */
    RatedField times(double factor) {
        return factor == 1 ? this : new RatedField(Perturbation.scaled(values, factor), grid, limit, known().rounded());
    }

    private Bound known() {
        FieldSmoothness.SlowPart ready = measured;
        return ready == null ? bound : new Bound(Math.sqrt(ready.fastShare()), ready.offset(), 0);
    }
}
