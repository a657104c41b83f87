package org.duress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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

/** A U-Net that is trained here on real scans, and attacked like any model. */
class RealMrTest {
    @TempDir
    Path folder;

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
                    .limit(10)
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
              minOrganPixels: 100
              attackerSubjects: [%2$s]
              gateSubjects: [%3$s]
            attack: {xi: 1.0, steps: 40, batch: 4, samples: 2, restarts: 2, gradientSteps: 6, queries: 200, bumps: 16,
              refine: 2}
            realism: {detectorSteps: 0}
            """, data, list(ids, 0, 8), list(ids, 8, 10)));
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
