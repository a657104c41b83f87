package org.duress.testkit;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.duress.result.Interval;
import org.duress.result.Passes;
import org.duress.result.ShiftCurve;
import org.duress.result.ShiftEvidence;
import org.duress.spec.ShiftKind;

/** Natural shifts judged at severity 3 by a limit of 0.15. */
public final class MeasuredShifts {
    private MeasuredShifts() {}

    /** Those that decide. */
    public static ShiftEvidence of(ShiftCurve... curves) {
        return new ShiftEvidence(true, List.of(curves), new Passes(40, 0));
    }

    /** Those that decide nothing. */
    public static ShiftEvidence measured(ShiftCurve... curves) {
        return new ShiftEvidence(false, List.of(curves), new Passes(40, 0));
    }

    /**
     * A curve.
     *
     * @param dropInterval at severity 3
     * @param dice at severities 0 to 5
     */
    public static ShiftCurve curve(String organ, ShiftKind shift, Interval dropInterval, double... dice) {
        return new ShiftCurve(
                organ,
                shift,
                Arrays.stream(dice).boxed().toList(),
                3,
                "some " + shift.words(),
                0.15,
                dropInterval,
                Map.of());
    }
}
