package org.duress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.duress.gate.GateListener;
import org.duress.gate.RobustnessGate;
import org.duress.gate.baseline.Baseline;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.result.Evidence;
import org.duress.result.OrganEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.SubjectDice;
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
        RobustnessResult result = clean(TEAMS);
        Evidence evidence = result.evidence();
        TeamsDice teams = TeamsDice.read(EXPORTED.resolve("dice.csv"));
        assertThat(evidence.gateSubjects()).isEqualTo(teams.subjects());
        for (OrganEvidence organ : evidence.organs()) {
            assertThat(organ.cleanDice())
                    .as(organ.name())
                    .isCloseTo(teams.of("mean", organ.name()), within(TeamsDice.CLOSE));
        }
        evidence.subjectDice().forEach((subject, organs) -> {
            for (SubjectDice organ : organs) {
                assertThat(organ.clean())
                        .as("%s of %s", organ.organ(), subject)
                        .isCloseTo(teams.of(subject, organ.organ()), within(TeamsDice.CLOSE));
            }
        });
        assertThat(result.organ("liver").cleanDice()).isGreaterThan(0.9);
    }

    @Test
    void withoutItNextToNothingIsFoundAndTheGateSaysWhy() throws Exception {
        RobustnessResult result = clean("");
        for (OrganEvidence organ : result.evidence().organs()) {
            String warned = organ.cleanDice() > 0
                    ? String.format(Locale.ROOT, "%s (clean Dice %.3f)", organ.name(), organ.cleanDice())
                    : "the model finds no " + organ.name();
            assertThat(organ.cleanDice()).as(organ.name()).isLessThan(Baseline.HARDLY_FOUND);
            assertThat(result.warnings())
                    .as(organ.name())
                    .anyMatch(warning -> warning.contains(warned) && warning.contains("duress inspect SPEC"));
        }
        assertThat(result.warnings()).anyMatch(warning -> warning.startsWith("the model hardly finds "));
    }

    /** A run that attacks nothing. */
    private RobustnessResult clean(String preprocess) throws Exception {
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
            attack: {xi: 0}
            """, preprocess, EXPORTED, DATA));
        RobustnessSpec spec = SpecFiles.read(file);
        try (SegmentationModel model = Models.open(spec.model())) {
            return new RobustnessGate(folder.resolve("store"))
                    .run(spec, model, Models.understood(spec).cohort(), GateListener.SILENT)
                    .result();
        }
    }
}
