package org.duress.spec.key;

import java.math.BigDecimal;

/**
 * The numbers that a setting may be: from one to another, either of which may be left out, or may be out itself. NaN is
 * never within.
 *
 * @param least lower end; {@code -Infinity} where there is none
 * @param leastWithin whether the lower end is within
 * @param most upper end; {@code Infinity} where there is none
 * @param mostWithin whether the upper end is within
 */
public record Bounds(double least, boolean leastWithin, double most, boolean mostWithin) {
    /** Every number but NaN and the infinite ones. */
    public static final Bounds FINITE = new Bounds(Double.NEGATIVE_INFINITY, false, Double.POSITIVE_INFINITY, false);

    /** At least this, infinity too. */
    public static Bounds from(double least) {
        return new Bounds(least, true, Double.POSITIVE_INFINITY, true);
    }

    /** More than this, infinity too. */
    public static Bounds above(double least) {
        return new Bounds(least, false, Double.POSITIVE_INFINITY, true);
    }

    /** The same, up to this. */
    public Bounds to(double end) {
        return new Bounds(least, leastWithin, end, true);
    }

    /** The same, less than this. */
    public Bounds below(double end) {
        return new Bounds(least, leastWithin, end, false);
    }

    /** The same without infinity. */
    public Bounds finite() {
        return Double.isFinite(most) ? this : below(Double.POSITIVE_INFINITY);
    }

    /** Whether a number is within. */
    public boolean holds(double number) {
        return (leastWithin ? number >= least : number > least) && (mostWithin ? number <= most : number < most);
    }

    /** As a message says it after what the number is, for example {@code above 0 and at most 1}. */
    public String words() {
        if (leastWithin && mostWithin && Double.isFinite(most)) {
            return "from " + text(least) + " to " + text(most);
        }
        String lower = (leastWithin ? "of at least " : "above ") + text(least);
        return Double.isFinite(most) ? lower + " and " + (mostWithin ? "at most " : "below ") + text(most) : lower;
    }

    private static String text(double end) {
        return BigDecimal.valueOf(end).stripTrailingZeros().toPlainString();
    }
}
