package org.duress.junit;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.duress.DuressException;
import org.duress.gate.GateListener;
import org.duress.report.Reporter;
import org.duress.result.AttackerEvidence;
import org.duress.result.Durations;
import org.duress.result.Evidence;
import org.duress.result.FieldEvidence;
import org.duress.result.GateOutcome;
import org.duress.result.OrganEvidence;
import org.duress.result.Origin;
import org.duress.result.Queries;
import org.duress.result.Reach;
import org.duress.result.RobustnessResult;
import org.duress.result.ShiftEvidence;
import org.duress.result.Smoothness;
import org.duress.result.SubjectDice;
import org.duress.result.Verdict;
import org.duress.spec.Contender;
import org.duress.spec.RobustnessSpec;
import org.duress.testkit.MeasuredOrgan;
import org.duress.testkit.MeasuredStrength;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/** Stands in for the gate and the reporters while the front door is tested, and remembers what came through it. */
final class FakeGate implements AutoCloseable {
    /** What the last run printed. */
    static String console = "";

    final List<Assignment> assignments = new ArrayList<>();
    final List<Path> stores = new ArrayList<>();
    final List<Path> reports = new ArrayList<>();
    final List<DuressException> problems = new ArrayList<>();
    final List<String> summaries = new ArrayList<>();
    private final List<Reporter> reporters = new ArrayList<>(List.of(new Remembering()));
    private @Nullable String whyNoDocker;

    FakeGate(Function<RobustnessSpec, RobustnessResult> measurement) {
        Wiring.replace(new Wiring(
                (assignment, properties, listener) -> {
                    assignments.add(assignment);
                    stores.add(properties.store());
                    listener.begin(GateListener.Stage.JUDGE);
                    return new GateOutcome(measurement.apply(assignment.spec()), List.of());
                },
                reporters,
                (specs, folder) -> summaries.add(folder + ": "
                        + specs.stream()
                                .map(spec -> spec.name() + " " + spec.state())
                                .collect(Collectors.joining(", "))),
                () -> Optional.ofNullable(whyNoDocker)));
    }

    /** Every organ fell by the same share of a clean Dice of 0.8. */
    static FakeGate everyOrganFallsBy(double drop) {
        return new FakeGate(spec -> result(spec, Map.of(), drop));
    }

    /** A reporter that cannot write. */
    FakeGate withBrokenReporter() {
        reporters.add((outcome, folder) -> {
            throw new DuressException("the disk is full");
        });
        return this;
    }

    /** A machine that cannot start containers. */
    FakeGate withoutDocker(String why) {
        whyNoDocker = why;
        return this;
    }

    private final class Remembering implements Reporter {
        @Override
        public void report(GateOutcome outcome, Path folder) {
            reports.add(folder);
        }

        @Override
        public void broken(RobustnessSpec spec, DuressException problem, Path folder) {
            problems.add(problem);
        }
    }

    static EngineExecutionResults run(Class<?> testClass, String... parameters) {
        return run(DiscoverySelectors.selectClass(testClass), parameters);
    }

    static EngineExecutionResults runMethod(Class<?> testClass, String method) {
        return run(DiscoverySelectors.selectMethod(testClass, method));
    }

    private static EngineExecutionResults run(DiscoverySelector selector, String... parameters) {
        EngineTestKit.Builder kit = EngineTestKit.engine("junit-jupiter").selectors(selector);
        for (int i = 0; i < parameters.length; i += 2) {
            kit.configurationParameter(parameters[i], parameters[i + 1]);
        }
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            return kit.execute();
        } finally {
            System.setOut(before);
            console = bytes.toString(StandardCharsets.UTF_8);
        }
    }

    RobustnessSpec onlySpec() {
        if (assignments.size() != 1) {
            throw new AssertionError("not one run but " + assignments);
        }
        return assignments.get(0).spec();
    }

    static RobustnessResult result(RobustnessSpec spec, Map<String, Double> drops, double otherDrop) {
        List<OrganEvidence> organs = new ArrayList<>();
        for (String name : spec.cohort().organs().keySet()) {
            double drop = drops.getOrDefault(name, otherDrop);
            double attacked = 0.8 * (1 - drop);
            organs.add(MeasuredOrgan.of(
                    name,
                    0.8,
                    attacked,
                    drop,
                    attacked,
                    attacked,
                    spec.gate().maxDiceDrop(name),
                    "s16_z0" + organs.size()));
        }
        boolean weak = organs.stream().anyMatch(OrganEvidence::pastThreshold);
        return new RobustnessResult(spec, evidence(organs), weak ? Verdict.FAIL : Verdict.PASS, List.of(), List.of());
    }

    static Evidence evidence(List<OrganEvidence> organs) {
        return evidence(organs, Map.of());
    }

    static Evidence evidence(List<OrganEvidence> organs, Map<String, List<SubjectDice>> subjects) {
        Smoothness smooth = new Smoothness(0.01, 0.1);
        return new Evidence(
                new Origin("cpu", 7, "m", Map.of(), "d"),
                List.of("s16"),
                4,
                new AttackerEvidence(List.of("s00"), 300, false, Reach.WHOLE),
                new FieldEvidence(2.0, 0.0812, 0.001, 3.0, smooth, smooth),
                new Durations(1, 1, 2, Map.of()),
                organs,
                subjects,
                new Queries(0, 4, 0, 4),
                MeasuredStrength.passes(),
                List.of(),
                MeasuredStrength.of(Contender.VAEGAN),
                MeasuredStrength.realism(),
                ShiftEvidence.NONE);
    }

    @Override
    public void close() {
        Wiring.replace(null);
    }
}
