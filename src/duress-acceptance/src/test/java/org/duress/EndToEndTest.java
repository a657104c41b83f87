package org.duress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.duress.data.Cohort;
import org.duress.data.CohortSplit;
import org.duress.data.Cohorts;
import org.duress.gate.GateListener;
import org.duress.gate.RobustnessGate;
import org.duress.junit.SpecFolder;
import org.duress.model.SegmentationModel;
import org.duress.model.UNetTrainer;
import org.duress.model.open.Models;
import org.duress.result.Evidence;
import org.duress.result.GateOutcome;
import org.duress.spec.DuressProperties;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing faked: spec file, model, cohort, training, store, gate, reports. */
class EndToEndTest {
    private static final String PHANTOM = """
            name: tiny
            model: {format: duress, path: "classpath:org/duress/phantom-unet.zip"}
            cohort: {format: phantom, subjects: 4, slices: 3, seed: 5, attackerSubjects: 0.5}
            attack: {xi: 2.0, steps: 4, batch: 2, samples: 2, restarts: 2, gradientSteps: 6, queries: 200, bumps: 16}
            gate: {maxDiceDrop: 0.02, decision: point}
            expect: fail
            """;

    @TempDir
    Path folder;

    @Test
    void fromSpecFileToReportAndLaterRunsLoadTheAttackerOrReplayWhatItFound() throws Exception {
        JsonNode first = verdict("first");
        JsonNode replayed = verdict("first");
        JsonNode second = verdict("full");
        assertThat(first.get("verdict").asText()).isEqualTo("FAIL");
        assertThat(first.get("contenders"))
                .map(JsonNode::textValue)
                .containsExactly("RANDOM", "VAEGAN", "GRADIENT", "BUMPS", "QUERY", "UNIVERSAL");
        assertThat(replayed.get("verdict").asText()).isEqualTo("FAIL");
        assertThat(replayed.get("contenders")).map(JsonNode::textValue).containsExactly("REPLAY");
        assertThat(replayed.get("attackerSteps").asInt()).isZero();
        assertThat(replayed.get("organs").get(0).get("attackedDice"))
                .isEqualTo(first.get("organs").get(0).get("attackedDice"));
        assertThat(second.get("verdict").asText()).isEqualTo("FAIL");
        assertThat(second.get("attackerFromStore").asBoolean()).isTrue();
        assertThat(first.get("device").asText()).startsWith("cpu");
        assertThat(first.get("attackerSteps").asInt()).isEqualTo(4);
        assertThat(first.get("perceptibility").asDouble()).isPositive();
        assertThat(first.get("organs")).hasSize(4);
        assertThat(second.get("organs")).isEqualTo(first.get("organs"));
        assertThat(folder.resolve("store")).isDirectoryContaining("glob:**.attacker");
        assertThat(folder.resolve("reports/tiny")).isDirectoryContaining("glob:**.png");
    }

    private JsonNode verdict(String search) throws IOException {
        return SpecFolder.of(folder, "tiny", PHANTOM)
                .with(DuressProperties.SEARCH, search)
                .with(
                        DuressProperties.COUNTEREXAMPLES,
                        folder.resolve("counterexamples-" + search).toString())
                .verdict("tiny");
    }

    @Test
    void aUNetTrainedOnRealMrIsJudgedOnUnseenSubjects() throws Exception {
        Path data = Path.of(System.getProperty(DuressProperties.DATA, "../shared/data"))
                .toAbsolutePath()
                .resolve("msd-hippocampus");
        assumeTrue(Files.isDirectory(data), "there is no folder " + data + "; set " + DuressProperties.DATA);
        List<String> ids;
        try (var files = Files.list(data.resolve("images"))) {
            ids = files.map(file -> file.getFileName().toString().replaceAll("\\.nii(\\.gz)?$", ""))
                    .sorted()
                    .limit(24)
                    .toList();
        }
        Path file = folder.resolve("hippocampus.yaml");
        Files.writeString(file, String.format("""
            name: hippocampus
            model: {format: duress, path: unet.zip}
            cohort:
              format: nifti
              images: %1$s/images
              labels: %1$s/labels
              organs: {anterior: [1], posterior: [2]}
              size: [48, 32]
              attackerSubjects: [%2$s]
              gateSubjects: [%3$s]
            attack: {xi: 1.0, steps: 40, batch: 4, samples: 2, restarts: 2, gradientSteps: 6, bumps: 16}
            """, data, list(ids, 0, 16), list(ids, 16, 24)));
        RobustnessSpec spec = SpecFiles.read(file);
        Cohort cohort = Cohorts.open(spec.cohort());
        CohortSplit split = Cohorts.split(cohort, spec.cohort());
        UNetTrainer.train(
                        cohort,
                        split.attacker(),
                        new UNetTrainer.Settings(8, 3, 200, 8, 4e-3, 7),
                        Optional.empty(),
                        Progress.SILENT)
                .write(spec.model().path());
        try (SegmentationModel model = Models.open(spec.model())) {
            GateOutcome outcome =
                    new RobustnessGate(folder.resolve("store")).run(spec, model, cohort, GateListener.SILENT);
            Evidence evidence = outcome.result().evidence();
            assertThat(evidence.gateSubjects())
                    .doesNotContainAnyElementsOf(evidence.attacker().subjects());
            assertThat(evidence.fields().perceptibility()).isBetween(1e-3, 1.0);
            assertThat(evidence.organs()).allSatisfy(organ -> {
                assertThat(organ.cleanDice()).isBetween(0.5, 1.0);
                assertThat(organ.attackedDice()).isLessThan(organ.cleanDice());
            });
        }
    }

    private static String list(List<String> ids, int from, int to) {
        return String.join(", ", IntStream.range(from, to).mapToObj(ids::get).toList());
    }
}
