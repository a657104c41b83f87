package org.duress.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.result.BaselineDifference;
import org.duress.result.Release;
import org.duress.result.RobustnessResult;
import org.duress.result.Verdict;
import org.duress.result.WaivedLimit;
import org.duress.result.WaivedLimit.State;
import org.duress.spec.CohortFormat;
import org.duress.spec.DuressProperties;
import org.duress.spec.RobustnessSpec;
import org.junit.jupiter.api.Test;
import org.opentest4j.MultipleFailuresError;

/** What a test says of waivers and of the last release. */
class ReleaseVerdictsTest {
    static class Waived {
        @AdversarialRobustness(
                model = @ModelUnderTest(path = "m.zip"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM),
                maxDiceDrop = 0.3,
                waivers =
                        @Waiver(
                                organ = "liver",
                                limit = 0.45,
                                owner = "Ada",
                                reason = "a new head comes",
                                expires = "2027-01-31"),
                gate = {"baseline=releases/1", "regression = 0.1", "counterexamples=known"})
        void run() {}
    }

    static class BadDate {
        @AdversarialRobustness(
                model = @ModelUnderTest(path = "m.zip"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM),
                waivers = @Waiver(organ = "liver", limit = 0.45, owner = "Ada", reason = "r", expires = "soon"))
        void run() {}
    }

    static class Twice {
        @AdversarialRobustness(
                model = @ModelUnderTest(path = "m.zip"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM),
                gate = "maxDiceDrop=0.2")
        void run() {}
    }

    private static Release waived(RobustnessSpec spec, State state) {
        return new Release(List.of(new WaivedLimit(spec.waivers().get(0), 0.3, state)), Optional.empty());
    }

    @Test
    void anAnnotationSaysWhatAFileSays() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            FakeGate.run(Waived.class).testEvents().assertStatistics(stats -> stats.succeeded(1));
            RobustnessSpec spec = gate.onlySpec();
            assertThat(spec.waivers())
                    .containsExactly(new org.duress.spec.Waiver(
                            "liver", 0.45, "Ada", "a new head comes", LocalDate.of(2027, 1, 31)));
            assertThat(spec.gate().release().baseline()).contains(Path.of("releases/1"));
            assertThat(spec.gate().release().regression()).isEqualTo(0.1);
            assertThat(spec.gate().release().counterexamples()).contains(Path.of("known"));
        }
    }

    @Test
    void aMistakeInOneIsOneSentence() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            DuressException error =
                    AdversarialRobustnessTest.failure(FakeGate.run(BadDate.class), DuressException.class);
            assertThat(error)
                    .hasMessage("@AdversarialRobustness on ReleaseVerdictsTest.BadDate.run: 'waivers.expires' must be a"
                            + " day such as 2027-01-31, not 'soon'");
            assertThat(AdversarialRobustnessTest.failure(FakeGate.run(Twice.class), RuntimeException.class))
                    .hasMessageContaining("sets 'maxDiceDrop' in gate; use the attribute maxDiceDrop");
            assertThat(gate.assignments).isEmpty();
        }
    }

    @Test
    void aWaivedPassSaysSoOnTheConsole() {
        try (FakeGate gate = new FakeGate(spec -> FakeGate.result(
                        spec.with(spec.gate().limited(Map.of("liver", 0.45))), Map.of("liver", 0.4), 0.1)
                .with(waived(spec, State.NEEDED)))) {
            FakeGate.run(Waived.class).testEvents().assertStatistics(stats -> stats.succeeded(1));
            assertThat(gate.reports).hasSize(1);
            assertThat(FakeGate.console)
                    .contains(", liver's waived from 0.3 by Ada until 2027-01-31, each judged")
                    .contains("waived liver: 0.45 is allowed instead of 0.3, waived by Ada until 2027-01-31 (a new head"
                            + " comes)");
        }
    }

    @Test
    void anExpiredWaiverIsNamedWhereItIsMissed() {
        try (FakeGate gate = new FakeGate(
                spec -> FakeGate.result(spec, Map.of("liver", 0.4), 0.1).with(waived(spec, State.EXPIRED)))) {
            MultipleFailuresError error =
                    AdversarialRobustnessTest.failure(FakeGate.run(Waived.class), MultipleFailuresError.class);
            assertThat(error).hasMessageContaining("1 of 4 organs past maxDiceDrop=0.30");
            assertThat(error.getFailures())
                    .singleElement()
                    .satisfies(failure -> assertThat(failure)
                            .hasMessageStartingWith("liver: Dice fell from 0.80 to 0.48")
                            .hasMessageEndingWith("; the waiver of Ada expired on 2027-01-31"));
            assertThat(gate.reports).hasSize(1);
        }
    }

    @Test
    void aRegressionFailsByItsOwnSentence() {
        BaselineDifference difference = new BaselineDifference(
                "releases/1/verdict.json",
                Verdict.PASS,
                "m",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of("liver regressed: under attack it fell by 0.25 after 0.05"),
                List.of(),
                List.of());
        try (FakeGate gate = new FakeGate(spec -> {
            RobustnessResult holds = FakeGate.result(spec, Map.of("liver", 0.25), 0.1);
            return new RobustnessResult(
                    spec,
                    holds.evidence(),
                    Verdict.FAIL,
                    difference.regressions(),
                    List.of(),
                    List.of(),
                    new Release(List.of(), Optional.of(difference)));
        })) {
            MultipleFailuresError error =
                    AdversarialRobustnessTest.failure(FakeGate.run(Waived.class), MultipleFailuresError.class);
            assertThat(error)
                    .hasMessageContaining(
                            "1 of 4 organs worse than in the baseline in spec 'ReleaseVerdictsTest.Waived.run'");
            assertThat(error.getFailures())
                    .singleElement()
                    .satisfies(failure ->
                            assertThat(failure).hasMessage("liver regressed: under attack it fell by 0.25 after 0.05"));
            assertThat(gate.reports).hasSize(1);
        }
    }

    @Test
    void aMistypedPropertyIsAnErrorBeforeAnythingRuns() {
        // The build sets it, and a system property is stronger than JUnit's.
        String before = System.getProperty(DuressProperties.CI, "false");
        System.setProperty(DuressProperties.CI, "perhaps");
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            DuressException error =
                    AdversarialRobustnessTest.failure(FakeGate.run(Waived.class), DuressException.class);
            assertThat(error).hasMessage("duress.ci must be true or false, not 'perhaps'");
            assertThat(gate.assignments).isEmpty();
        } finally {
            System.setProperty(DuressProperties.CI, before);
        }
    }
}
