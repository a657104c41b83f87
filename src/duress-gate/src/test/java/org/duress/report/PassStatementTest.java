package org.duress.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.duress.result.Interval;
import org.duress.result.OrganEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.Verdict;
import org.duress.spec.Contender;
import org.duress.spec.Decision;
import org.duress.spec.Expectation;
import org.duress.spec.GateSpec;
import org.duress.spec.Reference;
import org.duress.testkit.MeasuredOrgan;
import org.duress.testkit.MeasuredStrength;
import org.duress.testkit.Outcomes;
import org.junit.jupiter.api.Test;

class PassStatementTest {
    private static final RobustnessResult PASS = Outcomes.result("a", Verdict.PASS, Expectation.PASS);

    /** 47 of the substitute and 46 of the query count. */
    @Test
    void saysWhatWasTriedOnWhomAndThatItIsNoProof() {
        assertThat(PASS.statement())
                .contains("PASS: 93 trials on 16 slices of 2 subjects, by substitute and query within p 0.1, 5 px and"
                        + " |V| 0.5, took no organ past its limit, each judged by its own worst of every slice; it is"
                        + " no proof that no perturbation can");
    }

    @Test
    void volumesAreCalledSo() {
        assertThat(Outcomes.result("a", Verdict.PASS, Expectation.PASS, Outcomes.VOLUME)
                        .statement())
                .contains("PASS: 93 trials on 16 volumes of 2 subjects, by substitute and query within p 0.1, 5 voxels"
                        + " and |V| 0.5, took no organ past its limit, each judged by its own worst of every volume; it"
                        + " is no proof that no perturbation can");
    }

    @Test
    void namesTheLimitOfSingleSubjectsWhereThereIsOne() {
        assertThat(Outcomes.with(PASS, limits(Decision.INTERVAL).withWorstSubject(0.5))
                        .statement()
                        .orElseThrow())
                .contains(" took no organ past its limit, nor in any one subject past 0.5, each judged by its own"
                        + " worst of"
                        + " every slice; it is no proof");
    }

    @Test
    void countsWhatEarlierRunsFoundAndNotTheControl() {
        assertThat(Outcomes.with(PASS, MeasuredStrength.of(Contender.REPLAY, Contender.RANDOM, Contender.GRADIENT))
                        .statement()
                        .orElseThrow())
                .startsWith("PASS: 8 trials on 16 slices of 2 subjects, by replay and gradient within");
    }

    @Test
    void isOfAPassAlone() {
        assertThat(Outcomes.result("a", Verdict.FAIL, Expectation.PASS).statement())
                .isEmpty();
        assertThat(Outcomes.result("a", Verdict.INCONCLUSIVE, Expectation.PASS).statement())
                .isEmpty();
    }

    @Test
    void saysOrganByOrganWhatThePointEstimateAlonePasses() {
        RobustnessResult near = Outcomes.with(
                PASS,
                List.of(
                        organ("liver", 0.126, new Interval(0.09, 0.1714)),
                        organ("spleen", 0.1, new Interval(0.09, 0.15)),
                        organ("pancreas", 0.1, Interval.UNKNOWN)));
        String byPoint = " of every slice, by the point estimate alone: liver fell by 0.126, its 95 %"
                + " interval [0.090, 0.171] holds the limit 0.15, pancreas fell by 0.100, with no interval, of the 0.15"
                + " allowed; it is no proof that no perturbation can";

        assertThat(Outcomes.with(near, limits(Decision.POINT)).statement().orElseThrow())
                .endsWith(byPoint);
        assertThat(Outcomes.with(near, limits(Decision.INTERVAL)).statement().orElseThrow())
                .endsWith(" of every slice; it is no proof that no perturbation can");
        assertThat(Outcomes.with(
                                Outcomes.with(PASS, List.of(organ("spleen", 0.1, new Interval(0.09, 0.15)))),
                                limits(Decision.POINT))
                        .statement()
                        .orElseThrow())
                .doesNotContain("point estimate");
    }

    private static GateSpec limits(Decision decision) {
        return new GateSpec(0.15, Map.of(), decision, Reference.WARPED);
    }

    private static OrganEvidence organ(String name, double fall, Interval interval) {
        return MeasuredOrgan.of(name, 1, 1 - fall, fall, 1 - fall, 1 - fall, 0.15, "s1", interval);
    }
}
