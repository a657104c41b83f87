package org.duress.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.skippedWithReason;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.util.Optional;
import org.duress.EnvironmentException;
import org.duress.model.host.Containers;
import org.duress.spec.CohortFormat;
import org.duress.spec.DuressProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** What becomes of tests that need a Docker engine: annotated ones, and those whose model is an image. */
class EnabledIfDockerTest {
    private static final String WHY = "no Docker engine answers (the socket is gone); start one";

    private static EngineExecutionResults run(Class<?> tests, String requireDocker) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .configurationParameter(DuressProperties.REQUIRE_DOCKER, requireDocker)
                .execute();
    }

    @Test
    void withoutAnEngineTheTestIsSkippedWithTheReason() {
        run(NoDocker.class, "false").containerEvents().assertThatEvents().haveExactly(1, event(skippedWithReason(WHY)));
    }

    @Test
    void withAnEngineTheTestRuns() {
        run(WithDocker.class, "false").testEvents().assertStatistics(stats -> stats.succeeded(1));
        run(WithDocker.class, "true").testEvents().assertStatistics(stats -> stats.succeeded(1));
    }

    @Test
    void requireDockerTurnsTheSkipIntoAFailureWithTheSameSentence() {
        EngineExecutionResults results = run(NoDocker.class, "true");
        results.containerEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(finishedWithFailure(
                                instanceOf(EnvironmentException.class),
                                message("duress.requireDocker=true, but " + WHY))));
        results.testEvents().assertStatistics(stats -> stats.started(0));
    }

    @Test
    void aMistypedRequireDockerIsNoSilentSkip() {
        run(NoDocker.class, "yes")
                .containerEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(finishedWithFailure(message(
                                text -> text.contains("duress.requireDocker=yes is unknown; use true or false")))));
    }

    @Test
    void theAnnotationFollowsThisMachine() {
        Optional<String> why = Containers.whyNone();
        EngineExecutionResults results = run(Annotated.class, "false");
        why.ifPresentOrElse(
                reason -> results.testEvents().assertThatEvents().haveExactly(1, event(skippedWithReason(reason))),
                () -> results.testEvents().assertStatistics(stats -> stats.succeeded(1)));
    }

    @Test
    void aSpecWithAnImageIsSkippedBeforeAnythingIsOpened() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1).withoutDocker(WHY)) {
            EngineExecutionResults results = FakeGate.run(Image.class);

            results.testEvents().assertStatistics(stats -> stats.aborted(1).failed(0));
            results.testEvents()
                    .aborted()
                    .assertThatEvents()
                    .allSatisfy(event -> assertThat(event.toString()).contains(WHY));
            assertThat(gate.assignments).isEmpty();
            assertThat(gate.problems).isEmpty();
        }
    }

    @Test
    void aSpecWithAnImageFailsWhereTheEngineIsRequired() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1).withoutDocker(WHY)) {
            assertThat(AdversarialRobustnessTest.failure(
                            FakeGate.run(Image.class, DuressProperties.REQUIRE_DOCKER, "true"),
                            EnvironmentException.class))
                    .hasMessage("duress.requireDocker=true, but " + WHY);
            assertThat(gate.assignments).isEmpty();
        }
    }

    @Test
    void aSpecWithAnImageRunsWhereThereIsAnEngineAndAnyOtherWhereThereIsNone() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            FakeGate.run(Image.class).testEvents().assertStatistics(stats -> stats.succeeded(1));
            assertThat(gate.onlySpec().model().source().name()).isEqualTo("unet");
        }
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1).withoutDocker(WHY)) {
            FakeGate.run(Url.class).testEvents().assertStatistics(stats -> stats.succeeded(1));
            assertThat(gate.assignments).hasSize(1);
        }
    }

    static class NoDocker {
        @RegisterExtension
        static final EnabledIfDockerCondition CONDITION = new EnabledIfDockerCondition(context -> Optional.of(WHY));

        @Test
        void test() {}
    }

    static class WithDocker {
        @RegisterExtension
        static final EnabledIfDockerCondition CONDITION = new EnabledIfDockerCondition(context -> Optional.empty());

        @Test
        void test() {}
    }

    static class Annotated {
        @Test
        @EnabledIfDocker
        void test() {}
    }

    static class Image {
        @AdversarialRobustness(
                model = @ModelUnderTest(format = "open-inference", image = "registry/unet:1.4.2", name = "unet"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM))
        void withstands() {}
    }

    static class Url {
        @AdversarialRobustness(
                model = @ModelUnderTest(format = "open-inference", url = "http://localhost:8000", name = "unet"),
                cohort = @CohortSource(format = CohortFormat.PHANTOM))
        void withstands() {}
    }
}
