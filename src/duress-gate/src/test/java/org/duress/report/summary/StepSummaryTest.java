package org.duress.report.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.EnvironmentException;
import org.duress.report.SummaryTable;
import org.duress.report.SummaryTable.Judged;
import org.duress.report.SummaryTable.Unjudged;
import org.duress.result.Acceptance;
import org.duress.result.BaselineDifference;
import org.duress.result.Change;
import org.duress.result.Interval;
import org.duress.result.OrganDifference;
import org.duress.result.Passes;
import org.duress.result.Release;
import org.duress.result.RobustnessResult;
import org.duress.result.ShiftCurve;
import org.duress.result.ShiftEvidence;
import org.duress.result.Verdict;
import org.duress.result.WaivedLimit;
import org.duress.spec.Expectation;
import org.duress.spec.ShiftKind;
import org.duress.spec.Waiver;
import org.duress.testkit.Outcomes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepSummaryTest {
    @TempDir
    Path root;

    private static Change change(double before, double now, double low, double high) {
        return new Change(before, now, new Interval(low, high));
    }

    private static RobustnessResult released(String name) {
        RobustnessResult result = Outcomes.result(name, Verdict.FAIL, Expectation.PASS);
        Waiver waiver = new Waiver("pancreas", 0.5, "dr|who", "<later>", LocalDate.of(2027, 1, 31));
        BaselineDifference difference = new BaselineDifference(
                "releases/1.3/verdict.json",
                Verdict.PASS,
                "ab".repeat(32),
                Optional.of(new Acceptance("ada", "2026-11-02T10:00:00Z", "first", false)),
                Optional.empty(),
                List.of(new OrganDifference(
                        "liver",
                        change(0.96, 0.95, -0.02, 0.01),
                        change(0.8, 0.57, -0.3, -0.1),
                        change(0.1667, 0.4, 0.11, 0.32),
                        OrganDifference.Regression.ATTACKED,
                        0.3)),
                List.of("liver falls further than in the baseline"),
                List.of(),
                List.of("kidneys held: a known weakness is gone"));
        return result.with(
                new Release(List.of(new WaivedLimit(waiver, 0.3, WaivedLimit.State.NEEDED)), Optional.of(difference)));
    }

    private static List<SummaryTable.Entry> run() {
        return List.of(
                new Judged(released("phantom")),
                new Judged(Outcomes.result("held", Verdict.PASS, Expectation.FAIL)),
                new Unjudged("a|b `c` <b>", false, "no file\n| x |"));
    }

    @Test
    void thePageHasEverythingInTablesThatHoldWhateverTheNames() throws IOException {
        Path folder = Files.createDirectories(root.resolve("phantom"));
        Files.write(folder.resolve("panel-01-liver-p03_z005.png"), new byte[1]);
        Files.write(folder.resolve("least-01-liver.png"), new byte[1]);
        new StepSummary(Optional.empty()).write(run(), root);

        List<String> lines = Files.readAllLines(root.resolve("summary.md"));
        assertThat(lines)
                .contains(
                        "## Robustness: 3 of 3 specs not as expected: phantom, held, a&#124;b \\`c\\` &#60;b&#62;",
                        "| phantom | **FAIL (expected PASS)** | pancreas | 0.800 \u2192 0.500 | 0.375 unknown | 0.50 |"
                                + " 2027-01-31 | 0.0740 |",
                        "|  |  | liver | 0.950 \u2192 0.570 | **0.400** [0.250, 0.750] | 0.30 |  |  |",
                        "| a&#124;b \\`c\\` &#60;b&#62; | **BROKEN** |  |  |  |  |  |  |",
                        "- phantom: releases/1.3/verdict.json, PASS, accepted by ada on 2026-11-02T10:00:00Z",
                        "| phantom | liver | 0.960 \u2192 0.950 | 0.800 \u2192 0.570 | 0.167 \u2192 0.400 |"
                                + " +0.233 [0.110, 0.320] | **falls further** |",
                        "### Known weaknesses that are gone",
                        "- **phantom**: kidneys held: a known weakness is gone",
                        "- **held**: the spec expects a FAIL, and the verdict is PASS",
                        "- **phantom**: liver fell from 0.950 to 0.570",
                        "- **phantom**: liver falls further than in the baseline",
                        "- **a&#124;b \\`c\\` &#60;b&#62;**: broken: no file &#124; x &#124;",
                        "- **phantom**: label id 4 belongs to no &#60;organ&#62;",
                        "- [phantom/panel-01-liver-p03\\_z005.png](phantom/panel-01-liver-p03_z005.png)")
                .noneMatch(line -> line.contains("least-"));
        assertThat(lines)
                .filteredOn(line -> line.startsWith("|"))
                .allSatisfy(
                        line -> assertThat(line.chars().filter(c -> c == '|').count())
                                .as(line)
                                .isIn(8L, 9L));
    }

    @Test
    void naturalShiftsStandBesideWhatAttacksDo() throws IOException {
        ShiftCurve noise = new ShiftCurve(
                "liver",
                ShiftKind.NOISE,
                List.of(1.0, 0.875, 0.75, 0.5, 0.25, 0.0),
                3,
                "noise of 0.3 sd",
                0.25,
                new Interval(0.375, 0.625),
                Map.of());
        RobustnessResult result =
                Outcomes.with(released("phantom"), new ShiftEvidence(true, List.of(noise), Passes.NONE));
        new StepSummary(Optional.empty()).write(List.of(new Judged(result)), root);
        assertThat(Files.readAllLines(root.resolve("summary.md")))
                .contains(
                        "### Natural shifts",
                        "| phantom | liver | noise, noise of 0.3 sd | 3 | **0.500** [0.375, 0.625] | 0.25 | 0.400 |"
                                + " fragile |")
                .noneMatch(line -> line.startsWith("| phantom | pancreas | "));
        assertThat(RunSummary.of(run(), root, true, 1 << 20)).doesNotContain("Natural shifts");
    }

    @Test
    void itIsAddedToTheFileOfGitHubWherePicturesAreNoLinks() throws IOException {
        Files.write(Files.createDirectories(root.resolve("phantom")).resolve("panel-01.png"), new byte[1]);
        Path step = Files.writeString(root.resolve("step.md"), "before\n");
        StepSummary summary = StepSummary.of(Optional.of(step.toString()));
        summary.write(List.of(new Judged(released("phantom"))), root);
        assertThat(step).content().startsWith("before\n\n## Robustness: ").contains("- `phantom/panel-01.png`");
        assertThat(root.resolve("summary.md")).doesNotExist();
        assertThat(StepSummary.of(Optional.empty()).step()).isEmpty();
        assertThat(StepSummary.of(Optional.of(" ")).step()).isEmpty();

        Path missing = root.resolve("no-folder").resolve("step.md");
        assertThatThrownBy(() -> new StepSummary(Optional.of(missing)).write(run(), root))
                .isInstanceOf(EnvironmentException.class)
                .hasMessage("the summary cannot be added to " + missing + " (" + missing
                        + "); make it writable, or unset GITHUB_STEP_SUMMARY");
    }

    /** GitHub shows nothing of a step that is above 1 MiB, so that a page is cut, and says so. */
    @Test
    void whatDoesNotFitIsLeftOutAndCounted() throws IOException {
        List<SummaryTable.Entry> many = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            many.add(new Judged(released("spec-" + i)));
        }
        String page = RunSummary.of(many, root, true, 1 << 20);
        assertThat(page)
                .contains("| spec-199 |")
                .doesNotContain("| spec-200 |")
                .contains("Left out: 1600 more rows; see the last table of the log.");
        for (int most : List.of(20_000, 3000, 400, 0)) {
            assertThat(RunSummary.of(many.subList(0, 30), root, true, most).getBytes(StandardCharsets.UTF_8))
                    .hasSizeLessThanOrEqualTo(most);
        }
        assertThat(RunSummary.of(many.subList(0, 30), root, true, 3000)).contains("Left out: ");
        Path step = Files.write(root.resolve("step.md"), new byte[(1 << 20) - 500]);
        new StepSummary(Optional.of(step)).write(run(), root);
        assertThat(Files.size(step)).isLessThanOrEqualTo(1 << 20);
    }
}
