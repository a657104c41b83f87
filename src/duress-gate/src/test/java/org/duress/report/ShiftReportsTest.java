package org.duress.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duress.testkit.MeasuredShifts.curve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.duress.result.GateOutcome;
import org.duress.result.Interval;
import org.duress.result.OrganEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.ShiftCurve;
import org.duress.result.ShiftEvidence;
import org.duress.result.Verdict;
import org.duress.spec.Expectation;
import org.duress.spec.ShiftKind;
import org.duress.testkit.MeasuredShifts;
import org.duress.testkit.Outcomes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Natural shifts beside attacks in each output. */
class ShiftReportsTest {
    private static final Interval INTERVAL = new Interval(0.1, 0.6);

    @TempDir
    Path folder;

    /** Of the first organ, past its limit under attack, and of another that holds. */
    private static RobustnessResult result() {
        RobustnessResult result = Outcomes.result("some spec", Verdict.FAIL, Expectation.PASS);
        List<ShiftCurve> curves = result.evidence().organs().stream()
                .flatMap(organ -> curves(organ).stream())
                .toList();
        return Outcomes.with(
                result, new ShiftEvidence(true, curves, MeasuredShifts.of().passes()));
    }

    private static List<ShiftCurve> curves(OrganEvidence organ) {
        double clean = organ.cleanDice();
        double half = organ.name().equals("liver") ? 0.5 * clean : 0.95 * clean;
        return List.of(
                curve(organ.name(), ShiftKind.BLUR, INTERVAL, clean, clean, clean, 0.9 * clean, half, half),
                curve(organ.name(), ShiftKind.LOW_DOSE, INTERVAL, clean, clean, clean, half, half, half));
    }

    @Test
    void theJsonHasCurvesAndWhatFollows() throws IOException {
        JsonNode shifts = new JsonMapper().readTree(VerdictJson.of(result())).get("shifts");
        assertThat(shifts.get("severity").asInt()).isEqualTo(3);
        assertThat(shifts.get("maxDiceDrop").asDouble()).isEqualTo(0.15);
        assertThat(shifts.get("passes").get("forward").asInt()).isEqualTo(40);
        JsonNode organ = shifts.get("organs").get(1);
        assertThat(organ.get("name").asText()).isEqualTo("liver");
        assertThat(organ.get("standing").asText()).isEqualTo("fragile");
        assertThat(organ.get("worst").asText()).isEqualTo("low-dose");
        JsonNode curve = organ.get("curves").get(1);
        assertThat(curve.get("shift").asText()).isEqualTo("low-dose");
        assertThat(curve.get("dice")).hasSize(6);
        assertThat(curve.get("relativeDrop").asDouble()).isEqualTo(0.5);
        assertThat(curve.get("relativeDropInterval").get("high").asDouble()).isEqualTo(0.6);
        assertThat(curve.get("breakingSeverity").asDouble()).isBetween(2.2, 2.4);
        RobustnessResult none = Outcomes.result("some spec", Verdict.FAIL, Expectation.PASS);
        assertThat(new JsonMapper().readTree(VerdictJson.of(none)).get("shifts").isNull())
                .isTrue();
    }

    @Test
    void theTableSaysWhatShiftsDoBesideWhatAttacksDo() {
        String table = SummaryTable.render(List.of(result()));
        OrganEvidence liver = result().evidence().organs().get(1);
        assertThat(table)
                .contains("some spec, natural shifts: pancreas 0.800 -> 0.720 under some blur, 0.500 under attack"
                        + " (within its limits); ")
                .contains(String.format(
                        java.util.Locale.ROOT,
                        "; liver %.3f -> %.3f under some low dose, %.3f under attack (fragile)\n",
                        liver.cleanDice(),
                        liver.cleanDice() / 2,
                        liver.attackedDice()));
        assertThat(SummaryTable.render(List.of(Outcomes.result("s", Verdict.FAIL, Expectation.PASS))))
                .doesNotContain("natural shifts");
    }

    @Test
    void theFilesAreThereWhereShiftsWereMeasured() throws IOException {
        GateOutcome outcome = new GateOutcome(result(), List.of());
        new ShiftReporter().report(outcome, folder);
        Path spec = ReportFiles.folder(folder, "some spec");
        List<String> csv = Files.readAllLines(spec.resolve("shifts.csv"));
        assertThat(csv).hasSize(1 + result().evidence().shifts().curves().size());
        assertThat(csv.get(0)).startsWith("organ,shift,amount,severity,cleanDice,dice1,");
        assertThat(csv.get(4)).startsWith("liver,low-dose,some low dose,3,").contains(",0.5,0.1,0.6,0.15,true,");
        assertThat(colours(Files.readAllBytes(spec.resolve("shifts.png")))).hasSizeGreaterThan(8);

        new ShiftReporter()
                .report(
                        new GateOutcome(Outcomes.result("some spec", Verdict.FAIL, Expectation.PASS), List.of()),
                        folder);
        try (Stream<Path> left = Files.list(spec)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void theGalleryShowsEachShift() throws IOException {
        GateOutcome outcome = new GateOutcome(result(), List.of(Outcomes.worstCase("liver")));
        new ShiftReporter().report(outcome, folder);
        Path gallery = ReportFiles.folder(folder, "some spec").resolve("shifts-gallery.png");
        BufferedImage image = ImageIO.read(gallery.toFile());
        assertThat(image.getWidth()).isGreaterThan(5 * 100);
        assertThat(colours(Files.readAllBytes(gallery))).hasSizeGreaterThan(20);
    }

    private static Set<Integer> colours(byte[] png) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
        Set<Integer> colours = new TreeSet<>();
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                colours.add(image.getRGB(x, y));
            }
        }
        return colours;
    }
}
