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

    /** Whether the whole interval says that it rose; the difference alone, where there is no interval. */
    public boolean isAbove() {
        return Double.isNaN(interval.low()) ? difference() > 0 : interval.low() > 0;
    }

    /** The same of a fall. */
    public boolean isBelow() {
        return Double.isNaN(interval.high()) ? difference() < 0 : interval.high() < 0;
    }
}
