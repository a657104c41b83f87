package org.duress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HardenCommandTest {
    private static final String STORE = "duress.store";

    @TempDir
    Path folder;

    private Path spec = Path.of("");

    @BeforeEach
    void writeSpec() throws IOException {
        spec = Files.writeString(folder.resolve("spec.yaml"), """
                name: small
                model: {format: duress, path: "classpath:org/duress/phantom-unet-small.zip"}
                cohort: {format: phantom, subjects: 4, slices: 2, seed: 3, size: [32, 32], attackerSubjects: 0.5}
                attack: {steps: 4, batch: 2, samples: 1, contenders: [gradient], restarts: 1, gradientSteps: 3}
                budget: {perceptibility: 0.04}
                gate: {maxDiceDrop: 0.001, decision: point, shifts: {severity: 2, kinds: [noise, rotation]}}
                """);
        System.setProperty(STORE, folder.resolve("store").toString());
    }

    @AfterEach
    void forget() {
        System.clearProperty(STORE);
    }

    @Test
    void aModelIsHardenedWrittenAndCompared() throws IOException {
        Path out = folder.resolve("out");
        int code = Duress.run(
                "harden",
                spec.toString(),
                "--out",
                out.toString(),
                "--steps",
                "2",
                "--round",
                "1",
                "--batch",
                "2",
                "--validation",
                "2",
                "--attack-steps",
                "1",
                "--judged",
                "0.5,1");
        assertThat(code).isZero();
        assertThat(out.resolve("hardened.zip")).isRegularFile();
        assertThat(out.resolve("hardened.onnx")).isRegularFile();
        assertThat(Files.readAllLines(out.resolve("comparison.md")))
                .anySatisfy(line -> assertThat(line).startsWith("| clean Dice | 0."))
                .anySatisfy(line -> assertThat(line).startsWith("| fall, p 0.02 | "))
                .anySatisfy(line -> assertThat(line).startsWith("| Dice under shifts, severity 2 | 0."))
                .anySatisfy(line -> assertThat(line)
                        .matches("\\| Dice under the worst shift, severity 2 \\((noise|rotation).*\\) \\| 0\\..*"
                                + " \\[[-+]0.*"))
                .anySatisfy(line -> assertThat(line).startsWith("| fall by gradient alone, trained against | "))
                .anySatisfy(line -> assertThat(line).matches("- hardening: the network after [012] of 2 steps, .*"));
        JsonNode json =
                new ObjectMapper().readTree(out.resolve("comparison.json").toFile());
        assertThat(json.path("compared").get(0).path("what").asText()).isEqualTo("clean Dice");
        assertThat(json.path("compared").get(0).path("interval95")).hasSize(2);

        Path again = folder.resolve("again");
        assertThat(Duress.run(
                        "harden",
                        spec.toString(),
                        "--out",
                        again.toString(),
                        "--judged",
                        "1",
                        "--retrained",
                        out.resolve("hardened.onnx").toString(),
                        "--retrained-format",
                        "onnx"))
                .isZero();
        assertThat(Files.readAllLines(again.resolve("comparison.md")))
                .as("what it was trained against, nobody knows")
                .anySatisfy(line -> assertThat(line).startsWith("| fall by gradient alone | "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--contenders | magic | --contenders names 'magic'; use some of vaegan, gradient, bumps, query",
                "--judged | 0.5 | --judged must be shares above 0, one of them 1, not [0.5]",
                "--clean | 1 | --clean must be at least 0 and below 1, not 1.0",
                "--batch | 1 | --batch must be at least 2, a clean image and an attacked one, not 1",
                "--retrained | nowhere.zip | nowhere.zip"
            })
    void wrongInputsAreOneSentence(String option, String value, String sentence) {
        PrintStream before = System.err;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            assertThat(Duress.run(
                            "harden",
                            spec.toString(),
                            "--out",
                            folder.resolve("wrong").toString(),
                            option,
                            value))
                    .isEqualTo(2);
        } finally {
            System.setErr(before);
        }
        assertThat(said.toString(StandardCharsets.UTF_8)).contains(sentence);
    }
}
