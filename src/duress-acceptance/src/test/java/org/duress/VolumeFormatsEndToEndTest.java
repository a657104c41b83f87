package org.duress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.duress.base.Grid;
import org.duress.junit.SpecFolder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The small U-Net of volumes in every format that is a file, from a spec to a verdict. It is untrained; the labels are
 * what it answers to the images, so that there is something to break.
 */
class VolumeFormatsEndToEndTest {
    private static final AnsweredCohort VOLUMES =
            AnsweredCohort.volumes(2, Grid.of(8, 12, 16).spaced(2.0, 1.0, 1.2));

    @TempDir
    private static Path folder;

    private static JsonNode own = MissingNode.getInstance();

    @BeforeAll
    static void duresssOwn() throws IOException {
        own = gated("duress", ".zip");
    }

    @ParameterizedTest
    @CsvSource({"onnx, .onnx", "torchscript, .pt", "keras, .h5", "dl4j, -dl4j.zip", "samediff, .fb"})
    void areGatedAsDuresssOwn(String format, String ending) throws IOException {
        JsonNode other = gated(format, ending);
        for (int organ = 0; organ < own.get("organs").size(); organ++) {
            JsonNode is = other.get("organs").get(organ);
            JsonNode should = own.get("organs").get(organ);
            assertThat(is.get("name")).isEqualTo(should.get("name"));
            assertThat(is.get("cleanDice").asDouble()).isEqualTo(1);
            assertThat(is.get("attackedDice").asDouble())
                    .isLessThan(0.98)
                    .isCloseTo(should.get("attackedDice").asDouble(), within(0.01));
        }
    }

    private static JsonNode gated(String format, String ending) throws IOException {
        Path beside = folder.resolve(format);
        SpecFolder specs = SpecFolder.of(beside, "volumes", """
                name: volumes
                model: {format: %s, path: "classpath:org/duress/model/formats/volume-unet%s"}
                cohort:
                  format: nifti
                  channels: {mr: mr}
                  labels: labels
                  organs: {first: [1], second: [2], third: [3]}
                  dimensions: 3
                  attackerSubjects: 0.5
                attack: {xi: 2.0, restarts: 1, gradientSteps: 4, contenders: [gradient]}
                gate: {maxDiceDrop: 0.001, decision: point}
                expect: fail
                """.formatted(format, ending));
        VOLUMES.write(beside.resolve("specs/volumes.yaml"), List.of("mr"));
        return specs.verdict("volumes");
    }
}
