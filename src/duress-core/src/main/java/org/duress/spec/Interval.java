package org.duress.spec;

/** Intensities or values from one to another, {@code low < high}, both finite. */
public record Interval(double low, double high) {
    public Interval {
        if (!(Double.isFinite(low) && Double.isFinite(high) && low < high)) {
            throw new IllegalArgumentException(
                    "an interval needs two finite numbers, the lower first, not " + low + " and " + high);
        }
    }

    /** "[-175.0, 250.0]". */
    @Override
    public String toString() {
        return "[" + low + ", " + high + "]";
    }
}
