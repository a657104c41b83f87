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
import org.duress.RobustnessResult;
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
    void aMistakeInAFileStopsBeforeAnySpecRuns() throws IOException {
        write("1.yaml", "fine");
        Files.writeString(folder.resolve("2.yaml"), SPEC.formatted("wrong") + "gaet: {}\n");
        try (FakeGate gate = FakeGate.everyOrganFallsBy(0.1)) {
            assertThat(failure(FakeGate.run(Specs.class), DuressException.class))
                    .hasMessage(folder.resolve("2.yaml") + ":4: unknown key 'gaet'; did you mean 'gate'?");
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
