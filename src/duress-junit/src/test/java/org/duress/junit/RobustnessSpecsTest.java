package org.duress.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duress.junit.AdversarialRobustnessTest.failure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.result.RobustnessResult;
import org.duress.spec.DuressProperties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.Event;
import org.opentest4j.MultipleFailuresError;

class RobustnessSpecsTest {
    private static final String SPEC = """
            name: %s
            model: {format: duress, path: unet.zip}
            cohort: {format: phantom, attackerSubjects: 0.5}
            """;
    private static final List<String> BODIES = new ArrayList<>();

    @TempDir
    Path folder;

    private @Nullable String specs;

    static class Specs {
        @RobustnessSpecs
        void all(RobustnessResult result) {
            BODIES.add(result.spec().name());
        }
    }

    static class NoFolder {
        @RobustnessSpecs("no/such/folder")
        void all() {}
    }

    static class Twice {
        @RobustnessSpecs
        void first() {}

        @RobustnessSpecs
        void second() {}
    }

    @BeforeEach
    void useFolder() {
        BODIES.clear();
        specs = System.setProperty(DuressProperties.SPECS, folder.toString());
    }

    @AfterEach
    void restore() {
        if (specs == null) {
            System.clearProperty(DuressProperties.SPECS);
        } else {
            System.setProperty(DuressProperties.SPECS, specs);
        }
    }

    @Test
    void everySpecIsOneInvocationUnderItsName() throws IOException {
        write("1.yaml", "strong");
        write("2.yml", "weak");
        write("3.yaml", "known weakness");
        Files.writeString(folder.resolve("3.yaml"), SPEC.formatted("known weakness") + "expect: fail\n");
        try (FakeGate gate =
                new FakeGate(spec -> FakeGate.result(spec, Map.of(), spec.name().equals("strong") ? 0.1 : 0.5))) {
            EngineExecutionResults results = FakeGate.run(Specs.class, "duress.attack.xi", "1.75");

            assertThat(results.testEvents().started().stream()
                            .map(Event::getTestDescriptor)
                            .map(test -> test.getDisplayName()))
                    .containsExactly("strong", "weak", "known weakness");
            assertThat(results.testEvents().finished().stream()
                            .map(event -> event.getRequiredPayload(TestExecutionResult.class)
                                    .getStatus()))
                    .containsExactly(
                            TestExecutionResult.Status.SUCCESSFUL,
                            TestExecutionResult.Status.FAILED,
                            TestExecutionResult.Status.SUCCESSFUL);
            assertThat(failure(results, MultipleFailuresError.class)).hasMessageContaining("in spec 'weak'");
            assertThat(BODIES).containsExactly("strong", "known weakness");
            assertThat(gate.assignments)
                    .allSatisfy(run -> assertThat(run.spec().attack().xi()).isEqualTo(1.75));
            assertThat(gate.assignments.get(0).spec().model().path()).isEqualTo(folder.resolve("unet.zip"));
        }
    }

    @Test
    void everyCombinationOfAMatrixIsOneInvocationUnderItsName() throws IOException {
        Files.writeString(folder.resolve("1.yaml"), SPEC.formatted("grid") + "matrix: {attack.xi: [1.0, 2.0]}\n");
        write("2.yaml", "after");
        try (FakeGate gate = new FakeGate(spec -> FakeGate.result(spec, Map.of(), 0.1))) {
            FakeGate.run(Specs.class);

            assertThat(BODIES).containsExactly("grid[xi=1.0]", "grid[xi=2.0]", "after");
            assertThat(gate.assignments)
                    .extracting(run -> run.spec().attack().xi())
                    .startsWith(1.0, 2.0)
                    .hasSize(3);
        }
    }

