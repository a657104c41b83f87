package org.duress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.duress.junit.SpecFolder;
import org.duress.spec.DuressProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing faked: spec file, model, cohort, training, store, gate, reports. */
class EndToEndTest {
    private static final String PHANTOM = """
            name: tiny
            model: {format: duress, path: "classpath:org/duress/phantom-unet-small.zip"}
            cohort: {format: phantom, subjects: 4, slices: 3, seed: 5, size: [64, 64], attackerSubjects: 0.5}
            attack: {xi: 2.0, steps: 4, batch: 2, samples: 2, restarts: 2, gradientSteps: 6, queries: 200, bumps: 16}
            budget: {perceptibility: 0.1, displacement: 5, intensity: 0.5}
            gate: {maxDiceDrop: 0.02, decision: point}
            expect: fail
            """;

    @TempDir
    Path folder;

    @Test
    void fromSpecFileToReportAndLaterRunsLoadTheAttackerOrReplayWhatItFound() throws Exception {
        JsonNode first = verdict("first");
        JsonNode replayed = verdict("first");
        JsonNode second = verdict("full");
        assertThat(first.get("verdict").asText()).isEqualTo("FAIL");
        assertThat(first.get("contenders"))
                .map(JsonNode::textValue)
                .as("a first look is enough")
                .containsExactly("RANDOM", "VAEGAN");
        assertThat(first.get("reach").asText()).isEqualTo("FIRST_LOOK");
        assertThat(replayed.get("verdict").asText()).isEqualTo("FAIL");
        assertThat(replayed.get("contenders")).map(JsonNode::textValue).containsExactly("REPLAY");
        assertThat(replayed.get("attackerSteps").asInt()).isZero();
        assertThat(replayed.get("organs").get(0).get("attackedDice"))
                .isEqualTo(first.get("organs").get(0).get("attackedDice"));
        assertThat(second.get("verdict").asText()).isEqualTo("FAIL");
        assertThat(second.get("contenders"))
                .map(JsonNode::textValue)
                .containsExactly("RANDOM", "VAEGAN", "GRADIENT", "BUMPS", "QUERY", "UNIVERSAL");
        assertThat(second.get("attackerFromStore").asBoolean()).isTrue();
        assertThat(first.get("device").asText()).startsWith("cpu");
        assertThat(first.get("attackerSteps").asInt()).isEqualTo(4);
        assertThat(first.get("perceptibility").asDouble()).isPositive();
        assertThat(first.get("organs")).hasSize(4);
        for (int organ = 0; organ < 4; organ++) {
            assertThat(second.get("organs").get(organ).get("attackedDice").asDouble())
                    .as("the whole attack takes no less")
                    .isLessThanOrEqualTo(
                            first.get("organs").get(organ).get("attackedDice").asDouble());
        }
        assertThat(first.at("/realism/detectability/unmeasured").asText()).isEqualTo("the attack ended early");
        assertThat(second.at("/realism/detectability/perturbed").asInt()).isPositive();
        assertThat(second.at("/realism/detectability/area").asDouble(-1)).isBetween(0.0, 1.0);
        assertThat(folder.resolve("store")).isDirectoryContaining("glob:**.attacker");
        assertThat(folder.resolve("reports/tiny")).isDirectoryContaining("glob:**.png");
    }

    private JsonNode verdict(String search) throws IOException {
        return SpecFolder.of(folder, "tiny", PHANTOM)
                .with(SpecFolder.DETECTOR_STEPS, "4")
                .with(DuressProperties.SEARCH, search)
                .with(
                        DuressProperties.COUNTEREXAMPLES,
                        folder.resolve("counterexamples-" + search).toString())
                .verdict("tiny");
    }
}
