package org.duress.junit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.duress.EnvironmentException;
import org.duress.spec.DuressProperties;
import org.duress.testserver.ServerImage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a spec file that names an image to the report, with nothing faked: engine, container, server, gate, reporters.
 */
@EnabledIfDocker
@Timeout(300)
class ContainerRobustnessTest {
    @TempDir
    Path folder;

    @Test
    void aModelInAnImageIsJudged() throws IOException {
        JsonNode verdict = specs("").with(DuressProperties.SEARCH, "full").verdict("served");
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
                specs("command: ['--fault=die-after=60'], batch: 1, retries: 1, ")
                        .run(),
                EnvironmentException.class);

        assertThat(failure).hasMessageContaining("exited with code 3");
        assertThat(folder.resolve("reports/served/container.log"))
                .content()
                .contains("dies in infer request 60, as ordered");
        assertThat(folder.resolve("reports/served/verdict.json")).doesNotExist();
    }

    private SpecFolder specs(String keys) throws IOException {
        return SpecFolder.of(folder, "served", """
                name: served
                model: {format: open-inference, image: '%s', name: unet, %sreadySeconds: 60}
                cohort: {format: phantom, subjects: 4, slices: 4, seed: 3, size: [64, 64], attackerSubjects: 0.5}
                attack: {xi: 2, steps: 20, batch: 4, samples: 1, queries: 320,
                  substituteSteps: 30, substituteCopies: 1}
                budget: {perceptibility: 0.3, displacement: 5, intensity: 0.5}
                gate: {maxDiceDrop: 0.01, decision: point}
                expect: fail
                """.formatted(ServerImage.require(), keys));
    }
}
