package org.duress.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.duress.result.Interval;
import org.duress.result.OrganEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.ShiftEvidence;
import org.duress.result.WorstSubject;

/**
 * How pictures, pages and tables say what was measured, so that nothing is read as something else: before and after
 * with an arrow, an interval in brackets, and robust only where the attack was shown to be strong.
 */
public final class Words {
    /** Of an organ that held under an attack which was not shown to be strong. */
    public static final String NOT_BROKEN = "not broken by what was tried";

    private Words() {}

    /** {@code FAIL (expected PASS)}. */
    public static String verdict(RobustnessResult result) {
        return result.verdict() + " (expected " + result.spec().expect() + ")";
    }

    /**
     * What became of one organ.
     *
     * @param result that the organ belongs to
     */
    public static String outcome(OrganEvidence organ, RobustnessResult result) {
        if (organ.breakingPoint().isPresent()) {
            return String.format(
                    Locale.ROOT, "breaks at p = %.3f", organ.breakingPoint().getAsDouble());
        }
        if (organ.pastThreshold()) {
            return "past its limit";
        }
        Optional<WorstSubject> fallen = result.fallenSubject(organ);
        if (fallen.isPresent()) {
            return "past the limit in " + fallen.get().subject();
        }
        return result.attackShownStrong() ? "does not break" : NOT_BROKEN;
    }

    /** {@code p03 by 0.400}: the subject in which an organ fell most, and by what share of its Dice. */
    public static String worstSubject(WorstSubject worst) {
        return worst.subject() + " by " + number("%.3f", worst.relativeDrop());
    }

    /**
     * {@code 0.950 → 0.600}: before and after, in a format such as {@code %.3f}; {@code unknown} where neither is a
     * number.
     */
    public static String change(String format, double before, double after) {
        return Double.isNaN(before) && Double.isNaN(after)
                ? "unknown"
                : number(format, before) + " \u2192 " + number(format, after);
    }

    /** {@code [0.930, 0.970]}: an interval, in a format such as {@code %.3f}; {@code unknown} where there is none. */
    public static String interval(String format, Interval interval) {
        return Double.isNaN(interval.low()) && Double.isNaN(interval.high())
                ? "unknown"
                : "[" + number(format, interval.low()) + ", " + number(format, interval.high()) + "]";
    }

    /**
     * What natural shifts do to each organ, beside what attacks do: {@code liver 0.960 -> 0.912 under a blur of 1.5 mm,
     * 0.034 under attack (only attackable)}. None where no shift was measured.
     */
    public static List<String> shifts(RobustnessResult result) {
        ShiftEvidence shifts = result.evidence().shifts();
        return result.evidence().organs().stream()
                .flatMap(organ -> shifts
                        .worst(organ.name())
                        .map(worst -> String.format(
                                Locale.ROOT,
                                "%s %.3f -> %.3f under %s, %.3f under attack (%s)",
                                organ.name(),
                                worst.cleanDice(),
                                worst.shiftedDice(),
                                worst.words(),
                                organ.attackedDice(),
                                shifts.standing(organ).orElseThrow().brief()))
                        .stream())
                .toList();
    }

    /** {@code 1,024.5}: passes of the model a slice. */
    public static String passes(double perSlice) {
        return number("%,.1f", perSlice);
    }

    /** A number in a format such as {@code %.3f}; {@code unknown} where it is not finite. */
    public static String number(String format, double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, format, value) : "unknown";
    }
}