    /**
     * A mistake, a file that is no YAML, a name that is taken, a link to nowhere: each is broken alone, and says so.
     */
    @Test
    void oneBadSpecStopsNoOther() throws IOException {
        Files.writeString(folder.resolve("1.yaml"), SPEC.formatted("mistyped") + "gaet: {}\n");
        Files.writeString(folder.resolve("2.yaml"), "name: [\n");
        write("3.yaml", "fine");
        write("4.yaml", "Fine");
        Files.createSymbolicLink(folder.resolve("5.yml"), folder.resolve("nowhere.yaml"));
        Files.writeString(folder.resolve("6.yaml"), "model: {format: duress, path: unet.zip}\n");
        write("7.YAML", "last");
        write("._3.yaml", "a copy that macOS makes");
        Files.createDirectory(folder.resolve("8.yaml"));
        List<String> problems = List.of(
                folder.resolve("1.yaml") + ":4: unknown key 'gaet'; did you mean 'gate'?",
                folder.resolve("2.yaml") + ":2: not YAML: ",
                "spec files " + folder.resolve("3.yaml") + " and " + folder.resolve("4.yaml")
                        + " both have the name 'Fine'; give each its own",
                "spec file " + folder.resolve("5.yml") + " does not exist",
                folder.resolve("6.yaml") + ":1: key 'name' is missing; add it");
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            EngineExecutionResults results = FakeGate.run(Specs.class);

            assertThat(results.testEvents().started().stream()
                            .map(Event::getTestDescriptor)
                            .map(test -> test.getDisplayName()))
                    .containsExactly("mistyped", "2.yaml", "fine", "4.yaml", "5.yml", "6.yaml", "last");
            assertThat(BODIES).containsExactly("fine", "last");
            assertThat(gate.assignments).hasSize(2);
            List<String> messages = results.testEvents().failed().stream()
                    .map(event -> event.getRequiredPayload(TestExecutionResult.class)
                            .getThrowable()
                            .orElseThrow())
                    .peek(failure -> assertThat(failure).isInstanceOf(DuressException.class))
                    .map(Throwable::getMessage)
                    .toList();
            assertThat(messages).hasSameSizeAs(problems);
            for (int i = 0; i < problems.size(); i++) {
                assertThat(messages.get(i)).startsWith(problems.get(i)).hasLineCount(1);
            }
            assertThat(FakeGate.console.lines())
                    .anyMatch(line -> line.matches("mistyped +BROKEN"))
                    .anyMatch(line -> line.matches("fine +pancreas .* PASS +PASS"))
                    .contains("5 of 7 specs not as expected: mistyped, 2.yaml, 4.yaml, 5.yml, 6.yaml")
                    .contains("mistyped is broken: " + messages.get(0), "2.yaml is broken: " + messages.get(1));
        }
    }

    @Test
    void aFolderOfBrokenSpecsHasATableToo() throws IOException {
        Files.writeString(folder.resolve("a.yaml"), "");
        Files.writeString(folder.resolve("b.yaml"), "- no spec");
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            FakeGate.run(Specs.class)
                    .testEvents()
                    .assertStatistics(stats -> stats.started(2).failed(2));
            assertThat(FakeGate.console)
                    .contains("2 of 2 specs not as expected: a.yaml, b.yaml")
                    .contains("a.yaml is broken: " + folder.resolve("a.yaml") + ":1: the spec file is empty");
            assertThat(gate.assignments).isEmpty();
        }
    }

    @Test
    void anEmptyFolderIsBrokenAsAWhole() {
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            String problem = "spec folder " + folder + " holds no spec file; add a *.yaml or *.yml file";
            assertThat(failure(FakeGate.run(Specs.class), DuressException.class))
                    .hasMessage(problem);
            assertThat(FakeGate.console).contains(folder + " is broken: " + problem);
            assertThat(gate.assignments).isEmpty();
        }
    }

    /** What breaks only when it runs stands in the table as well, and so does what could not be reported. */
    @Test
    void aRunThatBreaksStandsInTheTable() throws IOException {
        write("1.yaml", "down");
        write("2.yaml", "fine");
        write("3.yaml", "crash");
        try (FakeGate gate = new FakeGate(spec -> {
            switch (spec.name()) {
                case "down" -> throw new EnvironmentException("the server is down; start it");
                case "crash" -> throw new IllegalStateException("no such layer");
                default -> {
                    return FakeGate.result(spec, Map.of(), 0.1);
                }
            }
        })) {
            FakeGate.run(Specs.class)
                    .testEvents()
                    .assertStatistics(stats -> stats.succeeded(1).failed(2));
            assertThat(FakeGate.console.lines())
                    .anyMatch(line -> line.matches("down +BROKEN"))
                    .contains("2 of 3 specs not as expected: down, crash")
                    .contains("down is broken: the server is down; start it")
                    .contains("crash is broken: java.lang.IllegalStateException: no such layer");
            assertThat(gate.assignments).hasSize(3);
        }
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1).withBrokenReporter()) {
            FakeGate.run(Specs.class);
            assertThat(FakeGate.console).contains("fine is broken: the disk is full");
            assertThat(gate.assignments).hasSize(3);
        }
    }

    @Test
    void aSpecThatTheMachineCannotRunIsSkippedAndNoSurprise() throws IOException {
        Files.writeString(folder.resolve("1.yaml"), """
                name: served
                model: {format: open-inference, image: "unet:1", name: unet}
                cohort: {format: phantom, attackerSubjects: 0.5}
                """);
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1).withoutDocker("there is no Docker engine; start one")) {
            FakeGate.run(Specs.class).testEvents().assertStatistics(stats -> stats.aborted(1));
            assertThat(FakeGate.console.lines())
                    .anyMatch(line -> line.matches("served +SKIPPED"))
                    .contains("served is skipped: there is no Docker engine; start one")
                    .contains("1 spec, every verdict as expected");
            assertThat(gate.assignments).isEmpty();
        }
    }

    @Test
    void aNamedFolderIsTheOneThatIsRead() throws IOException {
        write("1.yaml", "fine");
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            assertThat(failure(FakeGate.run(NoFolder.class), DuressException.class))
                    .hasMessageStartingWith("spec folder no/such/folder does not exist");
            assertThat(gate.assignments).isEmpty();
        }
    }

    @Test
    void oneFolderRunTwiceWouldWriteOverItself() throws IOException {
        write("1.yaml", "fine");
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            assertThat(failure(FakeGate.run(Twice.class), DuressException.class))
                    .hasMessageStartingWith("two specs of this run have the name 'fine'");
            assertThat(gate.assignments).hasSize(1);
        }
    }

    private void write(String file, String name) throws IOException {
        Files.writeString(folder.resolve(file), SPEC.formatted(name));
    }
}
