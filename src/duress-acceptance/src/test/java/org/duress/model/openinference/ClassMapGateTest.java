package org.duress.model.openinference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duress.model.openinference.StubServer.INFER;
import static org.duress.model.openinference.StubServer.tensor;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.duress.base.Grid;
import org.duress.junit.SpecFolder;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.model.openinference.StubServer.Asked;
import org.duress.model.openinference.StubServer.Reply;
import org.duress.spec.DuressProperties;
import org.duress.spec.ModelSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A model that gives class numbers alone, behind a server that wants to know who asks, from a spec file to the report.
 */
@Timeout(300)
class ClassMapGateTest {
    /** One that every machine has. */
    private static final String VARIABLE = "PATH";

    @TempDir
    Path folder;

    @Test
    void classNumbersAreAttackedByQuestionsAlone() throws IOException {
        String secret = System.getenv(VARIABLE);
        JsonNode verdict;
        try (SegmentationModel local =
                        Models.open(new ModelSpec("duress", Path.of("classpath:org/duress/phantom-unet-small.zip")));
                StubServer server = new StubServer()
                        .with(
                                "\"binary_tensor_data\"",
                                tensor("image", "FP32", "[-1, 1, 64, 64]"),
                                tensor("seg", "INT64", "[-1, 64, 64]"))
                        .on("/v2", "{\"name\": \"gate of " + secret.replace("\\", "\\\\") + "\", \"version\": \"1\"}")
                        .on(INFER, asked -> segmented(local, secret, asked))) {
            verdict = specs(server, local.organs()).verdict("served");
            assertThat(server.asked(INFER))
                    .hasSizeGreaterThan(20)
                    .allSatisfy(asked -> assertThat(asked.authorization()).hasValue(secret.strip()));
        }
        assertThat(verdict.get("verdict").textValue()).isEqualTo("FAIL");
        assertThat(verdict.get("contenders"))
                .map(JsonNode::textValue)
                .containsExactly("RANDOM", "SUBSTITUTE", "BUMPS", "QUERY", "UNIVERSAL");
        assertThat(verdict.get("organs")).hasSize(4);
        assertThat(verdict.get("contenderEvidence"))
                .filteredOn(contender -> contender.get("contender").textValue().equals("QUERY"))
                .as("steps of whole pixels are enough to search by")
                .singleElement()
                .satisfies(
                        query -> assertThat(query.get("meanDrop").doubleValue()).isGreaterThan(0.05));
        assertThat(verdict.get("modelProvenance").get("server").textValue()).isEqualTo("gate of [hidden] 1");
        assertThat(written())
                .as("files of report, store and counterexamples")
                .isNotEmpty()
                .allSatisfy(file -> assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain(secret));
    }

    private List<Path> written() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /** One at a time: a model is for one thread. */
    private static synchronized Reply segmented(SegmentationModel local, String secret, Asked asked) {
        if (!asked.authorization().equals(Optional.of(secret.strip()))) {
            return Reply.error(401, "who are you?");
        }
        int count = asked.shape()[0];
        byte[] map = local.segment(new ImageBatch(asked.tensor(), count, Grid.of(64, 64)))
                .classMap();
        float[] labels = new float[map.length];
        for (int i = 0; i < map.length; i++) {
            labels[i] = map[i];
        }
        return Reply.binaryMap(new int[] {count, 64, 64}, labels);
    }

    private SpecFolder specs(StubServer server, List<String> organs) throws IOException {
        return SpecFolder.of(folder, "served", """
                name: served
                model: {format: open-inference, url: '%s', name: unet, authorizationFrom: %s, classes: %s}
                cohort: {format: phantom, subjects: 4, slices: 2, seed: 3, size: [64, 64], attackerSubjects: 0.5}
                attack: {xi: 2, steps: 10, batch: 4, samples: 1, queries: 160,
                  substituteSteps: 20, substituteCopies: 1}
                budget: {perceptibility: 0.3, displacement: 5, intensity: 0.5}
                gate: {maxDiceDrop: 0.01, decision: point}
                expect: fail
                """.formatted(server.url(), VARIABLE, organs))
                .with(DuressProperties.SEARCH, "full");
    }
}
