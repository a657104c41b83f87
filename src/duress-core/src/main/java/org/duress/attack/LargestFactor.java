package org.duress.attack;

import java.util.function.DoubleUnaryOperator;

/** How far fields can be scaled before they are too visible. */
final class LargestFactor {
    /** How near to its limit p must come where it is the limit that counts. */
    private static final double TOLERANCE = 1e-3;
    /** Where within that tolerance the search aims at. */
    private static final double AIM = 1 - TOLERANCE / 2;
    /** How far one step leads on while everything that was tried is within the limit. */
    private static final double FARTHEST = 4;
    /** Such steps before it is believed that the limit cannot be reached. */
    private static final int MOST_ON = 6;
    /** Steps that may end on one side of the limit before a bracket is halved. */
    private static final int MOST_ALIKE = 4;
    /** Most evaluations of p in one search. Two to four do, but p need not be monotone. */
    private static final int MOST_STEPS = 40;

    private final double most;
    private final double limit;
    private double low;
    private double lowP;
    private double high = Double.POSITIVE_INFINITY;
    private Tried last = new Tried(0, 0);
    private Tried before = last;
    private int sameEnd;
    private int on;

    private LargestFactor(double most, double limit) {
        this.most = most;
        this.limit = limit;
    }

    /** A factor, and the measure there. */
    private record Tried(double factor, double measure) {
        /** Whether a model of the measure can be drawn from it. */
        boolean says() {
            return factor > 0 && measure > 0 && measure < Double.POSITIVE_INFINITY;
        }
    }

    /**
     * The largest factor, about, at which a measure is not above its limit. Only one that was tried is given back, for
     * the measure need not grow with it; 0 counts as tried.
     *
     * @param guess where to begin, above 0
     * @param most largest factor; may be infinite, and then there is an end to going on
     * @param limit of the measure
     * @param measure of a factor; infinite where it is not to be had
     */
    static double upTo(double guess, double most, double limit, DoubleUnaryOperator measure) {
        LargestFactor search = new LargestFactor(most, limit);
        double factor = Math.min(guess, most);
        for (int step = 0; step < MOST_STEPS; step++) {
            search.learn(factor, measure.applyAsDouble(factor));
            if (search.over()) {
                break;
            }
            factor = search.next();
        }
        return search.low;
    }

    private void learn(double factor, double p) {
        before = last;
        last = new Tried(factor, p);
        if (p <= limit) {
            low = factor;
            lowP = p;
            sameEnd = Math.max(1, sameEnd + 1);
            on += bracketed() ? 0 : 1;
        } else {
            high = factor;
            sameEnd = Math.min(-1, sameEnd - 1);
        }
    }

    private boolean over() {
        if (lowP >= (1 - TOLERANCE) * limit || low >= most) {
            return true;
        }
        return bracketed() ? high - low <= TOLERANCE * high / 4 : on > MOST_ON;
    }

    private boolean bracketed() {
        return high < Double.POSITIVE_INFINITY;
    }

    private double next() {
        double wanted = modelled();
        if (!bracketed()) {
            // The first step goes as far as what is linear says, for fields may be of any size.
            double farthest = on == 1 && last.says() ? Double.POSITIVE_INFINITY : FARTHEST * low;
            return Math.min(most, wanted > low ? Math.min(wanted, farthest) : farthest);
        }
        if (Math.abs(sameEnd) > MOST_ALIKE || !(wanted > low && wanted < high)) {
            sameEnd = 0;
            return (low + high) / 2;
        }
        return wanted;
    }

    /**
     * Where the measure is what is wanted if it is {@code f / (a + b f)}: it grows with the fields, and the slower, the
     * larger they are. Of one factor that was tried it is taken for linear; NaN where nothing is known.
     */
    private double modelled() {
        double wanted = AIM * limit;
        if (!last.says()) {
            return Double.NaN;
        }
        double b = 0;
        if (before.says() && before.factor != last.factor) {
            b = (before.factor / before.measure - last.factor / last.measure) / (before.factor - last.factor);
        }
        double a = last.factor / last.measure - b * last.factor;
        double factor = a * wanted / (1 - b * wanted);
        return b * wanted < 1 ? factor : Double.POSITIVE_INFINITY;
    }
}
