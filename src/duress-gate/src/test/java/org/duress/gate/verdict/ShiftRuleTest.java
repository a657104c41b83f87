package org.duress.gate.verdict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duress.testkit.MeasuredShifts.curve;

import java.util.List;
import org.duress.gate.GateRun;
import org.duress.result.Interval;
import org.duress.result.ShiftEvidence;
import org.duress.spec.Decision;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.ShiftKind;
import org.duress.testkit.MeasuredEvidence;
import org.duress.testkit.MeasuredOrgan;
import org.duress.testkit.MeasuredShifts;
import org.duress.testkit.MeasuredStrength;
import org.junit.jupiter.api.Test;

class ShiftRuleTest {
    private static final Interval PAST = new Interval(0.2, 0.6);
    private static final Interval AROUND = new Interval(0.1, 0.6);
    private static final Interval BELOW = new Interval(0, 0.1);

    private static ShiftRule rule(Decision decision, ShiftEvidence shifts) {
        GateRun run = new GateRun();
        run.decision = decision;
        RobustnessSpec spec = run.spec();
        return new ShiftRule(
                spec,
                MeasuredEvidence.of(
                                0.1,
                                MeasuredStrength.of(),
                                List.of(
                                        MeasuredOrgan.of("liver", 0.8, 0.8, 0, 0.8, 0.8, 0.3, "s"),
                                        MeasuredOrgan.of("spleen", 0.8, 0.8, 0, 0.8, 0.8, 0.3, "s")))
                        .with(shifts));
    }

    private static final ShiftEvidence SHIFTS = MeasuredShifts.of(
            curve("liver", ShiftKind.NOISE, PAST, 0.8, 0.8, 0.7, 0.6, 0.5, 0.4),
            curve("liver", ShiftKind.BLUR, PAST, 0.8, 0.8, 0.7, 0.4, 0.4, 0.4),
            curve("liver", ShiftKind.GAMMA, AROUND, 0.8, 0.8, 0.7, 0.6, 0.5, 0.4),
            curve("spleen", ShiftKind.NOISE, AROUND, 0.8, 0.8, 0.8, 0.72, 0.7, 0.7),
            curve("spleen", ShiftKind.BLUR, BELOW, 0.8, 0.8, 0.8, 0.76, 0.7, 0.7));

    @Test
    void anIntervalPastTheLimitIsABreachOfTheWorstShift() {
        assertThat(rule(Decision.INTERVAL, SHIFTS).breaches())
                .containsExactly("liver fell by 0.5000 under some blur (blur at severity 3 of 5; Dice from 0.8000 to"
                        + " 0.4000), more than gate.shifts.maxDiceDrop=0.15; past it too under noise");
    }

    @Test
    void oneThatHoldsTheLimitIsOpen() {
        assertThat(rule(Decision.INTERVAL, SHIFTS).open())
                .containsExactly("spleen fell by 0.1000 under some noise, with a 95 % interval [0.1000, 0.6000] that"
                        + " holds gate.shifts.maxDiceDrop=0.15; name more gateSubjects, or a limit that it is not at");
    }

    @Test
    void thePointEstimateLeavesNothingOpen() {
        ShiftRule rule = rule(Decision.POINT, SHIFTS);
        assertThat(rule.open()).isEmpty();
        assertThat(rule.breaches()).singleElement().asString().endsWith("; past it too under noise, gamma");
    }

    @Test
    void withoutALimitNothingIsDecided() {
        ShiftRule rule = rule(
                Decision.INTERVAL,
                MeasuredShifts.measured(curve("liver", ShiftKind.NOISE, PAST, 0.8, 0.8, 0.7, 0.6, 0.5, 0.4)));
        assertThat(rule.breaches()).isEmpty();
        assertThat(rule.open()).isEmpty();
    }
}
