package org.duress.report.allure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.qameta.allure.AllureLifecycle;
import io.qameta.allure.AllureResultsWriter;
import io.qameta.allure.model.Attachment;
import io.qameta.allure.model.Label;
import io.qameta.allure.model.Parameter;
import io.qameta.allure.model.Status;
import io.qameta.allure.model.StatusDetails;
import io.qameta.allure.model.StepResult;
import io.qameta.allure.model.TestResult;
import io.qameta.allure.model.TestResultContainer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.imageio.ImageIO;
import org.duress.EnvironmentException;
import org.duress.result.GateOutcome;
import org.duress.result.OrganEvidence;
import org.duress.result.Reach;
import org.duress.result.RobustnessResult;
import org.duress.result.Verdict;
import org.duress.result.slice.WorstCase;
import org.duress.spec.Expectation;
import org.duress.testkit.MeasuredOrgan;
import org.duress.testkit.Outcomes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllureReportTest {
    private final Memory memory = new Memory();

    @TempDir
    Path reports;

    private Path results = Path.of("");

    @BeforeEach
    void results() {
        results = reports.resolve("allure-results");
    }

    @Test
    void labelsNameTheModelAndTheAttack() {
        TestResult test = report(test("a").setName("specs() phantom-unet"), "phantom-unet", Expectation.PASS);

        assertThat(test.getName()).isEqualTo("phantom-unet");
        assertThat(labels(test, "epic")).containsExactly("Robustness");
        assertThat(labels(test, "feature")).containsExactly("unet.zip");
        assertThat(labels(test, "story")).containsExactly("deformation, intensity");
        assertThat(labels(test, "severity")).containsExactly("critical");
        assertThat(labels(report("weak", Expectation.FAIL), "severity")).containsExactly("normal");
    }

    @Test
    void keepsASeverityThatTheTestBrought() {
        TestResult started = test("phantom-unet");
        started.getLabels().add(new Label().setName("severity").setValue("blocker"));

        assertThat(labels(report(started, "phantom-unet", Expectation.PASS), "severity"))
                .containsExactly("blocker");
    }

    @Test
    void parametersAreInputsAndNothingMeasured() {
        TestResult test = report("phantom-unet", Expectation.PASS);

        assertThat(parameters(test.getParameters()))
                .containsEntry("xi", "2.0")
                .containsEntry("fields", "deformation, intensity")
                .containsEntry("steps", "600")
                .containsEntry("samples", "4")
                .containsEntry("seed", "7")
                .containsEntry("reference", "warped")
                .containsEntry("maxDiceDrop pancreas", "0.5")
                .doesNotContainKey("worstSubject")
                .doesNotContainValue("0.074");
        assertThat(test.getParameters())
                .filteredOn(parameter -> parameter.getName().equals("device"))
                .singleElement()
                .extracting(Parameter::getExcluded)
                .isEqualTo(true);
    }

    /** The liver falls by 0.05 in the mean and by 0.4 in one subject. */
    @Test
    void anOrganThatFailsBySingleSubjectsHasFailed() {
        RobustnessResult held = Outcomes.with(
                Outcomes.result("a", Verdict.FAIL, Expectation.PASS),
                List.of(MeasuredOrgan.of("liver", 0.95, 0.9, 0.05, 0.9, 0.9, 0.3, "p03_z005")));
        TestResult test = report(
                test("a"),
                new GateOutcome(Outcomes.with(held, held.spec().gate().withWorstSubject(0.35)), List.of()));
        assertThat(words(test)).contains(" past the limit in p03 ");
        assertThat(test.getSteps().get(5).getSteps().get(0).getStatus()).isEqualTo(Status.FAILED);
        TestResult without = report(test("b"), new GateOutcome(held, List.of()));
        assertThat(words(without)).contains(" not broken by what was tried ");
        assertThat(without.getSteps().get(5).getSteps().get(0).getStatus()).isEqualTo(Status.PASSED);
    }

    @Test
    void anAttackThatEndedEarlySaysSo() {
        RobustnessResult failed = Outcomes.result("a", Verdict.FAIL, Expectation.PASS);
        assertThat(words(report(test("a"), new GateOutcome(failed, List.of())))).doesNotContain("duress.search=full");
        assertThat(words(report(test("b"), new GateOutcome(Outcomes.reaching(failed, Reach.FIRST_LOOK), List.of()))))
                .contains("The verdict was clear after the attacker's first look, one sample a slice")
                .contains("duress.search=full");
        assertThat(words(report(test("c"), new GateOutcome(Outcomes.reaching(failed, Reach.KNOWN), List.of()))))
                .contains("Known counterexamples were tried, and nothing else");
    }

    @Test
    void aLimitOfSingleSubjectsIsAnInput() {
        TestResult test = report(
                test("a"),
                new GateOutcome(
                        Outcomes.with(
                                Outcomes.result("a", Verdict.FAIL, Expectation.PASS),
                                Outcomes.spec("a", Expectation.PASS).gate().withWorstSubject(0.75)),
                        List.of()));
        assertThat(parameters(test.getParameters())).containsEntry("worstSubject", "0.75");
    }

    @Test
    void stepsAreTheStagesWithTheirDurationsAndNumbers() {
        TestResult test = report("phantom-unet", Expectation.PASS);

        assertThat(test.getSteps())
                .extracting(StepResult::getName)
                .containsExactly(
                        "open", "baseline", "train attacker", "attack", "check that the attack was strong", "judge");
        assertThat(test.getSteps())
                .extracting(step -> step.getStop() - step.getStart())
                .containsExactly(0L, 1250L, 12500L, 3250L, 0L, 0L);
        assertThat(parameters(test.getSteps().get(1).getParameters())).containsEntry("liver clean Dice", "0.9500");
        assertThat(parameters(test.getSteps().get(2).getParameters())).containsEntry("attackerSteps", "240");
        assertThat(parameters(test.getSteps().get(3).getParameters()))
                .containsEntry("perceptibility", "0.07400")
                .containsEntry("intensity highFrequencyEnergy", "unknown");
        StepResult judge = test.getSteps().get(5);
        assertThat(judge.getStatus()).isEqualTo(Status.FAILED);
        assertThat(judge.getSteps()).extracting(StepResult::getStatus).containsExactly(Status.PASSED, Status.FAILED);
        assertThat(judge.getSteps().get(1).getName())
                .isEqualTo("liver: Dice 0.950 → 0.570, fell 0.400 of at most 0.300");
        assertThat(parameters(judge.getSteps().get(1).getParameters()))
                .containsEntry("attackedDice, 95 % interval", "[0.5000, 0.6250]")
                .containsEntry("fall, 95 % interval", "[0.2500, 0.7500]")
                .containsEntry("HD95 clean → attacked, mm", "3.500 → 40.25")
                .containsEntry("NSD clean → attacked, at 2.000 mm", "0.8750 → 0.1250")
                .containsEntry("breaks at p", "0.07500")
                .containsEntry("worst subject", "p03 by 0.400")
                .containsEntry("trials", "44")
                .containsEntry("drawn where it is not", "3 of 4 subjects that lack it (1 unperturbed)");
        assertThat(parameters(judge.getSteps().get(0).getParameters()))
                .containsEntry("fall, 95 % interval", "unknown")
                .containsEntry("HD95 clean → attacked, px", "unknown")
                .containsEntry("breaks at p", "not broken by what was tried");
    }

    @Test
    void eachOrganShowsItsPanelAndItsSegmentationsSideBySide() throws IOException {
        TestResult test = report(
                test("a"),
                new GateOutcome(
                        Outcomes.result("phantom-unet", Verdict.FAIL, Expectation.PASS),
                        List.of(Outcomes.worstCase("liver"))));

        List<Attachment> attachments = test.getSteps().get(5).getSteps().get(1).getAttachments();

        assertThat(attachments)
                .extracting(Attachment::getType)
                .containsExactly("image/jpeg", "application/vnd.allure.image.diff");
        assertThat(ImageIO.read(new ByteArrayInputStream(memory.file(attachments.get(0)))))
                .isNotNull();
        assertThat(attachments.get(1).getSource()).endsWith(".imagediff");
        JsonNode diff = new JsonMapper().readTree(memory.file(attachments.get(1)));
        for (String key : List.of("expected", "actual", "diff")) {
            String uri = diff.get(key).textValue();
            assertThat(uri).startsWith("data:image/jpeg;base64,");
            BufferedImage image = ImageIO.read(
                    new ByteArrayInputStream(Base64.getDecoder().decode(uri.substring(uri.indexOf(',') + 1))));
            assertThat(image.getWidth()).isEqualTo(144);
        }
    }

    /** Allure shows HTML in a frame, in which its scripts run; both organs have a page, within the same bytes. */
    @Test
    void volumesHaveAPageToScrollThrough() {
        TestResult test =
                report(test("a"), Outcomes.outcome("volumes", Verdict.FAIL, Expectation.FAIL, Outcomes.VOLUME));

        for (StepResult organ : test.getSteps().get(5).getSteps()) {
            assertThat(organ.getAttachments())
                    .extracting(Attachment::getType)
                    .containsExactly("image/jpeg", "application/vnd.allure.image.diff", "text/html");
            Attachment page = organ.getAttachments().get(2);
            assertThat(page.getName()).endsWith(" in p03: scroll through the planes");
            assertThat(page.getSource()).endsWith(".html");
            assertThat(memory.file(page).length).isBetween(20_000, Pictures.SCROLL_BYTES);
            assertThat(memory.file(page)).asString().startsWith("<!doctype html>");
        }
        long bytes = test.getSteps().get(5).getSteps().stream()
                .flatMap(organ -> organ.getAttachments().stream())
                .mapToLong(attachment -> memory.file(attachment).length)
                .sum();
        assertThat(bytes).isLessThan(Pictures.MOST_BYTES);
        assertThat(parameters(test.getSteps().get(5).getParameters()))
                .doesNotContainKey("further pictures, and these larger");
        assertThat(words(test))
                .contains(" organ, its worst volume, its worst subject ")
                .contains(" passes a volume, to ");
        assertThat(parameters(test.getSteps().get(3).getParameters())).containsKey("largestDisplacement, voxels");
        assertThat(parameters(test.getSteps().get(5).getSteps().get(1).getParameters()))
                .containsEntry("worstVolume", "p03");
    }

    /** Twenty organs, each with two worst slices and a least change, and as many images that do not count. */
    @Test
    void aPageHasRoomForFifteenSpecsInFifteenMegabytes() {
        List<OrganEvidence> organs = new ArrayList<>();
        List<WorstCase> cases = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            double fall = 0.01 * ((7 * i) % 20);
            organs.add(MeasuredOrgan.of("organ " + i, 1, 1 - fall, fall, 1 - fall, 1 - fall, 0.3, "p03_z005"));
            cases.add(Outcomes.worstCase("organ " + i));
            cases.add(Outcomes.worstCase("organ " + i));
        }
        TestResult test = report(
                test("a"),
                new GateOutcome(Outcomes.with(Outcomes.result("large", Verdict.FAIL, Expectation.PASS), organs), cases)
                        .withLeast(cases.subList(0, 20))
                        .withUnrealistic(cases));

        long bytes =
                memory.files.values().stream().mapToLong(file -> file.length).sum();
        assertThat(3_300_000 + 15 * bytes * 4 / 3).isBetween(10_000_000L, 15_000_000L);
        List<StepResult> steps = test.getSteps().get(5).getSteps();
        // 7 * 17 % 20 is 19: the organ that fell furthest.
        assertThat(steps.get(17).getAttachments())
                .extracting(Attachment::getName)
                .containsExactly("organ 17 in p03_z005", "organ 17 in p03_z005: segmentation before and after");
        assertThat(steps.get(0).getAttachments()).as("fell least").isEmpty();
        long shown = steps.stream()
                .flatMap(step -> step.getAttachments().stream())
                .filter(attachment -> attachment.getType().equals("image/jpeg"))
                .count();
        assertThat(parameters(test.getSteps().get(5).getParameters()))
                .containsEntry("further pictures, and these larger", 40 + 20 + 40 - shown + " in the report's folder");
    }

    @Test
    void tablesAreAttachedToTheTest() throws IOException {
        TestResult test = report("phantom-unet", Expectation.PASS);

        assertThat(test.getAttachments())
                .extracting(Attachment::getName)
                .containsExactly("Dice against budget", "organs.csv", "verdict.json");
        assertThat(new JsonMapper()
                        .readTree(memory.file(test.getAttachments().get(2)))
                        .get("verdict")
                        .textValue())
                .isEqualTo("FAIL");
        assertThat(words(test))
                .startsWith(" FAIL (expected PASS) at perceptibility p = 0.074 of at most 0.1 organ, its worst"
                        + " slice, its worst"
                        + " subject ")
                .contains(" fall, 95 % interval HD95 and NSD, clean → attacked outcome, trials that count pancreas ")
                .contains(" pancreas p02_z003 0.800 → 0.500 0.375 unknown limit 0.500 unknown px unknown"
                        + " not broken by what was tried 96 trials liver ")
                .contains(" liver p03_z005 p03 by 0.400 0.950 → 0.570 0.400 [0.250, 0.750] limit 0.300 3.5 → 40.3 mm"
                        + " 0.875 → 0.125 breaks at p = 0.075 44 trials ");
    }

    @Test
    void aPassSaysWhatItSaysAndWhatNot() {
        TestResult test =
                report(test("a"), new GateOutcome(Outcomes.result("a", Verdict.PASS, Expectation.PASS), List.of()));

        assertThat(words(test))
                .startsWith(" PASS (expected PASS) at perceptibility p = 0.074 of at most 0.1 PASS: 93 trials on 16"
                        + " slices of 2 subjects, by substitute and query within p 0.1, 5 px and |V| 0.5, ");
        assertThat(parameters(test.getSteps().get(5).getParameters()).get("what it says"))
                .startsWith("PASS: 93 trials");
    }

    @Test
    void theFrontPageWarns() {
        assertThat(report("phantom-unet", Expectation.PASS).getDescriptionHtml())
                .contains("<p>Warning: label id 4 belongs to no &lt;organ&gt;</p>");
    }

    @Test
    void theFrontPageSaysWhatHoldsAndWhichAttackHurtWhich() {
        TestResult test = report("phantom-unet", Expectation.PASS);

        assertThat(words(test))
                .contains(" stronger than noise yes the attack took 0.3 where noise took 0.1 canary broken no the"
                        + " canary kept"
                        + " 0.9 of its Dice raise budget.perceptibility ")
                .contains(" attack judged passes a slice, to search and to judge largest p, budget spent"
                        + " fall of each organ, 95 % interval substitute 48 1 unrealistic 6.0 3.0 0.088 88 %"
                        + " pancreas 0.100 [0.050, 0.150] liver 0.200 unknown query 48 2 unrealistic 100.0 3.0"
                        + " 0.100 100 % liver 0.200 unknown pancreas 0.100 [0.050, 0.150] ")
                .endsWith(" SSIM of 0.938 on average and 0.750 at least; longest displacement 4.500 mm; largest |V|"
                        + " 0.500 sd; out of the clean range at most 25 % of an image; 3 of 96"
                        + " perturbed images"
                        + " were too unrealistic to count. 5 were scaled back until they did. Small detectors tell"
                        + " what counts from clean images with an area under the curve (0.5 for guessing) of 0.625"
                        + " [0.500, 0.750] ");
    }

    @Test
    void anInconclusiveVerdictIsNoPassAndHasReasons() {
        TestResult test = report(
                test("a"),
                new GateOutcome(Outcomes.result("phantom-unet", Verdict.INCONCLUSIVE, Expectation.PASS), List.of()));

        assertThat(words(test)).startsWith(" INCONCLUSIVE (expected PASS) at perceptibility p = 0.074 of at most 0.1 ");
        StepResult judge = test.getSteps().get(5);
        assertThat(judge.getStatus()).isEqualTo(Status.FAILED);
        assertThat(parameters(judge.getParameters()))
                .containsEntry("verdict", "INCONCLUSIVE")
                .containsEntry("reason 2", "the canary kept 0.9 of its Dice; raise budget.perceptibility")
                .doesNotContainKey("breach 1");
    }

    @Test
    void attacksAndChecksAreStepsToo() {
        TestResult test = report("phantom-unet", Expectation.PASS);

        List<StepResult> contenders = test.getSteps().get(3).getSteps();
        assertThat(contenders)
                .extracting(StepResult::getName)
                .containsExactly(
                        "substitute: Dice fell by 0.150, mean over organs",
                        "query: Dice fell by 0.150, mean over organs");
        assertThat(parameters(contenders.get(0).getParameters()))
                .containsEntry("budgetSpent", "0.8750")
                .containsEntry("passes, forward", "64")
                .containsEntry("passes, backward", "32")
                .containsEntry("passes a slice, mean", "6.0")
                .containsEntry("passes to judge, a slice", "3.0")
                .containsEntry("seconds", "0.2500")
                .containsEntry("pancreas fall", "0.1000")
                .containsEntry("pancreas fall, 95 % interval", "[0.05000, 0.1500]");
        StepResult checks = test.getSteps().get(4);
        assertThat(checks.getStatus()).isEqualTo(Status.FAILED);
        assertThat(checks.getSteps()).extracting(StepResult::getStatus).containsExactly(Status.PASSED, Status.FAILED);
        assertThat(parameters(checks.getSteps().get(0).getParameters())).containsOnlyKeys("measured");
        assertThat(parameters(checks.getSteps().get(1).getParameters()))
                .containsEntry("what to change", "raise budget.perceptibility");
    }

    @Test
    void theLeastChangeStandsWithItsOrganAndWhatIsUnrealisticApart() {
        TestResult test = report(
                test("a"),
                new GateOutcome(Outcomes.result("phantom-unet", Verdict.FAIL, Expectation.PASS), List.of())
                        .withLeast(List.of(Outcomes.worstCase("liver")))
                        .withUnrealistic(List.of(Outcomes.worstCase("pancreas"))));

        StepResult liver = test.getSteps().get(5).getSteps().get(1);
        assertThat(liver.getAttachments())
                .extracting(Attachment::getName)
                .containsExactly("least change that breaks liver in p03_z005");
        StepResult apart = test.getSteps().get(6);
        assertThat(apart.getName()).isEqualTo("too unrealistic to count");
        assertThat(apart.getAttachments())
                .extracting(Attachment::getName)
                .containsExactly("too unrealistic to count, pancreas in p03_z005");
    }

    /** The text of the description, without its tags. */
    private static String words(TestResult test) {
        return test.getDescriptionHtml()
                .replace("<wbr>", "")
                .replaceAll("<[^>]*>", " ")
                .replaceAll(" +", " ");
    }

    @Test
    void aBrokenRunShowsWhatWasAskedForAndWhatTheContainerSaid() {
        EnvironmentException problem = new EnvironmentException("the container exited with code 3");
        problem.attach(Map.of("container.log", "cannot load the model\n"));
        TestResult test = test("a");

        during(
                test,
                allure -> allure.broken(
                        Outcomes.result("phantom-unet", Verdict.PASS, Expectation.PASS)
                                .spec(),
                        problem,
                        reports));

        assertThat(test.getAttachments()).singleElement().satisfies(attachment -> {
            assertThat(attachment.getName()).isEqualTo("container.log");
            assertThat(attachment.getType()).isEqualTo("text/plain");
            assertThat(memory.file(attachment)).asString().isEqualTo("cannot load the model\n");
        });
        assertThat(parameters(test.getParameters())).containsEntry("xi", "2.0").containsEntry("spec", "phantom-unet");
        assertThat(labels(test, "feature")).containsExactly("unet.zip");
        assertThat(test.getSteps()).isEmpty();
        assertThat(results.resolve("categories.json")).isNotEmptyFile();
    }

    @Test
    void aFailedVerdictShowsWhatTheContainerSaid() {
        TestResult test = report(
                test("a"),
                new GateOutcome(Outcomes.result("phantom-unet", Verdict.FAIL, Expectation.PASS), List.of())
                        .withDiagnostics(Map.of("container.log", "nan in layer 7")));

        assertThat(test.getAttachments())
                .extracting(Attachment::getName)
                .containsExactly("Dice against budget", "organs.csv", "verdict.json", "container.log");
        assertThat(memory.file(test.getAttachments().get(3))).asString().isEqualTo("nan in layer 7");
    }

    @Test
    void keepsADescriptionThatTheTestBrought() {
        TestResult test = report(test("a").setDescription("why we test"), "phantom-unet", Expectation.PASS);

        assertThat(test.getDescription()).isEqualTo("why we test");
        assertThat(test.getDescriptionHtml()).isNull();
    }

    @Test
    void aSpecKeepsItsHistoryWhereverItStandsInItsFolder() {
        TestResult first = test("a");
        TestResult second = test("b").setHistoryId("another place");

        String history = report(first, "phantom-unet", Expectation.PASS).getHistoryId();

        assertThat(report(second, "phantom-unet", Expectation.PASS).getHistoryId())
                .isEqualTo(history);
        assertThat(report(test("c"), "other", Expectation.PASS).getHistoryId()).isNotEqualTo(history);
    }

    @Test
    void writesTheEnvironmentBesideTheResults() {
        report("phantom-unet", Expectation.PASS);

        assertThat(results.resolve("environment.properties"))
                .content()
                .contains("device=cpu (test)\n", "java=" + Runtime.version(), "os=");
    }

    @Test
    void handsTheHistoryOfTheLastReportOn() throws IOException {
        Path html = Files.createDirectories(reports.resolve("allure")).resolve("index.html");
        String trend = Base64.getEncoder().encodeToString("[1]".getBytes(StandardCharsets.UTF_8));
        Files.writeString(html, "<script>d('history/history-trend.json','" + trend + "')</script>");

        report("phantom-unet", Expectation.PASS);

        assertThat(results.resolve("history").resolve("history-trend.json")).hasContent("[1]");
    }

    @Test
    void sortsWhatDidNotPass() throws IOException {
        report("phantom-unet", Expectation.PASS);
        JsonNode categories =
                new JsonMapper().readTree(results.resolve("categories.json").toFile());

        assertThat(category(categories, "failed", "AssertionFailedError: past\n at org.duress.junit.X"))
                .containsExactly("Robustness breach");
        assertThat(category(
                        categories,
                        "failed",
                        "org.opentest4j.AssertionFailedError: INCONCLUSIVE: spec 'a' can neither pass nor fail:\n-"
                                + " b\n at"
                                + " org.duress.junit.X"))
                .containsExactly("Inconclusive");
        assertThat(category(categories, "failed", "AssertionFailedError: 1 is not 2\n at com.example.T"))
                .isEmpty();
        assertThat(category(categories, "broken", "java.lang.OutOfMemoryError\n at org.duress.net.X"))
                .containsExactly("Broken machine");
        assertThat(category(categories, "broken", "org.duress.EnvironmentException: no GPU is usable\n at org.duress"))
                .containsExactly("Broken machine");
        assertThat(category(
                        categories,
                        "broken",
                        "org.duress.DuressException: /disk/gpu/memory.yaml:4: unknown key 'device'\n at org.duress.X"))
                .containsExactly("Wrong spec");
        assertThat(category(
                        categories,
                        "broken",
                        "org.junit.jupiter.api.extension.ExtensionConfigurationException: @AdversarialRobustness on a.b"
                                + " names no model\n at org.duress.X"))
                .containsExactly("Wrong spec");
        assertThat(category(
                        categories,
                        "broken",
                        "org.duress.ModelException: the model sees no organ on any attacker-training slice\n at X"))
                .containsExactly("Unusable model");
        assertThat(category(
                        categories,
                        "broken",
                        "org.duress.EnvironmentException: server answers nonsense; ask who runs it\n at org.duress"))
                .containsExactly("Broken machine");
        assertThat(category(
                        categories,
                        "broken",
                        "org.duress.DuressException: organ 'spleen' is absent from s01\n"
                                + " at org.duress.net.device.Device"))
                .containsExactly("Wrong spec");
    }

    @Test
    void leavesRobustnessResultsOutOfTheParameters() {
        TestResult test = test("x");
        test.getParameters()
                .add(new Parameter()
                        .setName("result")
                        .setValue(Outcomes.result("x", Verdict.PASS, Expectation.PASS)
                                .toString()));
        test.getParameters().add(new Parameter().setName("xi").setValue("2.0"));

        new DuressResults(() -> results).beforeTestWrite(test);

        assertThat(test.getParameters()).extracting(Parameter::getName).containsExactly("xi");
        assertThat(results).doesNotExist();
    }

    @Test
    void writesTheCategoriesOfATestThatBrokeBeforeThereWasAReport() {
        TestResult test =
                test("x").setStatusDetails(new StatusDetails().setTrace("org.duress.DuressException: no such folder"));

        new DuressResults(() -> results).beforeTestWrite(test);

        assertThat(results.resolve("categories.json")).isNotEmptyFile();
    }

    @Test
    void doesNothingWhereAllureDoesNotListen() {
        AllureLifecycle idle = new AllureLifecycle(memory);

        new AllureReport(() -> idle, () -> results)
                .report(Outcomes.outcome("phantom-unet", Verdict.PASS, Expectation.PASS), reports);

        assertThat(memory.files).isEmpty();
        assertThat(results).doesNotExist();
    }

    private static List<String> category(JsonNode categories, String status, String trace) {
        List<String> names = new ArrayList<>();
        for (JsonNode category : categories) {
            if (category.get("matchedStatuses").get(0).textValue().equals(status)
                    && trace.matches(category.get("traceRegex").textValue())) {
                names.add(category.get("name").textValue());
            }
        }
        return names;
    }

    private TestResult report(String spec, Expectation expect) {
        return report(test(spec), spec, expect);
    }

    private static TestResult test(String uuid) {
        return new TestResult().setUuid(uuid).setName(uuid).setTestCaseId("GateIT.specs");
    }

    private TestResult report(TestResult test, String spec, Expectation expect) {
        return report(test, new GateOutcome(Outcomes.result(spec, Verdict.FAIL, expect), List.of()));
    }

    private TestResult report(TestResult test, GateOutcome outcome) {
        during(test, allure -> allure.report(outcome, reports));
        return test;
    }

    private void during(TestResult test, Consumer<AllureReport> work) {
        AllureLifecycle lifecycle = new AllureLifecycle(memory);
        lifecycle.scheduleTestCase(test);
        lifecycle.startTestCase(test.getUuid());
        work.accept(new AllureReport(() -> lifecycle, () -> results));
        lifecycle.stopTestCase(test.getUuid());
    }

    private static List<String> labels(TestResult test, String name) {
        return test.getLabels().stream()
                .filter(label -> label.getName().equals(name))
                .map(Label::getValue)
                .toList();
    }

    private static Map<String, String> parameters(List<Parameter> parameters) {
        Map<String, String> values = new HashMap<>();
        parameters.forEach(parameter -> values.put(parameter.getName(), parameter.getValue()));
        return values;
    }

    private static final class Memory implements AllureResultsWriter {
        private final Map<String, byte[]> files = new HashMap<>();

        byte[] file(Attachment attachment) {
            return files.getOrDefault(attachment.getSource(), new byte[0]);
        }

        @Override
        public void write(TestResult result) {}

        @Override
        public void write(TestResultContainer container) {}

        @Override
        public void write(String source, InputStream attachment) {
            try (attachment) {
                files.put(source, attachment.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
