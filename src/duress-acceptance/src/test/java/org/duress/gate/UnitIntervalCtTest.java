package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.duress.TeamsDice;
import org.duress.data.Cohort;
import org.duress.gate.baseline.Baseline;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.spec.DuressProperties;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A U-Net that wants real CT in [0, 1]: with its team's preprocessing it is as good as its team measured it, and
 * without it finds next to nothing, which the gate says. {@code export_btcv_unit.py} writes the model and what the team
 * measured; neither is part of the project.
 */
class UnitIntervalCtTest {
    private static final Path DATA = Path.of(System.getProperty(DuressProperties.DATA, "../shared/data"))
            .toAbsolutePath()
            .normalize()
            .resolve("btcv-abdomen-ct");
    private static final Path EXPORTED = Path.of(System.getProperty("duress.models", ".duress/models"))
            .toAbsolutePath()
            .resolve("btcv-unit");

    /** The window of the team: 8 bit to [0, 1]. */
    private static final String TEAMS = "preprocess: [units, {window: {from: [0, 255], to: [0, 1]}}], ";

    @TempDir
    Path folder;

    @Test
    void behindItsTeamsWindowItIsAsGoodAsItsTeamMeasuredIt() throws Exception {
        Clean clean = clean(TEAMS);
        TeamsDice teams = TeamsDice.read(EXPORTED.resolve("dice.csv"));
        assertThat(clean.baseline.counts().subjects()).isEqualTo(teams.subjects());
        List<String> organs = clean.baseline.organs();
        for (int organ = 0; organ < organs.size(); organ++) {
            String name = organs.get(organ);
            assertThat(clean.baseline.dice(organ)).as(name).isCloseTo(teams.of("mean", name), within(TeamsDice.CLOSE));
            for (String subject : teams.subjects()) {
                assertThat(clean.baseline.counts().score(subject, organ))
                        .as("%s of %s", name, subject)
                        .isCloseTo(teams.of(subject, name), within(TeamsDice.CLOSE));
            }
        }
        assertThat(clean.baseline.dice(organs.indexOf("liver"))).isGreaterThan(0.9);
    }

    @Test
    void withoutItNextToNothingIsFoundAndTheGateSaysWhy() throws Exception {
        Clean clean = clean("");
        List<String> organs = clean.baseline.organs();
        for (int organ = 0; organ < organs.size(); organ++) {
            double dice = clean.baseline.dice(organ);
            assertThat(dice).as(organs.get(organ)).isLessThan(0.1).isLessThan(Baseline.HARDLY_FOUND);
            String warned = dice > 0
                    ? String.format(Locale.ROOT, "%s (clean Dice %.3f)", organs.get(organ), dice)
                    : "the model finds no " + organs.get(organ);
            assertThat(clean.warnings)
                    .anyMatch(warning -> warning.contains(warned) && warning.contains("duress inspect SPEC"));
        }
        assertThat(clean.warnings).anyMatch(warning -> warning.startsWith("the model hardly finds "));
    }

    /** A run up to the first attack. */
    private record Clean(Baseline baseline, List<String> warnings) {}

    private Clean clean(String preprocess) throws Exception {
        assumeTrue(Files.isDirectory(DATA), () -> "there is no folder " + DATA + "; set " + DuressProperties.DATA);
        assumeTrue(
                Files.exists(EXPORTED.resolve("dice.csv")),
                () -> "there is no " + EXPORTED.resolve("dice.csv") + " (duress.models); make it with"
                        + " python3 src/duress-acceptance/src/test/python/export_btcv_unit.py " + EXPORTED);
        Path file = folder.resolve("unit.yaml");
        Files.writeString(file, String.format("""
            name: btcv-unit
            model: {format: torchscript, %s path: "%s/model.pt"}
            cohort:
              format: png
              images: "%3$s/images"
              labels: "%3$s/labels"
              subject: "^(s\\\\d+)_"
              organs: {pancreas: [11], kidneys: [2, 3], liver: [6], spleen: [1]}
              size: [128, 128]
              minOrganPixels: 20
              attackerSubjects: [s16]
              gateSubjects: [s18, s19]
            """, preprocess, EXPORTED, DATA));
        RobustnessSpec spec = SpecFiles.read(file);
        Cohort cohort = Models.understood(spec).cohort();
        Warnings warnings = new Warnings(GateListener.SILENT);
        try (SegmentationModel model = Models.open(spec.model())) {
            Measured measured = new RobustnessGate(folder.resolve("store"))
                    .measured(Opened.of(spec, model, cohort, "cpu (test)", warnings), WorkSource.HERE, warnings);
            return new Clean(measured.baseline(), warnings.sentences());
        }
    }
}
