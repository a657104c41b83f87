package org.duress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import org.duress.junit.SpecFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An ONNX that was quantised (QDQ), from a spec to a verdict, which says that it was judged without the rounding. */
class QuantisedEndToEndTest {
    private static final Path MODEL =
            Path.of("src/duress-onnx/src/test/resources/org/duress/model/onnx/quantised.onnx");

    @TempDir
    Path folder;

    @Test
    void isGated() throws IOException {
        JsonNode verdict = SpecFolder.of(folder, "quantised", """
                name: quantised
                model: {format: onnx, path: "%s"}
                cohort: {format: phantom, subjects: 2, slices: 2, seed: 3, size: [64, 64], attackerSubjects: 0.5}
                attack: {xi: 2.0, restarts: 1, gradientSteps: 6, contenders: [gradient]}
                gate: {maxDiceDrop: 0.02, decision: point}
                expect: fail
                """.formatted(
                                MODEL.toAbsolutePath().toString().replace('\\', '/')))
                .verdict("quantised");
        assertThat(verdict.get("modelProvenance").get("precision").asText())
                .startsWith("computed without the rounding of the 40 activations that the file quantises");
        JsonNode liver = verdict.get("organs").get(2);
        assertThat(liver.get("name").asText()).isEqualTo("liver");
        assertThat(liver.get("cleanDice").asDouble()).isGreaterThan(0.8);
        assertThat(liver.get("relativeDrop").asDouble()).isGreaterThan(0.02);
    }
}
