package org.duress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.duress.base.Grid;
import org.duress.data.Cohort;
import org.duress.data.NiftiWriter;
import org.duress.data.Slice;
import org.duress.junit.SpecFolder;
import org.duress.metric.Dice;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.model.open.Understood;
import org.duress.spec.DuressProperties;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What brats_mri_segmentation of MONAI's zoo does, from files to a verdict: four channels of a head whose skull was
 * stripped, each standardised by what is not exactly 0, a border, windows, three regions that overlap.
 */
class SkullStrippedTest {
    private static final String NAME = "stripped";
    private static final int SUBJECTS = 2;
    private static final Grid GRID = Grid.of(14, 20, 18).spaced(1.0, 1.0, 1.0);
    private static final List<String> CHANNELS = List.of("t1c", "t1", "t2", "flair");

    @TempDir
    Path folder;

    /** A ball. */
    private static boolean brain(int point) {
        double z = Math.floorDiv(point, GRID.columns() * GRID.rows()) - 6.5;
        double y = Math.floorDiv(point, GRID.columns()) % GRID.rows() - 9.5;
        double x = point % GRID.columns() - 8.5;
        return z * z / 36 + y * y / 64 + x * x / 49 < 1;
    }

    /** Within masks zeros stay zeros, so that a stronger attack takes more, step by step. */
    @Test
    void withinMasksItIsTheBrainThatIsAttacked() throws IOException {
        JsonNode verdict = gated("mask: masks");

        assertThat(verdict.get("verdict").asText()).isEqualTo("FAIL");
        for (JsonNode organ : verdict.get("organs")) {
            assertThat(organ.get("cleanDice").asDouble()).isEqualTo(1);
            assertThat(organ.get("attackedDice").asDouble()).isBetween(0.85, 0.99);
        }
        requireTrueGradients(verdict);
    }

    /**
     * Without, what an attack fills in of the background is measured with the brain, however little it is, as it would
     * be in use: an eighth of the budget does nearly all that the whole does.
     */
    @Test
    void withoutMasksTheBackgroundMovesWhatTheBrainIsStandardisedBy() throws IOException {
        JsonNode verdict = gated("");

        assertThat(verdict.get("verdict").asText()).isEqualTo("FAIL");
        JsonNode core = verdict.get("organs").get(0);
        double clean = core.get("cleanDice").asDouble();
        double least = core.get("curve").get(1).get("dice").asDouble();
        assertThat(core.get("curve").get(1).get("share").asDouble()).isEqualTo(0.125);
        assertThat(least).isLessThan(0.5 * clean);
        assertThat(core.get("attackedDice").asDouble()).isBetween(0.7 * least, least);
        requireTrueGradients(verdict);
    }

    /** A ten-thousandth of a standard deviation outside of the brain, and not a bit of change in it. */
    @Test
    void nextToNothingInTheBackgroundDoesIt() throws IOException {
        gated("");
        Understood understood = Models.understood(SpecFiles.read(folder.resolve("specs/" + NAME + ".yaml")));
        Cohort cohort = understood.cohort();
        try (SegmentationModel model = AnsweredCohort.model(understood, cohort)) {
            for (Slice head : cohort.slices()) {
                ImageBatch clean = ImageBatch.of(head);
                float[] filled = clean.pixels().clone();
                for (int i = 0; i < filled.length; i++) {
                    filled[i] += brain(i / CHANNELS.size()) ? 0 : 1e-4f;
                }
                assertThat(dice(model, head, cohort, clean)).containsOnly(1.0);
                assertThat(dice(model, head, cohort, clean.with(filled)))
                        .satisfies(fallen -> assertThat(fallen.get(0)).isBetween(0.5, 0.8))
                        .allSatisfy(fallen -> assertThat(fallen).isBetween(0.5, 0.9));
            }
        }
    }

    /** Of what is found in the brain. */
    private static List<Double> dice(SegmentationModel model, Slice head, Cohort cohort, ImageBatch images) {
        byte[] within = model.segment(images).classMap().clone();
        for (int i = 0; i < within.length; i++) {
            within[i] = brain(i) ? within[i] : 0;
        }
        return Dice.perOrgan(within, head.classes(), cohort.sets()).stream()
                .map(Dice::score)
                .toList();
    }

    private static void requireTrueGradients(JsonNode verdict) {
        JsonNode agreement = verdict.findValue("undecided");
        assertThat(agreement.asInt()).isZero();
        assertThat(verdict.findValue("largestError").asDouble()).isLessThan(0.1);
    }

    private JsonNode gated(String mask) throws IOException {
        Path network = Path.of("src/duress-acceptance/src/test/resources/bundles/onnx/four-channels.onnx");
        List<String> folders =
                CHANNELS.stream().map(channel -> channel + ": " + channel).toList();
        SpecFolder specs = SpecFolder.of(
                        folder,
                        NAME,
                        String.format(
                                """
                name: stripped
                model:
                  format: onnx
                  path: "%s"
                  head: organ-logits
                  classes: {core: [1], whole: [2], enhancing: [3]}
                  preprocess: [units, {standardise: {of: foreground}}, {pad: {least: [16, 24, 24]}}]
                  tiles: {size: [16, 16, 16], overlap: 0.5}
                cohort:
                  format: nifti
                  channels: {%s}
                  labels: labels
                  organs: {core: [1, 3, 5, 7], whole: [2, 3, 6, 7], enhancing: [4, 5, 6, 7]}
                  dimensions: 3
                  attackerSubjects: 0.5
                  %s
                attack: {xi: 2.0, restarts: 1, gradientSteps: 4, contenders: [gradient]}
                gate: {maxDiceDrop: 0.001, decision: point}
                expect: fail
                """,
                                network.toAbsolutePath().toString().replace('\\', '/'),
                                String.join(", ", folders),
                                mask))
                .with(DuressProperties.SEARCH, "full");
        Path masks = Files.createDirectories(folder.resolve("specs/masks"));
        int[] brain = IntStream.range(0, GRID.voxels())
                .map(point -> brain(point) ? 1 : 0)
                .toArray();
        for (int subject = 0; subject < SUBJECTS; subject++) {
            NiftiWriter.labels(masks.resolve("s" + subject + ".nii.gz"), GRID, List.of(brain));
        }
        new AnsweredCohort(SUBJECTS, GRID, 1, SkullStrippedTest::brain)
                .write(folder.resolve("specs/" + NAME + ".yaml"), CHANNELS);
        return specs.verdict(NAME);
    }
}
