package org.duress.model.preprocess;

import org.duress.spec.Interval;

/**
 * {@code y = slope * x + offset}, held between two values.
 *
 * @param low smallest y; minus infinity for none
 * @param high largest y; infinity for none
 */
record Line(double slope, double offset, double low, double high) implements Intensities.Change {
    /** What rounding on the way through standard deviations may move a value by, as a share of what y may be. */
    private static final double ROUNDING = 1e-6;

    /** One that holds nothing back. */
    static Line free(double slope, double offset) {
        return new Line(slope, offset, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    }

    /** From one pair of values to another, as {@link org.duress.spec.PreprocessStep.Window} says. */
    static Line through(double a, double b, Interval to, boolean clip) {
        double slope = (to.high() - to.low()) / (b - a);
        double offset = to.low() - slope * a;
        return clip ? new Line(slope, offset, to.low(), to.high()) : free(slope, offset);
    }

    /** One that only holds values between two others. */
    static Line held(double low, double high) {
        return new Line(1, 0, low, high);
    }

    @Override
    public float of(float x) {
        return (float) Math.min(high, Math.max(low, slope * x + offset));
    }

    @Override
    public void pullBack(float[] x, float[] gradient, float[] pulled) {
        for (int i = 0; i < x.length; i++) {
            pulled[i] = follows(x[i]) ? (float) (slope * gradient[i]) : 0;
        }
    }

    /**
     * Whether y follows x there; not where it is held. It does on the edge, where a cohort's own window may have put
     * many pixels: else rounding decided whether a gradient comes back from them.
     */
    boolean follows(float x) {
        double y = slope * x + offset;
        double rounding = ROUNDING * (high - low);
        return low - rounding <= y && y <= high + rounding;
    }
}
