package org.duress.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.duress.DuressException;
import org.duress.result.GateOutcome;
import org.duress.result.KeptCounterexample;
import org.duress.result.LeastScales;
import org.duress.result.Reach;
import org.duress.result.RobustnessResult;
import org.duress.result.Verdict;
import org.duress.spec.CohortFormat;
import org.duress.spec.Contender;
import org.duress.spec.Expectation;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;
import org.duress.testkit.MeasuredEvidence;
import org.duress.testkit.MeasuredStrength;
import org.duress.testkit.Outcomes;
import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.MultipleFailuresError;
import org.opentest4j.TestAbortedException;

/** What a test says where known counterexamples were replayed. */
class ReplayVerdictTest {
    static class Plain {
        @AdversarialRobustness(
                model = @ModelUnderTest(path = "unet.zip"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM))
        void withstands() {}
    }

    static class KnownWeakness {
        @AdversarialRobustness(
                model = @ModelUnderTest(path = "unet.zip"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM),
                expect = Expectation.FAIL)
        void fails() {}
    }

    private static RobustnessResult inconclusive(RobustnessSpec spec) {
        RobustnessResult result = FakeGate.result(spec, Map.of(), 0.1);
        return new RobustnessResult(
                spec, result.evidence(), Verdict.INCONCLUSIVE, List.of("they no longer break the model"), List.of());
    }

    @Test
    void replayWithoutAFailureIsAnAbortedTestWhateverIsExpected() {
        for (Class<?> test : List.of(Plain.class, KnownWeakness.class)) {
            try (FakeGate gate = new FakeGate(ReplayVerdictTest::inconclusive)) {
                EngineExecutionResults results = FakeGate.run(test, "duress.search", "replay");
                results.testEvents()
                        .assertStatistics(stats -> stats.aborted(1).failed(0).succeeded(0));
                assertThat(gate.reports).as("it is reported").hasSize(1);
            }
        }
    }

    @Test
    void withoutReplayTheSameResultFails() {
        try (FakeGate gate = new FakeGate(ReplayVerdictTest::inconclusive)) {
            AdversarialRobustnessTest.failure(FakeGate.run(Plain.class), AssertionFailedError.class);
            assertThat(gate.reports).hasSize(1);
        }
    }

    @Test
    void replayThatFailsTheModelIsRedOrGreenAsExpected() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.9)) {
            FakeGate.run(KnownWeakness.class, "duress.search", "replay")
                    .testEvents()
                    .assertStatistics(stats -> stats.succeeded(1));
            AdversarialRobustnessTest.failure(
                    FakeGate.run(Plain.class, "duress.search", "replay"), MultipleFailuresError.class);
            assertThat(gate.reports).hasSize(2);
        }
    }

    @Test
    void aMistypedSearchIsAnErrorBeforeAnythingRuns() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            DuressException error = AdversarialRobustnessTest.failure(
                    FakeGate.run(Plain.class, "duress.search", "reply"), DuressException.class);
            assertThat(error).hasMessage("duress.search must be first, replay or full, not 'reply'");
            assertThat(gate.assignments).isEmpty();
        }
    }

    @Test
    void theFailureSaysThatAFirstLookWasEnough() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.9)) {
            FakeGate.run(Plain.class);
            RobustnessResult weak =
                    Outcomes.reaching(FakeGate.result(gate.onlySpec(), Map.of("liver", 0.9), 0.1), Reach.FIRST_LOOK);
            assertThatThrownBy(() -> Verdicts.judge(new GateOutcome(weak, List.of()), Search.FIRST))
                    .hasMessageContaining(
                            ", by the attacker's first look and nothing else; duress.search=full runs the whole"
                                    + " attack");
        }
    }

    @Test
    void theFailureSaysThatTheWeaknessIsKnown() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.9)) {
            FakeGate.run(Plain.class);
            RobustnessResult weak = FakeGate.result(gate.onlySpec(), Map.of("liver", 0.9), 0.1);
            GateOutcome outcome = new GateOutcome(
                            new RobustnessResult(
                                    weak.spec(),
                                    MeasuredEvidence.of(
                                            0.1,
                                            MeasuredStrength.of(Contender.REPLAY),
                                            weak.evidence().organs()),
                                    Verdict.FAIL,
                                    List.of(),
                                    List.of()),
                            List.of())
                    .withCounterexamples(List.of(kept("liver", "a"), kept("spleen", "a"), kept("liver", "b")));
            assertThatThrownBy(() -> Verdicts.judge(outcome, Search.FIRST))
                    .isInstanceOf(MultipleFailuresError.class)
                    .hasMessageContaining(", by 2 known counterexamples and nothing else; duress.search=full runs the"
                            + " whole attack");
            assertThatThrownBy(() ->
                            Verdicts.judge(new GateOutcome(inconclusive(gate.onlySpec()), List.of()), Search.REPLAY))
                    .isInstanceOf(TestAbortedException.class)
                    .hasMessage("spec 'ReplayVerdictTest.Plain.withstands': they no longer break the model");
        }
    }

    private static KeptCounterexample kept(String organ, String slice) {
        return new KeptCounterexample("s", slice, organ, 1, 0, LeastScales.NONE, Path.of(slice));
    }
}
