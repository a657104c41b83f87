package org.duress.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.result.BaselineDifference;
import org.duress.result.Change;
import org.duress.result.Interval;
import org.duress.result.OrganDifference;
import org.duress.result.Passes;
import org.duress.result.Release;
import org.duress.result.RobustnessResult;
import org.duress.result.ShiftCurve;
import org.duress.result.ShiftEvidence;
import org.duress.result.Verdict;
import org.duress.result.WaivedLimit;
import org.duress.spec.Expectation;
import org.duress.spec.ShiftKind;
import org.duress.spec.Waiver;
import org.duress.testkit.Outcomes;
import org.junit.jupiter.api.Test;

/** The keys are a contract: what this test names may get company, and no other names. */
class ResultEntriesTest {
    @Test
    void numbersHaveKeysOfTheirOwn() {
        RobustnessResult result = Outcomes.result("phantom", Verdict.FAIL, Expectation.PASS);
        assertThat(ResultEntries.of(result).toString())
                .isEqualTo("{spec=phantom, verdict=FAIL, expected=PASS, p=0.074,"
                        + " pancreas.clean=0.8, pancreas.attacked=0.5, pancreas.fall=0.375, pancreas.limit=0.5,"
                        + " liver.clean=0.95, liver.attacked=0.57, liver.fall=0.4, liver.fall.low=0.25,"
                        + " liver.fall.high=0.75, liver.limit=0.3}");
    }

    @Test
    void whatIsWaivedAndWhatChangedSinceTheBaselineStandsBesideThem() {
        Waiver waiver = new Waiver("liver", 0.3, "ada", "later", LocalDate.of(2027, 1, 31));
        OrganDifference liver = new OrganDifference(
                "liver",
                new Change(0.75, 1, new Interval(0.125, 0.5)),
                new Change(0.75, 0.5, new Interval(-0.5, 0)),
                new Change(0.25, 0.5, new Interval(Double.NaN, Double.NaN)),
                OrganDifference.Regression.OPEN,
                0.3);
        BaselineDifference difference = new BaselineDifference(
                "verdict.json",
                Verdict.PASS,
                "ab",
                Optional.empty(),
                Optional.empty(),
                List.of(liver),
                List.of(),
                List.of(),
                List.of());
        RobustnessResult result = Outcomes.result("phantom", Verdict.FAIL, Expectation.PASS)
                .with(new Release(
                        List.of(new WaivedLimit(waiver, 0.2, WaivedLimit.State.NEEDED)), Optional.of(difference)));
        assertThat(ResultEntries.of(result))
                .containsEntry("liver.waivedUntil", "2027-01-31")
                .containsEntry("liver.cleanChange", "0.25")
                .containsEntry("liver.cleanChange.low", "0.125")
                .containsEntry("liver.cleanChange.high", "0.5")
                .containsEntry("liver.fallChange", "0.25")
                .containsEntry("liver.regressed", "false")
                .doesNotContainKey("liver.fallChange.low");
    }

    @Test
    void theWorstNaturalShiftOfAnOrganStandsThere() {
        ShiftCurve noise = new ShiftCurve(
                "liver",
                ShiftKind.NOISE,
                List.of(1.0, 0.875, 0.75, 0.5, 0.25, 0.0),
                3,
                "noise of 0.3 sd",
                0.25,
                new Interval(0.375, 0.625),
                Map.of());
        RobustnessResult result = Outcomes.with(
                Outcomes.result("phantom", Verdict.FAIL, Expectation.PASS),
                new ShiftEvidence(true, List.of(noise), Passes.NONE));
        assertThat(ResultEntries.of(result))
                .containsEntry("liver.shift", "noise")
                .containsEntry("liver.shiftSeverity", "3")
                .containsEntry("liver.shiftFall", "0.5")
                .containsEntry("liver.shiftFall.low", "0.375")
                .containsEntry("liver.shiftFall.high", "0.625")
                .containsEntry("liver.shiftLimit", "0.25")
                .doesNotContainKey("pancreas.shift");
    }
}
