package org.duress.junit;

import java.util.Optional;
import java.util.function.Function;
import org.duress.DuressException;
import org.duress.net.device.Device;
import org.duress.report.Repeat;
import org.duress.report.Reporters;
import org.duress.result.GateOutcome;
import org.duress.result.RobustnessResult;
import org.duress.spec.DuressProperties;
import org.duress.spec.ModelSource;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;
import org.duress.spec.read.PropertyLayers;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/** Measures, reports and judges one assignment. */
final class GateRun {
    private GateRun() {}

    /**
     * Asks what to judge, runs the gate, then the reporters, then judges; whatever comes of it stands in the table at
     * the end.
     *
     * @param name of the spec, as far as it is known before it is understood
     * @throws TestAbortedException if the model is in a container and there is no Docker engine, or known
     *     counterexamples were to be replayed and nothing else, and the model stands them, or a shard was attacked and
     *     written, or attackers were trained and nothing else
     * @throws AssertionError if the verdict is not the expected one
     */
    @SuppressWarnings("CatchAndRethrow")
    static RobustnessResult of(
            String name, Function<ExtensionContext, Assignment> assignments, ExtensionContext context) {
        try {
            return judged(assignments, context);
        } catch (AssertionError e) {
            throw e;
        } catch (RuntimeException | Error e) {
            RunStore.summary(context).add(context.getUniqueId(), name, e);
            throw e;
        }
    }

    private static RobustnessResult judged(
            Function<ExtensionContext, Assignment> assignments, ExtensionContext context) {
        PropertyLayers properties = RunProperties.of(context);
        RunStore.summary(context).reportsTo(properties.reports());
        // Before the test class opens a model of its own, for that starts the device.
        properties.get(DuressProperties.DEVICE).ifPresent(Device::ask);
        // What is mistyped is found before anything runs.
        properties.search();
        properties.channel();
        properties.shard();
        properties.trainOnly();
        properties.ci();
        Assignment assignment = assignments.apply(context);
        RobustnessSpec spec = assignment.spec();
        RunStore.claimName(spec.name(), context);
        Wiring wiring = Wiring.current();
        if (assignment.model().isEmpty() && spec.model().source() instanceof ModelSource.Image) {
            wiring.whyNoDocker().get().ifPresent(why -> skip(why, context));
        }
        ReportClaim claim = ReportClaim.of(properties.reports(), spec.name());
        try (claim) {
            return measured(assignment, properties, wiring, context);
        }
    }

    private static RobustnessResult measured(
            Assignment assignment, PropertyLayers properties, Wiring wiring, ExtensionContext context) {
        RobustnessSpec spec = assignment.spec();
        Search search = properties.search();
        GateOutcome outcome;
        try (ConsoleListener listener = ConsoleListener.of(spec.name())) {
            outcome = wiring.gate().run(assignment, properties, listener);
            listener.say(Verdicts.passed(outcome.result()));
        } catch (DuressException e) {
            Reporters.broken(wiring.reporters(), spec, e, properties.reports());
            throw e;
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new DuressException("spec '" + spec.name() + "' was interrupted before it was judged; run it again");
        }
        RunStore.summary(context)
                .add(
                        context.getUniqueId(),
                        outcome.result(),
                        Repeat.maven(
                                context.getRequiredTestClass().getName(),
                                context.getRequiredTestMethod().getName()));
        PublishedEntries.publish(outcome.result(), context);
        Optional<RuntimeException> unreported =
                Reporters.report(wiring.reporters(), outcome.withChannel(properties.channel()), properties.reports());
        try {
            Verdicts.judge(outcome, search);
        } catch (AssertionError | TestAbortedException e) {
            unreported.ifPresent(e::addSuppressed);
            throw e;
        }
        if (unreported.isPresent()) {
            throw unreported.get();
        }
        return outcome.result();
    }

    /** Skips or fails a test whose model is in a container, by the rule of {@link EnabledIfDocker}. */
    private static void skip(String why, ExtensionContext context) {
        if (MachineCondition.isRequired(context, DuressProperties.REQUIRE_DOCKER)) {
            throw MachineCondition.required(DuressProperties.REQUIRE_DOCKER, why);
        }
        throw new TestAbortedException(why);
    }
}
