package org.duress.junit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.event;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.EventConditions.skippedWithReason;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.instanceOf;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.net.device.Device;
import org.duress.spec.DuressProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

class EnabledIfGpuTest {
    private static final String WHY = "the machine has no GPU";

    private static EngineExecutionResults run(Class<?> tests, String requireGpu) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(tests))
                .configurationParameter(DuressProperties.REQUIRE_GPU, requireGpu)
                .execute();
    }

    @Test
    void withoutGpuTheTestIsSkippedWithTheReason() {
        run(NoGpu.class, "false").containerEvents().assertThatEvents().haveExactly(1, event(skippedWithReason(WHY)));
    }

    @Test
    void withGpuTheTestRuns() {
        run(WithGpu.class, "false").testEvents().assertStatistics(stats -> stats.succeeded(1));
        run(WithGpu.class, "true").testEvents().assertStatistics(stats -> stats.succeeded(1));
    }

    @Test
    void requireGpuTurnsTheSkipIntoAFailureWithTheSameSentence() {
        EngineExecutionResults results = run(NoGpu.class, "true");
        results.containerEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(finishedWithFailure(
                                instanceOf(DuressException.class), message("duress.requireGpu=true, but " + WHY))));
        results.testEvents().assertStatistics(stats -> stats.started(0));
    }

    @Test
    void aMistypedRequireGpuIsNoSilentSkip() {
        run(NoGpu.class, "yes")
                .containerEvents()
                .assertThatEvents()
                .haveExactly(
                        1,
                        event(finishedWithFailure(message(
                                text -> text.contains("duress.requireGpu=yes is unknown; use true or false")))));
    }

    @Test
    void onAMethodAndAsAMetaAnnotationItFollowsThisMachine() {
        Optional<String> why = Device.whyNoGpu();
        EngineExecutionResults skipping = run(Annotated.class, "false");
        EngineExecutionResults requiring = run(Annotated.class, "true");
        if (why.isEmpty()) {
            skipping.testEvents().assertStatistics(stats -> stats.succeeded(2));
            requiring.testEvents().assertStatistics(stats -> stats.succeeded(2));
            return;
        }
        skipping.testEvents().assertThatEvents().haveExactly(2, event(skippedWithReason(why.get())));
        requiring
                .testEvents()
                .assertThatEvents()
                .haveExactly(
                        2,
                        event(finishedWithFailure(
                                instanceOf(DuressException.class),
                                message("duress.requireGpu=true, but " + why.get()))));
    }

    static class NoGpu {
        @RegisterExtension
        static final EnabledIfGpuCondition CONDITION = new EnabledIfGpuCondition(context -> Optional.of(WHY));

        @Test
        void test() {}
    }

    static class WithGpu {
        @RegisterExtension
        static final EnabledIfGpuCondition CONDITION = new EnabledIfGpuCondition(context -> Optional.empty());

        @Test
        void test() {}
    }

    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @EnabledIfGpu
    @Test
    @interface GpuTest {}

    static class Annotated {
        @Test
        @EnabledIfGpu
        void onMethod() {}

        @GpuTest
        void asMetaAnnotation() {}
    }
}
