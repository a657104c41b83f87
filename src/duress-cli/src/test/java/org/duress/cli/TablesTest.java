package org.duress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.duress.metric.Bootstrap.Scores;
import org.duress.spec.BudgetSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tables of studies, on phantoms. */
class TablesTest {
    private static final String STORE = "duress.store";

    @TempDir
    Path folder;

    private Path spec = Path.of("");
    private Path table = Path.of("");

    @BeforeEach
    void writeSpec() throws IOException {
        spec = Files.writeString(folder.resolve("spec.yaml"), """
                name: small
                model: {format: duress, path: "classpath:org/duress/phantom-unet-small.zip"}
                cohort: {format: phantom, subjects: 4, slices: 2, seed: 3, size: [32, 32], attackerSubjects: 0.5}
                attack: {steps: 4, batch: 2, samples: 1, contenders: [gradient], restarts: 1, gradientSteps: 3}
                gate: {maxDiceDrop: 0.001, decision: point}
                """);
        table = folder.resolve("table.md");
        System.setProperty(STORE, folder.resolve("store").toString());
    }

    @AfterEach
    void forget() {
        System.clearProperty(STORE);
    }

    @Test
    void everyContenderIsShownWithWhatItCosts() throws IOException {
        run("contenders", "--seeds", "2", spec.toString(), table.toString(), "0.05");
        assertThat(column("contender, budget p"))
                .containsExactly("clean Dice", "random, 0.05", "gradient, 0.05", "worst a slice, 0.05");
        // A clean answer; 3 steps there and back; the end, and its filling, judged. What is found: the mean's and 4
        // organs' worst, without doubles, are judged once more; a slice that has fewer gives its first again.
        assertThat(cell("gradient, 0.05", "passes")).matches("9\\.0 \\+ [1-5]\\.\\d");
        assertThat(cell("random, 0.05", "passes")).isEqualTo("0.0 + 1.0");
        String[] unrealistic = cell("gradient, 0.05", "unrealistic").split(" of ");
        assertThat(Integer.parseInt(unrealistic[1]))
                .as("the same fields of a slice twice are one pass")
                .isGreaterThanOrEqualTo(judged(cell("gradient, 0.05", "passes")));
        assertThat(cell("gradient, 0.05", "mean")).matches("-\\d+\\.\\d % \\[-?\\d+\\.\\d, \\d+\\.\\d]");
        assertThat(cell("clean Dice", "mean")).isEqualTo("-");
    }

    /** Judged images of 4 slices under two seeds. */
    private static int judged(String passes) {
        return (int) Math.round(8 * Double.parseDouble(passes.split(" \\+ ")[1]));
    }

    @Test
    void theAttackerIsTrainedOnFewerSubjectsAndForFewerSteps() throws IOException {
        train();
        assertThat(column("trained on"))
                .containsExactly("clean Dice", "1 subject, 4 steps", "2 subjects, 4 steps", "2 subjects, 2 steps");
        assertThat(cell("2 subjects, 2 steps", "steps")).isEqualTo("2");
        assertThat(cell("1 subject, 4 steps", "training passes")).matches("[1-9]\\d*");
        train();
        assertThat(cell("1 subject, 4 steps", "training passes")).isEqualTo("stored");
        assertThat(cell("1 subject, 4 steps", "training, s")).isEqualTo("stored");
    }

    private void train() {
        run(
                "training",
                "--seeds",
                "2",
                "--subjects",
                "1,2",
                "--steps",
                "2,4",
                "--of",
                "2",
                spec.toString(),
                table.toString());
    }

    @Test
    void moreSubjectsThanThereAreAreRefused() {
        assertThat(DuressTest.said("training", "--subjects", "3", spec.toString(), table.toString()))
                .startsWith("2 ")
                .contains("a row is to have 3 attacker subjects, and cohort.attackerSubjects gives 2; name more there,"
                        + " or other numbers after --subjects and --of");
        assertThat(DuressTest.said("contenders", "--seeds", "0", spec.toString(), table.toString(), "0.1"))
                .startsWith("2 ")
                .contains("--seeds must be at least 1, not 0");
    }

    @Test
    void eachTurnTrainsOnTheNextSubjects() {
        List<String> all = List.of("a", "b", "c", "d", "e");
        assertThat(TrainingTable.group(all, 2, 0).ids()).containsExactly("a", "b");
        assertThat(TrainingTable.group(all, 2, 1).ids()).containsExactly("c", "d");
        assertThat(TrainingTable.group(all, 2, 2).ids()).containsExactly("e", "a");
        assertThat(TrainingTable.group(all, 5, 3).ids()).containsExactlyElementsOf(all);
    }

