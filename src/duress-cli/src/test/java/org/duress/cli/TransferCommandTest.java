package org.duress.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferCommandTest {
    private static final String COHORT =
            "{format: phantom, subjects: 3, slices: 1, size: [64, 64]," + " attackerSubjects: 0.34}";

    @TempDir
    Path folder;

    private String spec(String file, String name, String model, String cohort) throws IOException {
        return Files.writeString(folder.resolve(file), """
                name: %s
                model: {format: duress, path: "classpath:org/duress/%s.zip"}
                cohort: %s
                budget: {perceptibility: 0.05}
                attack: {contenders: [bumps], bumps: 16}
                """.formatted(name, model, cohort))
                .toString();
    }

    @Test
    void aMatrixOfTwoModelsIsWrittenAsMarkdownAndAsJson() throws IOException {
        Path out = folder.resolve("transfer.md");
        assertThat(DuressTest.said(
                        "transfer",
                        spec("a.yaml", "small_a", "phantom-unet-small", COHORT),
                        spec("b.yaml", "large_b", "phantom-unet", COHORT),
                        "--out",
                        out.toString()))
                .startsWith("0 ")
                .contains("wrote " + out + " and " + folder.resolve("transfer.json"));

        JsonNode json =
                new JsonMapper().readTree(folder.resolve("transfer.json").toFile());
        assertThat(json.path("gateSubjects")).hasSize(2);
        assertThat(json.path("models"))
                .extracting(model -> model.path("spec").asText())
                .containsExactly("small_a", "large_b");
        assertThat(json.path("cells"))
                .extracting(cell -> cell.path("attacked").asText() + " on "
                        + cell.path("judged").asText())
                .containsExactly(
                        "small_a on small_a", "small_a on large_b", "large_b on small_a", "large_b on large_b");
        for (JsonNode cell : json.path("cells")) {
            double sum = 0;
            for (JsonNode organ : cell.path("organs")) {
                double clean = organ.path("cleanDice").asDouble();
                double attacked = organ.path("attackedDice").asDouble();
                double fall = clean == 0 ? 0 : (clean - attacked) / clean;
                assertThat(organ.path("relativeDrop").asDouble()).isCloseTo(fall, within(1e-9));
                sum += fall;
            }
            assertThat(cell.path("meanDrop").asDouble())
                    .isCloseTo(sum / cell.path("organs").size(), within(1e-9));
        }
        List<String> lines = Files.readAllLines(out);
        assertThat(lines).anyMatch(line -> line.startsWith("| attacks found on | on small\\_a | on large\\_b |"));
        assertThat(lines).anyMatch(line -> line.matches("\\| small\\\\_a \\| \\*\\*-[^|]+\\*\\* \\| [-+][^*|]+ \\|"));
        assertThat(lines).contains("## kidneys", "## Clean Dice, in percent", "## What attacked");
    }

    @Test
    void whatDoesNotFitIsOneSentence() throws IOException {
        String one = spec("a.yaml", "a", "phantom-unet-small", COHORT);
        String out = folder.resolve("transfer.md").toString();
        assertThat(DuressTest.said(
                        "transfer", one, spec("b.yaml", "b", "phantom-unet", COHORT.replace("3", "4")), "--out", out))
                .contains("2 specs 'a' and 'b' have other images, labels or attacker and gate subjects")
                .doesNotContain("\tat ");
        assertThat(DuressTest.said("transfer", one, spec("b.yaml", "a", "phantom-unet", COHORT), "--out", out))
                .isEqualTo("2 two of the specs have the name 'a'; give each its own" + System.lineSeparator());
        assertThat(DuressTest.said("transfer", one, one, "--out", "transfer.json"))
                .isEqualTo("2 --out must name a file that ends in .md, not 'transfer.json'" + System.lineSeparator());
        assertThat(DuressTest.said("transfer", one, "--out", out)).startsWith("2 ");
    }
}
