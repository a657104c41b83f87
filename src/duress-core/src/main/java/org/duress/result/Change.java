package org.duress.result;

/**
 * What became of a number from the baseline to now, over the same subjects.
 *
 * @param before in the baseline
 * @param now in this run
 * @param interval 95 % bootstrap interval of {@code now - before}, the same subjects drawn for both
 */
public record Change(double before, double now, Interval interval) {
    /** Now minus before. */
    public double difference() {
        return now - before;
    }

    /** Whether the whole interval lies above a tolerance; the difference, where there is no interval. */
    public boolean rose(double tolerance) {
        return (Double.isNaN(interval.low()) ? difference() : interval.low()) > tolerance;
    }

    /** The same of a fall. */
    public boolean fell(double tolerance) {
        return (Double.isNaN(interval.high()) ? difference() : interval.high()) < -tolerance;
    }
}
