package org.duress.model.preprocess;

/**
 * A percentile of values, linear between the two order statistics that it lies between (numpy's and torch's default).
 *
 * @param value the percentile
 * @param lower place of the smaller one
 * @param upper place of the larger one
 * @param share of the larger one
 */
record OrderStatistic(double value, int lower, int upper, double share) {
    /**
     * A percentile.
     *
     * @param values at least one
     * @param sorted the same in ascending order
     */
    static OrderStatistic of(float[] values, float[] sorted, double percent) {
        double at = percent / 100 * (sorted.length - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(sorted.length - 1, below + 1);
        double share = at - below;
        double value = sorted[below] + share * ((double) sorted[above] - sorted[below]);
        return new OrderStatistic(value, place(values, sorted[below]), place(values, sorted[above]), share);
    }

    private static int place(float[] values, float wanted) {
        for (int i = 0; i < values.length; i++) {
            if (values[i] == wanted) {
                return i;
            }
        }
        throw new IllegalStateException("no value is " + wanted);
    }

    /** Adds dL/dx, where the percentile's is known. */
    void pullBack(double gradient, float[] pulled) {
        pulled[lower] += (float) ((1 - share) * gradient);
        pulled[upper] += (float) (share * gradient);
    }
}
