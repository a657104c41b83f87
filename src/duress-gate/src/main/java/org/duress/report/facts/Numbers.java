package org.duress.report.facts;

import java.util.Locale;
import org.duress.report.Words;
import org.duress.result.Interval;

/** Numbers as tables have them. */
final class Numbers {
    private static final String FORMAT = "%.3f";

    private Numbers() {}

    static String of(double value) {
        return Words.number(FORMAT, value);
    }

    static String of(Interval interval) {
        return Words.interval(FORMAT, interval);
    }

    static String percent(double share) {
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%.0f %%", 100 * share) : "unknown";
    }
}
