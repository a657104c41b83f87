package org.duress.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.duress.EnvironmentException;
import org.duress.spec.DuressProperties;
import org.duress.testserver.ServerImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

/**
 * From a spec file that names an image to the report, with nothing faked: engine, container, server, gate, reporters.
 */
@EnabledIfDocker
@Timeout(300)
class ContainerRobustnessTest {
    @TempDir
    Path folder;

    static class Specs {
        @RobustnessSpecs
        void run() {}
    }

    @Test
    void aModelInAnImageIsJudged() throws IOException {
        run("").testEvents().assertStatistics(events -> events.started(1).succeeded(1));

        JsonNode verdict = new JsonMapper()
                .readTree(folder.resolve("reports/served/verdict.json").toFile());
        assertThat(verdict.get("verdict").textValue()).isEqualTo("FAIL");
        assertThat(verdict.get("contenders"))
                .map(JsonNode::textValue)
                .containsExactly("RANDOM", "SUBSTITUTE", "BUMPS", "QUERY", "UNIVERSAL");
        assertThat(verdict.get("modelProvenance").get("imageDigest").textValue())
                .matches("sha256:[0-9a-f]{64}");
        // Two subjects of four slices: their answers, and for each slice one copy's, taught the substitute.
        assertThat(verdict.get("queries").get("training").longValue()).isBetween(16L, 22L);
        // 320 that the attack may ask, not all of which it needs, and two images at a time to see that the answers are
        // each their own.
        assertThat(verdict.get("queries").get("mostPerSubject").longValue()).isBetween(200L, 340L);
        assertThat(verdict.get("perceptibility").doubleValue()).isPositive();
        assertThat(verdict.get("organs")).hasSize(4);
        assertThat(folder.resolve("reports/served/container.log"))
                .as("what helps to understand a FAIL")
                .exists();
    }

    @Test
    void aServerThatDiesUnderTheAttackBreaksTheTestAndLeavesItsLog() throws IOException {
        EnvironmentException failure = AdversarialRobustnessTest.failure(
                run("command: ['--fault=die-after=60'], batch: 1, retries: 1, "), EnvironmentException.class);

        assertThat(failure).hasMessageContaining("exited with code 3");
        assertThat(folder.resolve("reports/served/container.log"))
                .content()
                .contains("dies in infer request 60, as ordered");
        assertThat(folder.resolve("reports/served/verdict.json")).doesNotExist();
    }

    private EngineExecutionResults run(String keys) throws IOException {
        Path specs = Files.createDirectories(folder.resolve("specs"));
        Files.writeString(specs.resolve("served.yaml"), """
                name: served
                model: {format: open-inference, image: '%s', name: unet, %sreadySeconds: 60}
                cohort: {format: phantom, subjects: 4, slices: 4, seed: 3, size: [64, 64], attackerSubjects: 0.5}
                attack: {xi: 2, steps: 20, batch: 4, samples: 1, queries: 320,
                  substituteSteps: 30, substituteCopies: 1}
                budget: {perceptibility: 0.3}
                gate: {maxDiceDrop: 0.01, decision: point}
                expect: fail
                """.formatted(ServerImage.require(), keys));
        // As system properties: they win over those the build sets.
        Map<String, Path> properties = Map.of(
                DuressProperties.SPECS, specs,
                DuressProperties.STORE, folder.resolve("store"),
                DuressProperties.COUNTEREXAMPLES, folder.resolve("counterexamples"),
                DuressProperties.REPORTS, folder.resolve("reports"));
        Map<String, Optional<String>> before = new HashMap<>();
        properties.forEach(
                (key, value) -> before.put(key, Optional.ofNullable(System.setProperty(key, value.toString()))));
        try {
            return EngineTestKit.engine("junit-jupiter")
                    .selectors(selectClass(Specs.class))
                    .execute();
        } finally {
            before.forEach((key, value) ->
                    value.ifPresentOrElse(old -> System.setProperty(key, old), () -> System.clearProperty(key)));
        }
    }
}
