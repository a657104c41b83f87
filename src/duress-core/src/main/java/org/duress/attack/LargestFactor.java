package org.duress.attack;

import java.util.function.DoubleUnaryOperator;

/** How far fields can be scaled before they are too visible. */
final class LargestFactor {
    /** How near to its limit p must come where it is the limit that counts. */
    private static final double TOLERANCE = 1e-3;
    /** Where within that tolerance the search aims at. */
    private static final double AIM = 1 - TOLERANCE / 4;
    /** Doublings of the factor before it is believed that the limit cannot be reached. */
    private static final int MOST_DOUBLINGS = 12;
    /** Most evaluations of p in one search. Three or four do, but p need not be monotone. */
    private static final int MOST_STEPS = 40;

    private LargestFactor() {}

    /**
     * The largest factor, about, at which a measure is not above its limit. Only one that was tried is given back, for
     * the measure need not grow with it; 0 counts as tried.
     *
     * @param most largest factor; may be infinite, and then there is an end to doubling
     * @param limit of the measure
     * @param measure of a factor; infinite where it is not to be had
     */
    static double upTo(double most, double limit, DoubleUnaryOperator measure) {
        double low = 0;
        double lowP = 0;
        double high = start(most, limit, measure);
        double highP = measure.applyAsDouble(high);
        for (int i = 0; i < MOST_DOUBLINGS && high < most && highP <= limit; i++) {
            low = high;
            lowP = highP;
            high = Math.min(most, 2 * high);
            highP = measure.applyAsDouble(high);
        }
        if (highP <= limit) {
            return high;
        }
        int sameEnd = 0;
        for (int step = 0;
                step < MOST_STEPS && lowP < (1 - TOLERANCE) * limit && high - low > TOLERANCE * high / 4;
                step++) {
            double next = low + (high - low) * (AIM * limit - lowP) / (highP - lowP);
            if (Math.abs(sameEnd) >= 2 || !(next > low && next < high)) {
                next = (low + high) / 2;
                sameEnd = 0;
            }
            double p = measure.applyAsDouble(next);
            if (p <= limit) {
                low = next;
                lowP = p;
                sameEnd = Math.max(1, sameEnd + 1);
            } else {
                high = next;
                highP = p;
                sameEnd = Math.min(-1, sameEnd - 1);
            }
        }
        return low;
    }

    /** A little more than what reaches the limit if the measure grew alike. */
    private static double start(double most, double limit, DoubleUnaryOperator measure) {
        if (most <= 1) {
            return most;
        }
        double one = measure.applyAsDouble(1);
        return one > 0 && one < Double.POSITIVE_INFINITY ? Math.min(most, 1.1 * limit / one) : 1;
    }
}
