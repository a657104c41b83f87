package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.duress.DuressException;
import org.duress.Evidence;
import org.duress.MeasuredOrgan;
import org.duress.MeasuredStrength;
import org.duress.OrganEvidence;
import org.duress.Queries;
import org.duress.Smoothness;
import org.duress.Verdict;
import org.duress.spec.Contender;
import org.duress.spec.RobustnessSpec;
import org.junit.jupiter.api.Test;

class VerdictRuleTest {
    @Test
    void nothingPastItsThresholdPasses() {
        VerdictRule.Judgement judgement = VerdictRule.judge(spec(), evidence(0.05, organ("liver", 0.3, 0.3)));
        assertThat(judgement.verdict()).isEqualTo(Verdict.PASS);
        assertThat(judgement.breaches()).isEmpty();
        assertThat(judgement.summary()).isEqualTo("PASS");
    }

    @Test
    void breachesComeLargestFallFirst() {
        VerdictRule.Judgement judgement = VerdictRule.judge(
                spec(),
                evidence(
                        0.1,
                        organ("liver", 0.4, 0.3),
                        organ("kidneys", 0.2, 0.3),
                        organ("pancreas", 0.75, 0.5),
                        organ("spleen", 0.4, 0.35)));
        assertThat(judgement.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(judgement.breaches())
                .containsExactly(
                        "pancreas fell by 0.7500 (Dice 0.8000 to 0.2000), more than maxDiceDrop=0.5, at p=0.1000; worst"
                                + " slice s1_pancreas",
                        "liver fell by 0.4000 (Dice 0.8000 to 0.4800), more than maxDiceDrop=0.3, at p=0.1000; worst"
                                + " slice s1_liver",
                        "spleen fell by 0.4000 (Dice 0.8000 to 0.4800), more than maxDiceDrop=0.35, at p=0.1000; worst"
                                + " slice s1_spleen");
    }

    @Test
    void notANumberIsNeverAPass() {
        assertThatThrownBy(() -> VerdictRule.judge(
                        spec(), evidence(0.1, organ("liver", 0.1, 0.3), organ("spleen", Double.NaN, 0.3))))
                .isInstanceOf(DuressException.class)
                .hasMessage(
                        "the Dice of organ 'spleen' could not be measured; choose gate subjects that show it or drop"
                                + " the organ");
        assertThatThrownBy(() -> VerdictRule.judge(spec(), evidence(Double.NaN, organ("liver", 0.4, 0.3))))
                .isInstanceOf(DuressException.class)
                .hasMessage(
                        "the perceptibility is NaN, so nothing was measured; check the images of the gate subjects");
    }

    private static RobustnessSpec spec() {
        return new GateRun().spec();
    }

    private static OrganEvidence organ(String name, double drop, double limit) {
        double attacked = 0.8 * (1 - drop);
        return MeasuredOrgan.of(name, 0.8, attacked, drop, attacked, attacked, limit, "s1_" + name);
    }

    private static Evidence evidence(double perceptibility, OrganEvidence... organs) {
        Smoothness smooth = new Smoothness(0, 0);
        return new Evidence(
                "cpu",
                7,
                "model",
                "data",
                List.of("t"),
                List.of("s1"),
                600,
                false,
                2,
                perceptibility,
                0,
                0,
                smooth,
                smooth,
                0,
                0,
                0,
                List.of(organs),
                Map.of(),
                Map.of(),
                new Queries(0, 4, 4),
                List.of(),
                MeasuredStrength.of(Contender.VAEGAN),
                MeasuredStrength.realism());
    }
}
