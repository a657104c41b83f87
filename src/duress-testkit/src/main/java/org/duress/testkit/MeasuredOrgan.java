package org.duress.testkit;

import java.util.List;
import org.duress.result.HallucinationEvidence;
import org.duress.result.Interval;
import org.duress.result.OrganDice;
import org.duress.result.OrganEvidence;
import org.duress.result.SurfaceEvidence;

/** Evidence for one organ, for tests that care for neither intervals nor surfaces. */
public final class MeasuredOrgan {
    private MeasuredOrgan() {}

    public static OrganEvidence of(
            String name,
            double clean,
            double attacked,
            double drop,
            double warped,
            double fixed,
            double limit,
            String worst) {
        return of(name, clean, attacked, drop, warped, fixed, limit, worst, Interval.UNKNOWN);
    }

    public static OrganEvidence of(
            String name,
            double clean,
            double attacked,
            double drop,
            double warped,
            double fixed,
            double limit,
            String worst,
            Interval dropInterval) {
        double unknown = Double.NaN;
        return new OrganEvidence(
                name,
                new OrganDice(clean, attacked, drop, warped, fixed, Interval.UNKNOWN, dropInterval),
                limit,
                worst,
                96,
                new SurfaceEvidence("px", 2, unknown, unknown, unknown, unknown),
                List.of(),
                HallucinationEvidence.NONE);
    }
}
