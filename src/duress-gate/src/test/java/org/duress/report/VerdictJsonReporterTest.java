package org.duress.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.duress.result.CanaryEvidence.Kind;
import org.duress.result.Check;
import org.duress.result.RobustnessResult;
import org.duress.result.Strength;
import org.duress.result.Verdict;
import org.duress.spec.Contender;
import org.duress.spec.Expectation;
import org.duress.testkit.MeasuredCanary;
import org.duress.testkit.MeasuredStrength;
import org.duress.testkit.Outcomes;
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
                        Map.entry("reach", JsonNodeType.STRING),
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
    void saysWhetherItIsOfVolumes() throws IOException {
        assertThat(json.get("dimensions").intValue()).isEqualTo(2);
        new VerdictJsonReporter()
                .report(Outcomes.outcome("volumes", Verdict.FAIL, Expectation.PASS, Outcomes.VOLUME), reports);
        JsonNode volumes = new JsonMapper()
                .readTree(Files.readString(reports.resolve("volumes").resolve("verdict.json")));
        assertThat(volumes.get("dimensions").intValue()).isEqualTo(3);
        assertThat(volumes.at("/organs/0/worstSlice").textValue()).isEqualTo("p02");
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
        assertThat(json.at("/durationsSeconds/contenders").toString()).isEqualTo("{\"SUBSTITUTE\":0.25,\"QUERY\":2.5}");
        assertThat(json.get("passes").toString())
                .isEqualTo("{\"training\":{\"forward\":480,\"backward\":240},"
                        + "\"gate\":{\"forward\":3950,\"backward\":32},\"canary\":{\"forward\":96,\"backward\":0}}");
        assertThat(json.at("/contenderEvidence/0/passes/perSlice").doubleValue())
                .as("64 forward and 32 backward on 16 slices")
                .isEqualTo(6);
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
    void writesWhyTheVerdictCanBeTrusted() {
        assertThat(json.get("decision").textValue()).isEqualTo("INTERVAL");
        assertThat(json.get("maxPerceptibility").doubleValue())
                .as("the older name of budget.perceptibility")
                .isEqualTo(0.1);
        assertThat(json.get("budget").toString())
                .isEqualTo("{\"perceptibility\":0.1,\"displacement\":5.0,\"folded\":0.0,\"deformationRoughness\":0.25,"
                        + "\"intensityRoughness\":0.25,\"intensity\":0.5}");
        assertThat(json.get("realism").toString())
                .isEqualTo("{\"limits\":{\"ssim\":0.5,\"criticPercentile\":null,\"displacementMillimetres\":null,"
                        + "\"intensityHu\":null,\"outOfRange\":0.2,\"detectability\":null},"
                        + "\"ssim\":0.9375,\"leastSsim\":0.75,\"largestDisplacementMillimetres\":4.5,"
                        + "\"criticPercentile\":null,\"judged\":96,\"scaledBack\":5,\"unrealistic\":3,"
                        + "\"largestIntensity\":0.5,\"largestIntensityHu\":null,\"outOfRange\":0.125,"
                        + "\"mostOutOfRange\":0.25,"
                        + "\"detectability\":{\"area\":0.625,\"interval\":{\"low\":0.5,\"high\":0.75},"
                        + "\"perturbed\":30,\"clean\":16,\"unmeasured\":null}}");
        assertThat(json.get("checks")).hasSize(2);
        assertThat(json.at("/checks/1").toString())
                .isEqualTo(
                        "{\"name\":\"canary broken\",\"holds\":false,\"measured\":\"the canary kept 0.9 of its Dice\","
                                + "\"advice\":\"raise budget.perceptibility\"}");
        assertThat(json.get("contenders").toString()).isEqualTo("[\"SUBSTITUTE\",\"QUERY\"]");
        assertThat(json.get("contenderEvidence")).hasSize(2);
        assertThat(json.at("/contenderEvidence/0/meanDrop").doubleValue()).isCloseTo(0.15, offset(1e-12));
        assertThat(json.at("/contenderEvidence/1").toString())
                .startsWith("{\"contender\":\"QUERY\",\"tried\":48,\"scaledBack\":1,\"unrealistic\":2,"
                        + "\"passes\":{\"forward\":1600,\"backward\":0,\"perSlice\":100.0,"
                        + "\"judging\":{\"forward\":48,\"backward\":0}},\"perceptibility\":0.1,"
                        + "\"budgetSpent\":1.0,\"crossEntropy\":2.25,\"meanDrop\":0.15")
                .endsWith("\"organs\":[{\"organ\":\"liver\",\"attackedDice\":0.76,\"relativeDrop\":0.2,"
                        + "\"relativeDropInterval\":{\"low\":null,\"high\":null},\"subjects\":{\"p03\":0.76}},"
                        + "{\"organ\":\"pancreas\",\"attackedDice\":0.72,\"relativeDrop\":0.1,"
                        + "\"relativeDropInterval\":{\"low\":0.05,\"high\":0.15},\"subjects\":{\"p02\":0.72}}]}");
        assertThat(json.at("/canaries/0").toString())
                .isEqualTo("{\"kind\":\"STEP\",\"wanted\":3,\"tried\":3,\"fallen\":1,\"fallenUnderRandom\":0,"
                        + "\"plantedDice\":0.0,\"attackedDice\":0.5625,\"randomDice\":0.875,\"plants\":["
                        + "{\"slice\":\"p02_z003\",\"organ\":\"pancreas\",\"field\":\"DEFORMATION\",\"share\":0.5,"
                        + "\"witnessDice\":0.0,\"attackedDice\":1.0,\"randomDice\":0.875,\"fellTo\":null},"
                        + "{\"slice\":\"p02_z003\",\"organ\":\"liver\",\"field\":\"INTENSITY\",\"share\":0.75,"
                        + "\"witnessDice\":0.0,\"attackedDice\":0.125,\"randomDice\":0.875,\"fellTo\":\"QUERY\"}]}");
        assertThat(json.get("gradientAgreement").toString())
                .isEqualTo("{\"compared\":28,\"undecided\":4,\"largestError\":0.015625}");
        assertThat(json.get("gradients").toString()).isEqualTo("{\"notFinite\":0.0,\"zero\":0.0625}");
        assertThat(json.get("repeatable").booleanValue()).isTrue();
        assertThat(json.get("seesImages").booleanValue()).isTrue();
    }

    @Test
    void writesWhatIsDrawnWhereItIsNotAndWhatWasWarnedOf() {
        assertThat(json.at("/organs/1/hallucination").toString())
                .isEqualTo("{\"subjects\":4,\"drawnClean\":1,\"drawnAttacked\":3,\"pixelsClean\":25,"
                        + "\"pixelsAttacked\":1250}");
        assertThat(json.at("/organs/0/hallucination/subjects").intValue()).isZero();
        assertThat(json.get("warnings").toString()).isEqualTo("[\"label id 4 belongs to no <organ>\"]");
    }

    /** The line from 0.76 at 0.05 to 0.57 at 0.1 crosses 0.7 * 0.95 in its middle. */
    @Test
    void writesTheCurveAndWhereItBreaks() {
        assertThat(json.at("/organs/1/curve").toString())
                .isEqualTo("[{\"share\":0.0,\"perceptibility\":0.0,\"dice\":0.95},"
                        + "{\"share\":0.5,\"perceptibility\":0.05,\"dice\":0.76},"
                        + "{\"share\":1.0,\"perceptibility\":0.1,\"dice\":0.57}]");
        assertThat(json.at("/organs/1/breakingPoint").doubleValue()).isCloseTo(0.075, offset(1e-12));
        assertThat(json.at("/organs/0/breakingPoint").isNull()).isTrue();
        assertThat(json.at("/organs/0/curve")).isEmpty();
    }

    @Test
    void breachesAreThoseOfAFailAndReasonsThoseOfAnInconclusiveVerdict() throws IOException {
        JsonNode inconclusive =
                new JsonMapper().readTree(VerdictJson.of(Outcomes.result("a", Verdict.INCONCLUSIVE, Expectation.PASS)));

        assertThat(inconclusive.get("breaches").isArray()).isTrue();
        assertThat(inconclusive.get("breaches")).isEmpty();
        assertThat(inconclusive.get("reasons"))
                .map(JsonNode::textValue)
                .containsExactly(
                        "liver lies on neither side of its limit; name more gateSubjects",
                        "the canary kept 0.9 of its Dice; raise budget.perceptibility");
        assertThat(json.get("breaches")).hasSize(1);
        assertThat(json.get("reasons")).isEmpty();
    }

    @Test
    void writesTheWorstSubjectAndItsLimit() throws IOException {
        assertThat(json.at("/organs/1/worstSubject").toString())
                .isEqualTo("{\"subject\":\"p03\",\"cleanDice\":0.95,\"attackedDice\":0.57,\"relativeDrop\":0.4}");
        assertThat(json.at("/organs/0/worstSubject").isNull())
                .as("no subject has a clean Dice of the pancreas")
                .isTrue();
        assertThat(json.get("worstSubject").isNull()).as("no limit").isTrue();
        RobustnessResult limited = Outcomes.with(
                Outcomes.result("a", Verdict.FAIL, Expectation.PASS),
                Outcomes.spec("a", Expectation.PASS).gate().withWorstSubject(0.75));
        assertThat(new JsonMapper()
                        .readTree(VerdictJson.of(limited))
                        .get("worstSubject")
                        .doubleValue())
                .isEqualTo(0.75);
    }

    @Test
    void aPassSaysWhatItSaysAndHowManyTrialsEachOrganWithstood() throws IOException {
        JsonNode pass = new JsonMapper().readTree(VerdictJson.of(Outcomes.result("a", Verdict.PASS, Expectation.PASS)));

        assertThat(pass.get("statement").textValue()).startsWith("PASS: 93 trials on 16 slices of 2 subjects");
        assertThat(pass.get("gateSlices").intValue()).isEqualTo(16);
        assertThat(pass.at("/organs/1/trials").intValue()).isEqualTo(44);
        assertThat(json.get("statement").isNull()).as("a FAIL").isTrue();
    }

    @Test
    void onlyACheckThatDoesNotHoldHasAdvice() {
        assertThat(json.at("/checks/0/holds").booleanValue()).isTrue();
        assertThat(json.at("/checks/0/advice").isNull()).isTrue();
        assertThat(json.at("/checks/1/advice").textValue()).isEqualTo("raise budget.perceptibility");
    }

    @Test
    void saysWhetherTheAttackWasShownToBeStrong() throws IOException {
        assertThat(json.get("attackShownStrong").booleanValue()).isFalse();
        RobustnessResult pass = Outcomes.result("a", Verdict.PASS, Expectation.PASS);
        List<Check> held = List.of(new Check("broke the canary", true, "it fell", ""));
        RobustnessResult strong = new RobustnessResult(pass.spec(), pass.evidence(), Verdict.PASS, List.of(), held);
        assertThat(strong.attackShownStrong()).isTrue();
        assertThat(new RobustnessResult(pass.spec(), pass.evidence(), Verdict.PASS, List.of(), List.of())
                        .attackShownStrong())
                .as("nothing was checked")
                .isFalse();
        assertThat(Outcomes.with(strong, MeasuredStrength.of(Contender.GRADIENT))
                        .attackShownStrong())
                .as("no canary")
                .isFalse();
    }

    @Test
    void writesNothingWhereThereWasNoCanaryAndNoGradient() throws IOException {
        RobustnessResult result = Outcomes.result("plain", Verdict.PASS, Expectation.PASS);
        JsonNode plain =
                new JsonMapper().readTree(VerdictJson.of(Outcomes.with(result, MeasuredStrength.of(Contender.RANDOM))));

        assertThat(plain.get("canaries")).isEmpty();
        assertThat(plain.get("canary").isNull()).isTrue();
        assertThat(plain.get("gradients").isNull()).isTrue();
        assertThat(plain.get("gradientAgreement").isNull()).isTrue();
    }

    /** Dice of 0.1 twice and 0.9 twice; random fields leave 0.95 thrice and 0.1. */
    @Test
    void theOlderNameOfACanaryIsThatOfTheOneWithASlope() throws IOException {
        assertThat(json.get("canary").isNull()).as("a step alone").isTrue();
        Strength of = MeasuredStrength.of(Contender.GRADIENT);
        Strength both = new Strength(
                of.contenders(),
                List.of(MeasuredCanary.of(Kind.STEP, 2, 2, 0), MeasuredCanary.of(Kind.SLOPE, 4, 2, 1)),
                of.gradients(),
                of.agreement(),
                true,
                true);
        JsonNode canary = new JsonMapper()
                .readTree(VerdictJson.of(Outcomes.with(Outcomes.result("a", Verdict.PASS, Expectation.PASS), both)))
                .get("canary");
        assertThat(canary.get("slices").intValue()).isEqualTo(4);
        assertThat(canary.get("plantedDice").doubleValue()).isZero();
        assertThat(canary.get("attackedDice").doubleValue()).isCloseTo(0.5, offset(1e-12));
        assertThat(canary.get("randomDice").doubleValue()).isCloseTo(0.7375, offset(1e-12));
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
                        organ,cleanDice,attackedDice,relativeDrop,maxDiceDrop,pastLimit,attackedDiceWarped,\
                        attackedDiceFixed,worstSlice,attackedDiceLow,attackedDiceHigh,relativeDropLow,relativeDropHigh,\
                        distanceUnit,nsdTolerance,cleanHd95,attackedHd95,cleanNsd,attackedNsd,breakingPoint,\
                        lackingSubjects,drawnClean,drawnAttacked,pixelsClean,pixelsAttacked,\
                        worstSubject,worstSubjectDrop,trials,ownMaxDiceDrop,waivedUntil
                        pancreas,0.8,0.5,0.375,0.5,false,0.5,0.48,p02_z003,,,,,px,2.0,,,,,,0,0,0,0,0,,,96,0.5,
                        liver,0.95,0.57,0.4,0.3,true,0.57,0.55,p03_z005,0.5,0.625,0.25,0.75,mm,2.0,\
                        3.5,40.25,0.875,0.125,0.07500000000000002,4,1,3,25,1250,p03,0.4,44,0.3,
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