    @Test
    void theLimitsOfThePaperLeaveRoughnessFree() {
        assertThat(XiTable.paperLimits(new BudgetSpec(0.074, 3, 0.5, 0.25, 0.125)))
                .isEqualTo(new BudgetSpec(0.074, 5, 0, 1, 1));
    }

    /** Two subjects under two seeds that agree: the bounds are the subjects'. */
    @Test
    void aFallIsTheMeanOfSubjectsAndSeedsWithItsInterval() {
        Scores liver = new Scores(new double[] {1, 1}, new double[][] {{0.5, 0.25}, {0.5, 0.25}});
        Scores spleen = new Scores(new double[] {1, Double.NaN}, new double[][] {{1.5, Double.NaN}, {1, Double.NaN}});
        Falls falls = new Falls(List.of(liver, spleen), 7);
        assertThat(falls.fall(0)).isEqualTo("-62.5 % [50.0, 75.0]");
        assertThat(falls.left(0)).isEqualTo("37.50 [25.00, 50.00]");
        assertThat(falls.fall(1)).as("one subject has no interval").isEqualTo("+25.0 %");
        assertThat(falls.meanDrop()).isEqualTo((0.625 - 0.25) / 2);
        // From the first subject's falls with a half for the spleen to the second's alone.
        assertThat(falls.mean()).isEqualTo("-18.8 % [0.0, 75.0]");
    }

    /** Of the liver each subject lost a little more, though subjects differ by far more; of the spleen one gained. */
    @Test
    void lessIsLeftWhereEverySubjectAndSeedLostMore() {
        Scores ones = new Scores(new double[] {1, 1}, new double[][] {{0.9, 0.2}, {0.8, 0.3}});
        Scores lower = new Scores(new double[] {1, 1}, new double[][] {{0.85, 0.15}, {0.75, 0.25}});
        Scores mixed = new Scores(new double[] {1, 1}, new double[][] {{0.1, 0.25}, {0.1, 0.35}});
        Falls before = new Falls(List.of(ones, ones), 7);
        Falls after = new Falls(List.of(lower, mixed), 7);
        assertThat(after.below(before, 0)).isTrue();
        assertThat(before.below(after, 0)).isFalse();
        assertThat(after.below(before, 1)).isFalse();
        assertThat(before.below(before, 0)).isFalse();
    }

    @Test
    void tableOneGoesFromLittleXiToMuchAndToEachFieldAlone() throws IOException {
        run("table1", "--paper-limits", spec.toString(), table.toString());
        assertThat(column(""))
                .containsExactly(
                        "clean",
                        "30 % border",
                        "D and V, xi 0.5",
                        "D and V, xi 1.0",
                        "D and V, xi 1.5",
                        "D and V, xi 2.0",
                        "D and V, xi 2.5",
                        "D and V, xi 3.0",
                        "D only, the same p",
                        "V only, the same p");
        assertThat(column("liver").subList(2, 10))
                .allMatch(cell -> cell.matches("\\d+\\.\\d\\d \\[\\d.*]( [<>])? / \\d+\\.\\d\\d"));
        assertThat(cell("V only, the same p", "D: rough, steepest")).isEqualTo("0.000, 0.00");
    }

    private static void run(String... arguments) {
        assertThat(DuressTest.said(arguments)).startsWith("0 ");
    }

    /** The cells of a column, from top to bottom. */
    private List<String> column(String name) throws IOException {
        for (String part : Files.readString(table).split("\n\n")) {
            List<List<String>> rows = part.lines()
                    .filter(line -> !line.startsWith("|---"))
                    .map(TablesTest::cells)
                    .toList();
            int place = rows.get(0).indexOf(name);
            if (place >= 0) {
                return rows.stream().skip(1).map(row -> row.get(place)).toList();
            }
        }
        throw new AssertionError("no column " + name + " in\n" + Files.readString(table));
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.split("\\|")).skip(1).map(String::strip).toList();
    }

    private String cell(String row, String column) throws IOException {
        String first = Files.readString(table).lines().findFirst().orElseThrow();
        return column(column).get(column(cells(first).get(0)).indexOf(row));
    }
}
