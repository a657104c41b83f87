package org.duress.result;

import java.math.BigDecimal;
import org.duress.spec.Waiver;

/**
 * A waiver, and what it was good for in a run.
 *
 * @param ownLimit what the organ may fall by without it, in (0, 1]
 */
public record WaivedLimit(Waiver waiver, double ownLimit, State state) {
    /** What a waiver was good for. */
    public enum State {
        /** It is applied, and without it the organ would not hold its limit. */
        NEEDED,
        /** It is applied, and the organ holds its own limit too. */
        NOT_NEEDED,
        /** Its last day is over, and it is not applied. */
        EXPIRED
    }

    public boolean applied() {
        return state != State.EXPIRED;
    }

    /** What is waived, by whom, until when and why; a clause that begins with the organ. */
    public String sentence() {
        return waiver.organ() + ": " + number(waiver.limit()) + " is allowed instead of " + number(ownLimit)
                + ", waived by " + waiver.owner() + " until " + waiver.expires() + " (" + waiver.reason() + ")";
    }

    /** The same as a note behind a number. */
    public String note() {
        return applied()
                ? "waived from " + number(ownLimit) + " by " + waiver.owner() + " until " + waiver.expires()
                : "the waiver of " + waiver.owner() + " expired on " + waiver.expires();
    }

    private static String number(double value) {
        return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
    }
}
