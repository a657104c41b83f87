package org.duress.result;

/**
 * A 95 % bootstrap interval over the gate subjects, both ends included.
 *
 * @param low lower bound; NaN where there is no interval, as for one subject
 * @param high upper bound; NaN where there is no interval
 */
public record Interval(double low, double high) {
    /** No interval. */
    public static final Interval UNKNOWN = new Interval(Double.NaN, Double.NaN);
}
