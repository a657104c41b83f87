package org.duress.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.duress.DuressException;
import org.duress.result.HallucinationEvidence;
import org.duress.result.Interval;
import org.duress.result.OrganDice;
import org.duress.result.OrganEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.SubjectDice;
import org.duress.result.SurfaceEvidence;
import org.duress.result.Verdict;
import org.duress.spec.CohortFormat;
import org.duress.spec.Decision;
import org.duress.spec.DuressProperties;
import org.duress.spec.Expectation;
import org.duress.spec.RobustnessSpec;
import org.duress.testkit.MeasuredOrgan;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.Event;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.MultipleFailuresError;

class AdversarialRobustnessTest {
    private static final List<Object> BODIES = new ArrayList<>();

    @BeforeEach
    void forget() {
        BODIES.clear();
    }

    static class Plain {
        @AdversarialRobustness(
                model = @ModelUnderTest(path = "unet.zip"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM))
        void withstands(TestInfo info, RobustnessResult result) {
            BODIES.add(info.getDisplayName());
            BODIES.add(result);
        }
    }

    @Test
    void theBodyGetsTheResultOfAModelThatWithstands() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            EngineExecutionResults results = FakeGate.run(Plain.class, "duress.store", "my-store");

            results.testEvents().assertStatistics(stats -> stats.started(1).succeeded(1));
            assertThat(BODIES)
                    .containsExactly(
                            "AdversarialRobustnessTest.Plain.withstands",
                            FakeGate.result(gate.onlySpec(), Map.of(), 0.1));
            assertThat(gate.onlySpec().name()).isEqualTo("AdversarialRobustnessTest.Plain.withstands");
            assertThat(gate.stores).containsExactly(Path.of("my-store"));
            assertThat(gate.reports).containsExactly(Path.of(System.getProperty("duress.reports", "reports")));
        }
    }

    @Test
    void aWeakModelIsOneFailureWithTheWorstOrganFirstAndNoBody() {
        Map<String, Double> drops = Map.of("pancreas", 0.31, "kidneys", 0.1, "liver", 0.625, "spleen", 0.3);
        try (FakeGate gate = new FakeGate(spec -> FakeGate.result(spec, drops, 0))) {
            MultipleFailuresError error = failure(FakeGate.run(Plain.class), MultipleFailuresError.class);

            assertThat(error)
                    .hasMessageStartingWith("2 of 4 organs past maxDiceDrop=0.30 in spec"
                            + " 'AdversarialRobustnessTest.Plain.withstands' (2 failures)");
            assertThat(error.getFailures())
                    .extracting(Throwable::getMessage)
                    .containsExactly(
                            "liver: Dice fell from 0.80 to 0.30, by 0.625 of itself where 0.30 is allowed, at p=0.0812;"
                                    + " worst slice s16_z02",
                            "pancreas: Dice fell from 0.80 to 0.552, by 0.31 of itself where 0.30 is allowed, at"
                                    + " p=0.0812; worst slice s16_z00");
            AssertionFailedError liver =
                    (AssertionFailedError) error.getFailures().get(0);
            assertThat(liver.getExpected().getValue()).isEqualTo(0.3);
            assertThat(liver.getActual().getValue()).isEqualTo(0.625);
            assertThat(BODIES).isEmpty();
            assertThat(gate.reports).as("a failure is reported too").hasSize(1);
        }
    }

    static class KnownWeakness {
        @AdversarialRobustness(
                name = "known",
                expect = Expectation.FAIL,
                model = @ModelUnderTest(path = "unet.zip"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM, organs = "liver=6"))
        void isKept(RobustnessResult result) {
            BODIES.add(result.verdict());
        }
    }

    @Test
    void aKnownWeaknessPassesWhileItIsThere() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.9)) {
            FakeGate.run(KnownWeakness.class).testEvents().assertStatistics(stats -> stats.succeeded(1));

            assertThat(BODIES).containsExactly(Verdict.FAIL);
            assertThat(gate.assignments).hasSize(1);
        }
    }

    @Test
    void aKnownWeaknessThatIsGoneFails() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.25)) {
            AssertionFailedError error = failure(FakeGate.run(KnownWeakness.class), AssertionFailedError.class);

            assertThat(error)
                    .hasMessageStartingWith(
                            "spec 'known' expects a known weakness, but the verdict is PASS (liver fell by"
                                    + " 0.25 of 0.30); if the weakness is gone for good, change expect to pass");
            assertThat(error.getExpected().getValue()).isEqualTo(Verdict.FAIL);
            assertThat(error.getActual().getValue()).isEqualTo(Verdict.PASS);
            assertThat(gate.assignments).hasSize(1);
        }
    }

    /** Report entries for most, and system properties for Surefire, which writes those alone. */
    @Test
    void numbersArePublishedWithTheTest() {
        String property = "robustness.known.liver.fall";
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.25)) {
            List<Map<String, String>> entries = FakeGate.run(KnownWeakness.class)
                    .testEvents()
                    .reportingEntryPublished()
                    .map(event -> event.getRequiredPayload(ReportEntry.class).getKeyValuePairs())
                    .toList();
            assertThat(entries).hasSize(1);
            assertThat(entries.get(0))
                    .containsEntry("duress.verdict", "PASS")
                    .containsEntry("duress.expected", "FAIL")
                    .containsEntry("duress.liver.fall", "0.25")
                    .containsEntry("duress.liver.limit", "0.3");
            assertThat(System.getProperty(property)).isEqualTo("0.25");
            assertThat(gate.assignments).hasSize(1);
        } finally {
            System.clearProperty(property);
        }
    }

    @Test
    void nothingConcludedIsNoPassAndSaysWhatToChange() {
        try (FakeGate gate = inconclusive("the attack was too weak; raise attack.steps", "one subject; add more")) {
            AssertionFailedError error = failure(FakeGate.run(Plain.class), AssertionFailedError.class);

            assertThat(error.getMessage())
                    .isEqualTo(
                            "INCONCLUSIVE: spec 'AdversarialRobustnessTest.Plain.withstands' can neither pass nor fail:"
                                    + "\n- the attack was too weak; raise attack.steps\n- one subject; add more");
            assertThat(error.getExpected().getValue()).isEqualTo(Verdict.PASS);
            assertThat(error.getActual().getValue()).isEqualTo(Verdict.INCONCLUSIVE);
            assertThat(BODIES).isEmpty();
            assertThat(gate.reports).as("it is reported too").hasSize(1);
            assertThat(FakeGate.console).contains("INCONCLUSIVE", "1 of 1 spec not as expected");
            assertThat(gate.summaries)
                    .as("the page of the run, where its reports are")
                    .containsExactly(System.getProperty(DuressProperties.REPORTS, DuressProperties.DEFAULT_REPORTS)
                            + ": AdversarialRobustnessTest.Plain.withstands INCONCLUSIVE");
        }
    }

    @Test
    void aKnownWeaknessThatWasNotFoundIsNotGone() {
        try (FakeGate gate = inconclusive("the attack was too weak; raise attack.steps")) {
            AssertionFailedError error = failure(FakeGate.run(KnownWeakness.class), AssertionFailedError.class);

            assertThat(error.getMessage())
                    .isEqualTo("INCONCLUSIVE: spec 'known' expects a known weakness, which was neither found nor shown"
                            + " to be"
                            + " gone:\n- the attack was too weak; raise attack.steps");
            assertThat(error.getExpected().getValue()).isEqualTo(Verdict.FAIL);
            assertThat(BODIES).isEmpty();
            assertThat(gate.assignments).hasSize(1);
        }
    }

    private static FakeGate inconclusive(String... reasons) {
        return new FakeGate(spec -> {
            RobustnessResult result = FakeGate.result(spec, Map.of(), 0.1);
            return new RobustnessResult(spec, result.evidence(), Verdict.INCONCLUSIVE, List.of(reasons), List.of());
        });
    }

    @Test
    void theIntervalOfAFallStandsBesideIt() {
        OrganEvidence liver = new OrganEvidence(
                "liver",
                new OrganDice(0.8, 0.4, 0.5, 0.4, 0.4, new Interval(0.3, 0.5), new Interval(0.375, 0.625)),
                0.3,
                "s16_z02",
                96,
                new SurfaceEvidence("px", 2, 1, 1, 1, 1),
                List.of(),
                HallucinationEvidence.NONE);
        try (FakeGate gate = new FakeGate(spec -> new RobustnessResult(
                spec, FakeGate.evidence(List.of(liver)), Verdict.FAIL, List.of("liver fell"), List.of()))) {
            assertThat(failure(FakeGate.run(Plain.class), MultipleFailuresError.class)
                            .getFailures())
                    .extracting(Throwable::getMessage)
                    .containsExactly(
                            "liver: Dice fell from 0.80 to 0.40, by 0.50 of itself (95 % interval [0.375, 0.625])"
                                    + " where 0.30 is"
                                    + " allowed, at p=0.0812; worst slice s16_z02");
            assertThat(gate.assignments).hasSize(1);
        }
    }

    /** The liver falls by 0.2 in the mean, and by 0.75 in one subject. */
    private static RobustnessResult oneSubject(RobustnessSpec spec, double liver, Verdict verdict) {
        double left = 0.8 * (1 - liver);
        return new RobustnessResult(
                spec,
                FakeGate.evidence(
                        List.of(
                                MeasuredOrgan.of("liver", 0.8, left, liver, left, left, 0.3, "s16_z02"),
                                MeasuredOrgan.of("spleen", 0.9, 0.9, 0, 0.9, 0.9, 0.3, "s16_z01")),
                        Map.of(
                                "s16",
                                List.of(
                                        new SubjectDice("liver", 0.8, 0.2, 0.2),
                                        new SubjectDice("spleen", 0.9, 0.9, 0.9)))),
                verdict,
                List.of(),
                List.of());
    }

    @Test
    void aPassSaysWhatItSaysAndInWhomEachOrganFellMost() {
        try (FakeGate gate = new FakeGate(spec -> oneSubject(spec, 0.2, Verdict.PASS))) {
            FakeGate.run(Plain.class).testEvents().assertStatistics(stats -> stats.succeeded(1));

            assertThat(gate.assignments).hasSize(1);
            assertThat(FakeGate.console)
                    .contains("[duress] AdversarialRobustnessTest.Plain.withstands: PASS: 4 trials on 4 slices of 1"
                            + " subject, by vaegan within p 0.05, 2 px and |V| 0.25, took no organ past its limit, each"
                            + " judged by its own worst of every slice; it is no proof that no perturbation can\n")
                    .contains("[duress] AdversarialRobustnessTest.Plain.withstands: worst subject of each organ: liver"
                            + " by 0.75 in s16, spleen by 0.00 in s16\n");
        }
    }

    static class ByThePoint {
        @AdversarialRobustness(
                decision = Decision.POINT,
                model = @ModelUnderTest(path = "unet.zip"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM))
        void withstands() {}
    }

    @Test
    void aPassByThePointEstimateAloneSaysSo() {
        try (FakeGate gate = new FakeGate(spec -> oneSubject(spec, 0.2, Verdict.PASS))) {
            FakeGate.run(ByThePoint.class).testEvents().assertStatistics(stats -> stats.succeeded(1));

            assertThat(gate.assignments).hasSize(1);
            assertThat(FakeGate.console)
                    .contains(" of every slice, by the point estimate alone: liver fell by 0.200, with no"
                            + " interval, of the 0.3 allowed, spleen fell by 0.000");
        }
    }

    @Test
    void whatIsNoPassDoesNotSayThatItIs() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.9)) {
            FakeGate.run(KnownWeakness.class);

            assertThat(gate.assignments).hasSize(1);
            assertThat(FakeGate.console).doesNotContain("PASS: ").doesNotContain("worst subject of each organ");
        }
    }

    static class NoSubject {
        @AdversarialRobustness(
                worstSubject = 0.5,
                model = @ModelUnderTest(path = "unet.zip"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM))
        void isLost() {}
    }

    @Test
    void aSubjectPastItsLimitIsAFailureOfItsOwn() {
        try (FakeGate gate = new FakeGate(spec -> oneSubject(spec, 0.2, Verdict.FAIL))) {
            MultipleFailuresError error = failure(FakeGate.run(NoSubject.class), MultipleFailuresError.class);

            assertThat(error)
                    .hasMessageStartingWith("1 of 2 organs past worstSubject=0.50 in some subject in spec"
                            + " 'AdversarialRobustnessTest.NoSubject.isLost' (1 failure)");
            assertThat(error.getFailures())
                    .extracting(Throwable::getMessage)
                    .containsExactly(
                            "liver in subject s16: Dice fell from 0.80 to 0.20, by 0.75 of itself where 0.50 is"
                                    + " allowed in any one subject");
            assertThat(gate.assignments).hasSize(1);
        }
        try (FakeGate gate = new FakeGate(spec -> oneSubject(spec, 0.5, Verdict.FAIL))) {
            MultipleFailuresError error = failure(FakeGate.run(NoSubject.class), MultipleFailuresError.class);

            assertThat(error)
                    .hasMessageStartingWith(
                            "1 of 2 organs past maxDiceDrop=0.30, 1 of 2 organs past worstSubject=0.50 in some"
                                    + " subject in"
                                    + " spec ");
            assertThat(error.getFailures())
                    .extracting(Throwable::getMessage)
                    .first()
                    .asString()
                    .endsWith("; worst slice s16_z02; worst subject s16, by 0.75");
            assertThat(error.getFailures()).hasSize(2);
            assertThat(gate.assignments).hasSize(1);
        }
    }

    @Test
    void aBreachThatIsNoOrgansIsShown() {
        try (FakeGate gate = new FakeGate(spec -> new RobustnessResult(
                spec, FakeGate.evidence(List.of()), Verdict.FAIL, List.of("p is too large"), List.of()))) {
            assertThat(failure(FakeGate.run(Plain.class), MultipleFailuresError.class)
                            .getFailures())
                    .extracting(Throwable::getMessage)
                    .containsExactly("p is too large");
            assertThat(gate.assignments).hasSize(1);
        }
    }

    @Test
    void aRunThatCouldNotBeJudgedIsBroken() {
        DuressException cause = new DuressException("unet.zip does not exist");
        try (FakeGate gate = new FakeGate(spec -> {
            throw cause;
        })) {
            assertThat(failure(FakeGate.run(Plain.class), DuressException.class))
                    .isSameAs(cause);
            assertThat(BODIES).isEmpty();
            assertThat(gate.reports).isEmpty();
            assertThat(gate.problems).containsExactly(cause);
        }
    }

    @Test
    void aReportThatCannotBeWrittenBreaksAPassAndHidesNoWeakness() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1).withBrokenReporter()) {
            assertThat(failure(FakeGate.run(Plain.class), DuressException.class))
                    .hasMessage("the disk is full");
            assertThat(gate.reports).hasSize(1);
        }
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.9).withBrokenReporter()) {
            assertThat(failure(FakeGate.run(Plain.class), MultipleFailuresError.class)
                            .getSuppressed())
                    .anySatisfy(suppressed -> assertThat(suppressed).hasMessage("the disk is full"));
            assertThat(gate.reports).hasSize(1);
        }
    }

    static class NoModel {
        @AdversarialRobustness(
                model = @ModelUnderTest(path = "no/such/unet.zip"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM))
        void withstands() {
            BODIES.add("ran");
        }
    }

    @Test
    void theRealRoomsAreBehindTheDoor() {
        assertThat(failure(FakeGate.run(NoModel.class), DuressException.class))
                .hasMessageContaining("no/such/unet.zip");
        assertThat(failure(FakeGate.run(NoModel.class, "duress.device", "tpu"), DuressException.class))
                .hasMessage("duress.device=tpu is unknown; use auto, cpu or gpu");
        assertThat(BODIES).isEmpty();
    }

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @AdversarialRobustness(
            xi = 1.5,
            model = @ModelUnderTest(path = "unet.zip"),
            cohort = @CohortSource(format = CohortFormat.PHANTOM))
    @interface HouseRules {}

    static class Composed {
        @HouseRules
        void withstands() {
            BODIES.add("ran");
        }
    }

    @Test
    void aMetaAnnotationCarriesItsSettings() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            EngineExecutionResults results = FakeGate.run(Composed.class);

            results.testEvents().assertStatistics(stats -> stats.succeeded(1));
            assertThat(results.testEvents().started().stream()
                            .map(Event::getTestDescriptor)
                            .toList())
                    .singleElement()
                    .satisfies(test -> assertThat(test.getTags())
                            .extracting(Object::toString)
                            .contains("adversarial-robustness"));
            assertThat(gate.onlySpec().attack().xi()).isEqualTo(1.5);
            assertThat(BODIES).containsExactly("ran");
        }
    }

    @Test
    void systemPropertiesAreStrongerThanConfigurationParametersAndThoseThanTheAnnotation() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            System.setProperty("duress.attack.xi", "3.5");
            FakeGate.run(Composed.class, "duress.attack.xi", "2.5", "duress.attack.steps", "9");

            assertThat(gate.onlySpec().attack().xi()).isEqualTo(3.5);
            assertThat(gate.onlySpec().attack().steps()).isEqualTo(9);
        } finally {
            System.clearProperty("duress.attack.xi");
        }
    }

    @Test
    void aWrongPropertyIsNamedAfterItsSource() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            System.setProperty("duress.gate.maxDiceDorp", "0.5");
            assertThat(failure(FakeGate.run(Composed.class), DuressException.class))
                    .hasMessage(
                            "system property duress.gate.maxDiceDorp: unknown key 'maxDiceDorp' in 'gate'; did you mean"
                                    + " 'maxDiceDrop'?");
            System.clearProperty("duress.gate.maxDiceDorp");
            assertThat(failure(FakeGate.run(Composed.class, "duress.attack.xi", "NaN"), DuressException.class))
                    .hasMessage(
                            "JUnit configuration parameter duress.attack.xi: 'attack.xi' must be a finite number of at"
                                    + " least 0, not NaN");
            assertThat(gate.assignments).isEmpty();
        } finally {
            System.clearProperty("duress.gate.maxDiceDorp");
        }
    }

    static class TooLong {
        @Timeout(value = 50, unit = TimeUnit.MILLISECONDS)
        @AdversarialRobustness(
                model = @ModelUnderTest(path = "unet.zip"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM))
        void training(RobustnessResult result) {
            BODIES.add(result);
        }
    }

    @Test
    void aTimeoutInterruptsTheGate() {
        try (FakeGate gate = new FakeGate(spec -> {
            try {
                if (new CountDownLatch(1).await(1, TimeUnit.MINUTES)) {
                    throw new AssertionError("nobody counts this latch down");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DuressException("training was interrupted", e);
            }
            throw new DuressException("training was not interrupted");
        })) {
            assertThat(failure(FakeGate.run(TooLong.class), TimeoutException.class))
                    .satisfies(error -> assertThat(error.getSuppressed())
                            .anySatisfy(cause -> assertThat(cause).hasMessage("training was interrupted")));
            assertThat(gate.reports).isEmpty();
            assertThat(BODIES).isEmpty();
        }
    }

    @Test
    void anInterruptedRunIsNotJudged() {
        try (FakeGate gate = new FakeGate(spec -> {
            Thread.currentThread().interrupt();
            return FakeGate.result(spec, Map.of(), 0.9);
        })) {
            DuressException error = failure(FakeGate.run(Plain.class), DuressException.class);

            assertThat(error).hasMessageEndingWith("was interrupted before it was judged; run it again");
            assertThat(gate.reports).isEmpty();
        } finally {
            Thread.interrupted();
        }
    }

    static class SameName {
        @AdversarialRobustness(
                name = "twin",
                model = @ModelUnderTest(path = "unet.zip"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM))
        void first() {}

        @AdversarialRobustness(
                name = "Twin",
                model = @ModelUnderTest(path = "unet.zip"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM))
        void second() {}
    }

    @Test
    void twoTestsOfOneNameAreRefused() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            EngineExecutionResults results = FakeGate.run(SameName.class);

            results.testEvents().assertStatistics(stats -> stats.succeeded(1).failed(1));
            assertThat(failure(results, DuressException.class))
                    .hasMessageMatching("two specs of this run have the name '[Tt]win', in"
                            + " AdversarialRobustnessTest.SameName.(first|second) and in"
                            + " AdversarialRobustnessTest.SameName.(first|second), and would write to one report"
                            + " folder; give each its own");
            assertThat(gate.assignments).hasSize(1);
        }
    }

    @Test
    void oneTableIsPrintedWhenTheSessionEnds() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.9)) {
            FakeGate.run(KnownWeakness.class);

            assertThat(gate.assignments).hasSize(1);
            assertThat(FakeGate.console)
                    .contains("[duress] known: judge")
                    .containsOnlyOnce("attacked")
                    .containsPattern("known +liver +0\\.80");
        }
    }

    /** The one failure of a run, which must be of this very type. */
    static <T extends Throwable> T failure(EngineExecutionResults results, Class<T> type) {
        List<Throwable> failures = results.allEvents()
                .finished()
                .map(event -> event.getRequiredPayload(TestExecutionResult.class))
                .flatMap(result -> result.getThrowable().stream())
                .toList();
        assertThat(failures).singleElement().isInstanceOf(type);
        return type.cast(failures.get(0));
    }
}
