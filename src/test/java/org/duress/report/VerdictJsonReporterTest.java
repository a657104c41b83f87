package org.duress.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duress.Verdict;
import org.duress.spec.Expectation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerdictJsonReporterTest {
    @TempDir
    Path reports;

    private JsonNode json = JsonMapper.builder().build().nullNode();

    @BeforeEach
    void report() throws IOException {
        new VerdictJsonReporter().report(Outcomes.outcome("phantom-unet", Verdict.FAIL, Expectation.PASS), reports);
        json = new JsonMapper()
                .readTree(Files.readString(reports.resolve("phantom-unet").resolve("verdict.json")));
    }

    /** The keys that other programs read; a failure here is a breaking change. */
    @Test
    void keepsTheContract() {
        assertTypes(
                json,
                Map.ofEntries(
                        Map.entry("spec", JsonNodeType.STRING),
                        Map.entry("verdict", JsonNodeType.STRING),
                        Map.entry("expected", JsonNodeType.STRING),
                        Map.entry("device", JsonNodeType.STRING),
                        Map.entry("seed", JsonNodeType.NUMBER),
                        Map.entry("modelFingerprint", JsonNodeType.STRING),
                        Map.entry("dataFingerprint", JsonNodeType.STRING),
                        Map.entry("durationsSeconds", JsonNodeType.OBJECT),
                        Map.entry("attackerSteps", JsonNodeType.NUMBER),
                        Map.entry("perceptibility", JsonNodeType.NUMBER),
                        Map.entry("foldedFraction", JsonNodeType.NUMBER),
                        Map.entry("smoothness", JsonNodeType.OBJECT),
                        Map.entry("organs", JsonNodeType.ARRAY)));
        assertTypes(
                json.get("durationsSeconds"),
                Map.of("train", JsonNodeType.NUMBER, "attack", JsonNodeType.NUMBER, "total", JsonNodeType.NUMBER));
        assertTypes(
                json.at("/smoothness/deformation"),
                Map.of("highFrequencyEnergy", JsonNodeType.NUMBER, "largestGradient", JsonNodeType.NUMBER));
        assertTypes(json.at("/smoothness/intensity"), Map.of("largestGradient", JsonNodeType.NUMBER));
        for (JsonNode organ : json.get("organs")) {
            assertTypes(
                    organ,
                    Map.of(
                            "name", JsonNodeType.STRING,
                            "cleanDice", JsonNodeType.NUMBER,
                            "attackedDice", JsonNodeType.NUMBER,
                            "relativeDrop", JsonNodeType.NUMBER,
                            "attackedDiceFixed", JsonNodeType.NUMBER,
                            "worstSlice", JsonNodeType.STRING));
        }
    }

    @Test
    void writesWhatWasMeasured() {
        assertThat(json.get("spec").textValue()).isEqualTo("phantom-unet");
        assertThat(json.get("verdict").textValue()).isEqualTo("FAIL");
        assertThat(json.get("expected").textValue()).isEqualTo("PASS");
        assertThat(json.get("seed").longValue()).isEqualTo(7);
        assertThat(json.at("/durationsSeconds/train").doubleValue()).isEqualTo(12.5);
        assertThat(json.at("/durationsSeconds/attack").doubleValue()).isEqualTo(3.25);
        assertThat(json.at("/durationsSeconds/total").doubleValue()).isEqualTo(17.0);
        assertThat(json.get("attackerSteps").intValue()).isEqualTo(240);
        assertThat(json.get("perceptibility").doubleValue()).isEqualTo(0.074);
        assertThat(json.at("/smoothness/deformation/highFrequencyEnergy").doubleValue())
                .isEqualTo(0.02);
        assertThat(json.at("/smoothness/intensity/largestGradient").doubleValue())
                .isEqualTo(0.1);
        assertThat(json.get("organs")).hasSize(2);
        assertThat(json.at("/organs/1/name").textValue()).isEqualTo("liver");
        assertThat(json.at("/organs/1/cleanDice").doubleValue()).isEqualTo(0.95);
        assertThat(json.at("/organs/1/attackedDice").doubleValue()).isEqualTo(0.57);
        assertThat(json.at("/organs/1/relativeDrop").doubleValue()).isEqualTo(0.4);
        assertThat(json.at("/organs/1/attackedDiceFixed").doubleValue()).isEqualTo(0.55);
        assertThat(json.at("/organs/1/worstSlice").textValue()).isEqualTo("p03_z005");
        assertThat(json.at("/breaches/0").textValue()).isEqualTo("liver fell from 0.950 to 0.570");
        assertThat(json.at("/fields").toString()).isEqualTo("[\"DEFORMATION\",\"INTENSITY\"]");
    }

    @Test
    void writesIntervalsAndSurfaces() {
        assertThat(json.at("/organs/1/attackedDiceInterval").toString()).isEqualTo("{\"low\":0.5,\"high\":0.625}");
        assertThat(json.at("/organs/1/relativeDropInterval").toString()).isEqualTo("{\"low\":0.25,\"high\":0.75}");
        assertThat(json.at("/organs/1/surface").toString())
                .isEqualTo("{\"unit\":\"mm\",\"tolerance\":2.0,\"cleanHd95\":3.5,\"attackedHd95\":40.25,"
                        + "\"cleanNsd\":0.875,\"attackedNsd\":0.125}");
        assertThat(json.at("/organs/0/relativeDropInterval").toString()).isEqualTo("{\"low\":null,\"high\":null}");
        assertThat(json.at("/organs/0/surface/attackedHd95").isNull()).isTrue();
    }

    @Test
    void writesNullForWhatIsNotANumber() {
        assertThat(json.at("/smoothness/intensity/highFrequencyEnergy").isNull())
                .isTrue();
        assertThat(json.at("/subjects/0/subject").textValue()).isEqualTo("p02");
        assertThat(json.at("/subjects/0/cleanDice").isNull()).isTrue();
    }

    @Test
    void writesTheOrgansAsCsvAndLeavesNothingElseBehind() throws IOException {
        Path folder = reports.resolve("phantom-unet");

        assertThat(Files.readString(folder.resolve("organs.csv"))).isEqualTo("""
                        organ,cleanDice,attackedDice,relativeDrop,maxDiceDrop,pastLimit,attackedDiceWarped,attackedDiceFixed,worstSlice,attackedDiceLow,attackedDiceHigh,relativeDropLow,relativeDropHigh,distanceUnit,nsdTolerance,cleanHd95,attackedHd95,cleanNsd,attackedNsd
                        pancreas,0.8,0.5,0.375,0.5,false,0.5,0.48,p02_z003,,,,,px,2.0,,,,
                        liver,0.95,0.57,0.4,0.3,true,0.57,0.55,p03_z005,0.5,0.625,0.25,0.75,mm,2.0,3.5,40.25,0.875,0.125
                        """);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(List.of("organs.csv", "verdict.json"));
        }
    }

    private static void assertTypes(JsonNode json, Map<String, JsonNodeType> types) {
        types.forEach((key, type) ->
                assertThat(json.path(key).getNodeType()).as("type of %s", key).isEqualTo(type));
    }
}
