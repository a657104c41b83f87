package org.duress.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.duress.result.RobustnessResult;
import org.duress.result.Verdict;
import org.duress.spec.Expectation;
import org.duress.testkit.Outcomes;
import org.junit.jupiter.api.Test;

class SummaryTableTest {
    @Test
    void alignsSpecsAndOrgansAndMarksTheOrganPastItsLimit() {
        String table = SummaryTable.render(List.of(
                Outcomes.result("phantom-unet", Verdict.FAIL, Expectation.FAIL),
                Outcomes.result("b", Verdict.PASS, Expectation.PASS)));

        assertThat(table).isEqualTo("""
                        spec          organ     clean  attacked   drop   limit  worst  in       p  verdict  expected
                        --------------------------------------------------------------------------------------------
                        phantom-unet  pancreas  0.800     0.500  0.375   0.500      -       0.074  FAIL     FAIL
                                      liver     0.950     0.570  0.400 > 0.300  0.400  p03
                        --------------------------------------------------------------------------------------------
                        b             pancreas  0.800     0.500  0.375   0.500      -       0.074  PASS     PASS
                                      liver     0.950     0.570  0.400 > 0.300  0.400  p03
                        --------------------------------------------------------------------------------------------
                        2 specs, every verdict as expected
                        b: PASS: 93 trials on 16 slices of 2 subjects, by substitute and query within p 0.1, 5 px \
                        and |V| 0.5, took no organ past its limit, each judged by its own worst of every slice; it is \
                        no proof that no perturbation can
                        """);
    }

    @Test
    void namesTheSubjectsPastTheirLimit() {
        RobustnessResult weak = Outcomes.result("weak", Verdict.FAIL, Expectation.FAIL);
        assertThat(SummaryTable.render(
                        List.of(Outcomes.with(weak, weak.spec().gate().withWorstSubject(0.35)))))
                .endsWith("\n1 spec, every verdict as expected\nweak: past worstSubject=0.35: liver in p03 (0.400)\n");
        assertThat(SummaryTable.render(
                        List.of(Outcomes.with(weak, weak.spec().gate().withWorstSubject(0.4)))))
                .endsWith("\n1 spec, every verdict as expected\n");
    }

    @Test
    void namesTheSpecsThatSurprise() {
        String table = SummaryTable.render(List.of(
                Outcomes.result("weak", Verdict.FAIL, Expectation.PASS),
                Outcomes.result("fine", Verdict.PASS, Expectation.PASS),
                Outcomes.result("healed", Verdict.PASS, Expectation.FAIL),
                Outcomes.result("unclear", Verdict.INCONCLUSIVE, Expectation.PASS)));

        assertThat(table).contains("\n3 of 4 specs not as expected: weak, healed, unclear\n");
    }

    @Test
    void saysThatNothingWasJudged() {
        assertThat(SummaryTable.render(List.of())).isEqualTo("No robustness spec was judged.\n");
    }

    @Test
    void saysOfAnInconclusiveSpecWhatDoesNotHold() {
        RobustnessResult near = Outcomes.result("near", Verdict.INCONCLUSIVE, Expectation.FAIL);
        String table = SummaryTable.render(List.of(
                Outcomes.result("unclear", Verdict.INCONCLUSIVE, Expectation.PASS),
                new RobustnessResult(
                        near.spec(),
                        near.evidence(),
                        near.verdict(),
                        List.of("the liver is near its limit"),
                        List.of())));

        assertThat(table).contains("0.074  INCONCLUSIVE  PASS\n").endsWith("""
                        2 of 2 specs not as expected: unclear, near
                        unclear is inconclusive for 2 reasons; does not hold: canary broken
                        near is inconclusive for 1 reason
                        """);
    }
}
