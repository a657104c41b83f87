package org.duress.studies;

import java.util.Locale;

/**
 * How often something happened.
 *
 * @param times at least 0, at most {@code of}
 * @param of in so many runs
 */
record Rate(long times, long of) {
    /** Of the normal distribution: 95 % lie within so many deviations. */
    private static final double Z = 1.959964;

    /** Lower end of the 95 % interval of Wilson (1927); 0 where there was no run. */
    double low() {
        return of == 0 ? 0 : Math.max(0, (centre() - half()) / (1 + Z * Z / of));
    }

    /** Its upper end; 1 where there was no run. */
    double high() {
        return of == 0 ? 1 : Math.min(1, (centre() + half()) / (1 + Z * Z / of));
    }

    private double centre() {
        return (double) times / of + Z * Z / (2 * of);
    }

    private double half() {
        double share = (double) times / of;
        return Z * Math.sqrt(share * (1 - share) / of + Z * Z / (4.0 * of * of));
    }

    /** How often, and the same in per cent with its interval. */
    @Override
    public String toString() {
        return of == 0
                ? "-"
                : String.format(
                        Locale.ROOT,
                        "%d/%d: %.1f [%.1f, %.1f]",
                        times,
                        of,
                        100.0 * times / of,
                        100 * low(),
                        100 * high());
    }
}
