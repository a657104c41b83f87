package org.duress.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.duress.testkit.MeasuredShifts.curve;

import java.util.List;
import org.duress.result.GateOutcome;
import org.duress.result.Interval;
import org.duress.result.RobustnessResult;
import org.duress.result.Verdict;
import org.duress.spec.Expectation;
import org.duress.spec.Search;
import org.duress.spec.ShiftKind;
import org.duress.testkit.MeasuredShifts;
import org.duress.testkit.Outcomes;
import org.junit.jupiter.api.Test;
import org.opentest4j.MultipleFailuresError;

class VerdictsOfShiftsTest {
    private static final Interval PAST = new Interval(0.2, 0.6);

    private static MultipleFailuresError failure(RobustnessResult result) {
        return catchThrowableOfType(
                MultipleFailuresError.class, () -> Verdicts.judge(new GateOutcome(result, List.of()), Search.FULL));
    }

    private static RobustnessResult shifted(RobustnessResult result) {
        return Outcomes.with(
                result,
                MeasuredShifts.of(
                        curve("liver", ShiftKind.NOISE, PAST, 0.8, 0.8, 0.7, 0.6, 0.5, 0.4),
                        curve("liver", ShiftKind.BLUR, PAST, 0.8, 0.8, 0.7, 0.4, 0.4, 0.4)));
    }

    @Test
    void anOrganPastItsLimitUnderAShiftIsAFailureOfItsOwn() {
        RobustnessResult failed = Outcomes.result("spec", Verdict.FAIL, Expectation.PASS);
        int fallen = failure(failed).getFailures().size();

        MultipleFailuresError error = failure(shifted(failed));

        assertThat(error).hasMessageContaining(" organs past gate.shifts.maxDiceDrop=0.15 under natural shifts in ");
        assertThat(error.getFailures()).hasSize(fallen + 1);
        assertThat(error.getFailures().get(fallen))
                .hasMessage("liver under some blur: Dice fell from 0.80 to 0.40, by 0.50 of itself (95 % interval"
                        + " [0.20, 0.60]) where 0.15 is allowed under natural shifts");
    }

    @Test
    void withoutAFallUnderAttackItIsTheOnlyOne() {
        RobustnessResult failed = Outcomes.result("spec", Verdict.FAIL, Expectation.PASS);
        MultipleFailuresError error =
                failure(shifted(Outcomes.with(failed, failed.evidence().organs().subList(0, 1))));
        assertThat(error)
                .hasMessageStartingWith(
                        "1 of 1 organs past gate.shifts.maxDiceDrop=0.15 under natural shifts in spec 'spec'");
        assertThat(error.getFailures()).hasSize(1);
    }
}
