package org.duress.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.duress.metric.RelativeDrop;
import org.duress.spec.ShiftKind;
import org.duress.spec.ShiftsSpec;

/**
 * Mean volume Dice of one organ under one natural shift, over the gate subjects that show the organ, against labels
 * that moved with the image.
 *
 * @param organ its name, as in the spec
 * @param shift which
 * @param dice at severities 0, the clean images, to 5
 * @param severity at which it is judged, 1 to 5
 * @param words what is done at that severity: {@code low-dose noise of 30 HU}
 * @param limit largest relative fall, in (0, 1]: that of {@code gate.shifts}, else the organ's own
 * @param dropInterval 95 % bootstrap interval of the relative fall at that severity, over subjects, the same drawn for
 *     clean and shifted
 * @param subjects Dice at that severity of each gate subject that shows the organ; NaN where the shift moved it out of
 *     the image, and the model draws none
 */
public record ShiftCurve(
        String organ,
        ShiftKind shift,
        List<Double> dice,
        int severity,
        String words,
        double limit,
        Interval dropInterval,
        Map<String, Double> subjects) {
    public ShiftCurve {
        dice = List.copyOf(dice);
        subjects = Collections.unmodifiableMap(new LinkedHashMap<>(subjects));
        if (dice.size() != ShiftsSpec.SEVERITIES + 1) {
            throw new IllegalArgumentException(
                    "a curve has a Dice at severities 0 to " + ShiftsSpec.SEVERITIES + ", not " + dice);
        }
    }

    /** Dice of the unshifted images. */
    public double cleanDice() {
        return dice.get(0);
    }

    /** Dice at the severity that is judged. */
    public double shiftedDice() {
        return dice.get(severity);
    }

    /** The fall of the Dice at that severity, as a share of itself; below 0 where it rose. */
    public double relativeDrop() {
        return RelativeDrop.of(cleanDice(), shiftedDice());
    }

    /**
     * Area under the curve from severity 0 to 5, by straight lines, as a share of that of a model which loses nothing;
     * NaN where there is nothing to lose.
     */
    public double area() {
        double sum = IntStream.range(0, ShiftsSpec.SEVERITIES)
                .mapToDouble(i -> (dice.get(i) + dice.get(i + 1)) / 2)
                .sum();
        return cleanDice() == 0 ? Double.NaN : sum / (ShiftsSpec.SEVERITIES * cleanDice());
    }

    /** The severity at which the organ falls past the limit, by a straight line between two; empty where none does. */
    public OptionalDouble breakingSeverity() {
        return LimitCrossing.of(
                IntStream.range(0, dice.size())
                        .mapToObj(i -> new LimitCrossing.Point(i, dice.get(i)))
                        .toList(),
                (1 - limit) * cleanDice());
    }

    /** Whether it fell further than the limit, at the severity that is judged. */
    public boolean pastLimit() {
        return relativeDrop() > limit;
    }
}
