package org.duress.model.preprocess;

/**
 * Back to an image's own units. What was 0 there is 0 again, not what the rounding of standard deviations left of it:
 * networks are told apart by it what is background.
 *
 * @param mean of the subject
 */
record OwnUnits(double mean, Line line) implements Intensities.Change {
    /** Rounding of a float, as a share of it; once more than it can be. */
    private static final double ROUNDING = 0x1p-23;

    @Override
    public float of(float x) {
        float own = line.of(x);
        return Math.abs(own) <= ROUNDING * Math.abs(mean) ? 0 : own;
    }

    @Override
    public void pullBack(float[] x, float[] gradient, float[] pulled) {
        line.pullBack(x, gradient, pulled);
    }
}
