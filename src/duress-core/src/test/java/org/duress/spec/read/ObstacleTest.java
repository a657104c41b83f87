package org.duress.spec.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.duress.DuressException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObstacleTest {
    private static final String BEGIN = """
            name: a
            model: {format: duress, path: unet.zip}
            """;
    private static final String COHORT = "cohort: {format: phantom, attackerSubjects: 0.5}\n";

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "vaegan, gradient",
                "gradient",
                "vaegan",
                "vaegan, substitute",
                "random, gradient",
            })
    void attacksWithGradientsNeedASearchWithoutThemBesideThem(String contenders) throws IOException {
        String attack = COHORT + "attack: {contenders: [" + contenders + "]}\n";
        refused(
                attack,
                "'attack.contenders' names no query, and attacks with gradients are believed only beside a search"
                        + " without"
                        + " them, so that this spec can never PASS; add query, or set expect to fail for a known"
                        + " weakness");
        fine(attack + "expect: fail\n");
        fine(attack.replace("[", "[query, "));
    }

    @Test
    void attacksWithoutGradientsNeedNothingBesideThem() throws IOException {
        fine(COHORT + "attack: {contenders: [substitute]}\n");
        fine(COHORT + "attack: {contenders: [query]}\n");
        fine(COHORT);
    }

    @Test
    void randomFieldsAreNoAttack() throws IOException {
        refused(
                COHORT + "attack: {contenders: [random]}\n",
                "'attack.contenders' names no attack that finds anything of its own, so that this spec can never"
                        + " PASS; name"
                        + " one");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "attack: {xi: 0} | 'attack.xi' is 0",
                "budget: {perceptibility: 0} | 'budget.perceptibility' is 0",
                "{attack: {fields: [deformation]}, budget: {displacement: 0}} | 'attack.fields' names deformation"
                        + " alone, and"
                        + " 'budget.displacement' is 0",
            })
    void whatChangesNothingShowsNothingWhateverIsExpected(String settings, String why) throws IOException {
        String yaml = COHORT + settings.replaceAll("^\\{(.*)}$", "$1").replace("}, budget", "}\nbudget") + "\n";
        String sentence = why
                + ", so that nothing is attacked and the verdict is always INCONCLUSIVE; allow an attack something to"
                + " change";
        refused(yaml, sentence);
        refused(yaml + "expect: fail\n", sentence);
        fine(yaml.replace("perceptibility: 0}", "displacement: 0}")
                .replace("[deformation]", "[intensity]")
                .replace("xi: 0", "xi: 0.5"));
    }

    @Test
    void oneGateSubjectHasNoInterval() throws IOException {
        String yaml = "cohort: {format: phantom, attackerSubjects: 0.5, gateSubjects: [p001]}\n";
        refused(
                yaml,
                "'cohort.gateSubjects' names one subject, which has no interval, so that this spec can never PASS; name"
                        + " more, or set gate.decision to point");
        refused(yaml.replace("[p001]", "[p001, p001]"), "'cohort.gateSubjects' names one subject,");
        fine(yaml + "gate: {decision: point}\n");
        fine(yaml + "expect: fail\n");
        fine(yaml.replace("[p001]", "[p001, p002]"));
    }

    @Test
    void noChangedImageIsEqualToItsCleanOne() throws IOException {
        refused(
                COHORT + "realism: {ssim: 1}\n",
                "'realism.ssim' is 1, which no changed image has, so that none counts");
        fine(COHORT + "realism: {ssim: 0.99}\n");
    }

    @Test
    void noOrganFallsPastAll() throws IOException {
        String yaml = COHORT + "gate: {maxDiceDrop: 1}\nexpect: fail\n";
        refused(
                yaml,
                "'gate.maxDiceDrop' is 1, past which no organ can fall, so that a spec that expects a FAIL never");
        fine(yaml.replace("maxDiceDrop: 1", "maxDiceDrop: 1, organs: {liver: 0.5}"));
        fine(yaml.replace("expect: fail", "expect: pass"));
        fine(yaml.replace("maxDiceDrop: 1", "maxDiceDrop: 1, worstSubject: 0.9"));
    }

    /** The specs of this project, with those that only CI with real data runs. */
    @Test
    void theSpecsOfThisProjectHaveNone() {
        for (String specs : List.of("", "formats", "real-ct")) {
            assertThat(SpecFiles.files(Path.of("robustness-specs").resolve(specs), PropertyLayers.of()))
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(file.problem()).isEmpty());
        }
    }

    /** A known weakness that is gone is to be seen as gone, not as INCONCLUSIVE. */
    @Test
    void theSpecsOnRealCtCouldPass() throws IOException {
        for (SpecFile file : SpecFiles.files(Path.of("robustness-specs", "real-ct"), PropertyLayers.of())) {
            Path hopeful = Files.writeString(
                    folder.resolve(file.file().getFileName()),
                    Files.readString(file.file()).replace("expect: fail", "expect: pass"));
            assertThatCode(() -> Obstacle.refuse(SpecFiles.read(hopeful), hopeful))
                    .doesNotThrowAnyException();
        }
    }

    private void refused(String rest, String sentence) throws IOException {
        Path file = Files.writeString(folder.resolve("spec.yaml"), BEGIN + rest);
        SpecFile read = SpecFiles.files(folder, PropertyLayers.of()).get(0);
        assertThat(read.label()).isEqualTo("a");
        assertThatThrownBy(read::spec)
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith(file + ": " + sentence)
                .hasMessageNotContaining("\n");
    }

    private void fine(String rest) throws IOException {
        Files.writeString(folder.resolve("spec.yaml"), BEGIN + rest);
        assertThat(SpecFiles.files(folder, PropertyLayers.of()).get(0).problem())
                .isEmpty();
    }
}
