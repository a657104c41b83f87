package org.duress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.duress.spec.DuressProperties;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ReplayCommandTest {
    @TempDir
    static Path folder;

    @RegisterExtension
    static final OwnFolders FOLDERS = new OwnFolders(() -> folder);

    /** A spec that its own random bumps fail, which keeps them. */
    private static Path spec(String limit) throws IOException {
        return Files.writeString(folder.resolve("spec.yaml"), """
                name: known
                model: {format: duress, path: "classpath:org/duress/phantom-unet-small.zip"}
                cohort: {format: phantom, subjects: 3, slices: 2, size: [64, 64], attackerSubjects: 0.4}
                budget: {perceptibility: 0.1}
                attack: {contenders: [bumps], bumps: 64, samples: 1}
                gate: {maxDiceDrop: %s, decision: point}
                expect: fail
                """.formatted(limit));
    }

    @BeforeAll
    static void fail() throws IOException {
        assertThat(DuressTest.said("gate", spec("0.01").toString())).startsWith("0 ");
    }

    @Test
    void whatIsKeptStillBreaksTheModelThatItWasKeptFor() throws IOException {
        String said = DuressTest.said("replay", spec("0.01").toString());
        assertThat(said)
                .startsWith("1 ")
                .contains("breaks  p0", "when it was kept", " where 0.01 is allowed", ": a FAIL")
                .containsPattern("[1-9]\\d* of [1-9]\\d* counterexamples still break the model");
        // The same fields in the same images of the same model: the same Dice.
        assertThat(said.lines().filter(line -> line.contains("when it was kept")))
                .isNotEmpty()
                .allMatch(line -> line.matches(".* (0\\.\\d{4}) when it was kept, \\1 now: .*"));
    }

    @Test
    void underAnotherLimitItBreaksNothing() throws IOException {
        assertThat(DuressTest.said("replay", spec("1").toString()))
                .startsWith("0 ")
                .contains("holds   p0", "counterexamples breaks the model any more")
                .doesNotContain("breaks  ", "a FAIL");
    }

    @Test
    void nothingIsChangedByIt() throws IOException {
        Path kept = folder.resolve(DuressProperties.COUNTEREXAMPLES);
        String before = listed(kept);
        DuressTest.said("replay", spec("0.01").toString());
        assertThat(listed(kept)).isNotEmpty().isEqualTo(before);
    }

    private static String listed(Path kept) throws IOException {
        StringBuilder all = new StringBuilder();
        try (var files = Files.walk(kept)) {
            for (Path file : files.sorted().toList()) {
                all.append(file)
                        .append(' ')
                        .append(Files.getLastModifiedTime(file))
                        .append('\n');
            }
        }
        return all.toString();
    }

    @Test
    void whereNothingWasKeptThatIsSaid() throws IOException {
        Path other = Files.writeString(
                folder.resolve("other.yaml"), Files.readString(spec("0.01")).replace("name: known", "name: other"));
        assertThat(DuressTest.said("replay", other.toString()))
                .startsWith("2 ")
                .contains("holds no counterexample of spec 'other'; run a gate that fails first");
    }

    @Test
    void whatFitsNoImageIsSaid() throws IOException {
        Path other = Files.writeString(
                folder.resolve("spec.yaml"), Files.readString(spec("0.01")).replace("[64, 64]", "[32, 32]"));
        assertThat(DuressTest.said("replay", other.toString()))
                .startsWith("2 ")
                .contains("fits a gate image of its cohort");
    }

    @Test
    void aBudgetOfNothingHasNoCounterexample() throws IOException {
        Path other = Files.writeString(
                folder.resolve("spec.yaml"),
                Files.readString(spec("0.01")).replace("perceptibility: 0.1", "perceptibility: 0"));
        assertThat(DuressTest.said("replay", other.toString()))
                .startsWith("2 ")
                .contains("allows no change of an image");
    }
}
