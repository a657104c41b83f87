package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.gate.attack.AttackTask;
import org.duress.gate.baseline.CountingModel;
import org.duress.gate.prepare.AttackSource;
import org.duress.gate.prepare.Contenders;
import org.duress.gate.prepare.Controls;
import org.duress.gate.prepare.PreparedAttack;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.result.Evidence;
import org.duress.result.OrganEvidence;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.PropertyLayer;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One network in every format under one attacker: the evidence is the same. Attackers of their own would differ as
 * those of two seeds do, because training amplifies the last bits of a gradient (docs/formats.md).
 */
class FormatEvidenceTest {
    private static final Path SPECS = Path.of("robustness-specs");

    @TempDir
    Path store;

    @Test
    void evidenceOfOneNetworkIsTheSameInEveryFormat() {
        assertThat(agreed(SPECS.resolve("formats"), "torchscript.yaml", 150, 2)).isNotEmpty();
    }

    @Test
    void evidenceOfOneNetworkOnRealCtIsTheSameInBothFormats() {
        for (RobustnessSpec spec : SpecFiles.readFolder(SPECS.resolve("real-ct"))) {
            assumeTrue(
                    Files.exists(spec.model().path()),
                    "there is no model " + spec.model().path());
            Path images = spec.cohort().images().orElseThrow();
            assumeTrue(Files.isDirectory(images), "there is no folder " + images);
        }
        List<OrganEvidence> organs = agreed(SPECS.resolve("real-ct"), "btcv-torchscript.yaml", 25, 4);
        // Clean Dice says that images and classes arrive as in training; these are subjects it never saw.
        assertThat(organs.get(2).cleanDice()).as("liver").isGreaterThan(0.85);
        assertThat(organs.get(3).cleanDice()).as("spleen").isGreaterThan(0.7);
    }

    /**
     * Trains an attacker for one spec of a folder and puts the models of all before it.
     *
     * @param apart of so many slices of a subject one is looked at: neighbours tell formats apart no better
     * @return what the one model is worth
     */
    private List<OrganEvidence> agreed(Path folder, String file, int steps, int apart) {
        PropertyLayer fewer = new PropertyLayer(
                "test",
                // What searches each image anew would search with one model's answers for all formats.
                key -> switch (key) {
                    case "duress.attack.steps" -> Optional.of(String.valueOf(steps));
                    case "duress.attack.contenders" -> Optional.of("vaegan");
                    case "duress.attack.refine", "duress.realism.detectorSteps" -> Optional.of("0");
                    default -> Optional.empty();
                },
                List.of());
        RobustnessSpec trained = SpecFiles.read(folder.resolve(file), PropertyLayers.of(fewer));
        Cohort cohort = some(Cohorts.open(trained.cohort()), apart);
        List<Slice> training = Cohorts.split(cohort, trained.cohort()).attacker().stream()
                .flatMap(subject -> subject.slices().stream())
                .toList();
        try (DifferentiableModel model =
                        Models.open(trained.model()).differentiable().orElseThrow();
                PreparedAttack attack = new Contenders(store)
                        .prepare(
                                new AttackTask(trained.attack(), trained.budget(), ImageBatch.of(training), 1),
                                new CountingModel(model),
                                GateListener.SILENT)) {
            AttackSource shared = (task, any, listener) -> new PreparedAttack(
                    attack.attacks(),
                    Optional.empty(),
                    attack.reach(),
                    Controls.NONE,
                    Optional.empty(),
                    attack.steps(),
                    attack.trained(),
                    false,
                    Optional.empty(),
                    "shared",
                    () -> {});
            Evidence expected = evidence(trained, cohort, shared);
            assertThat(expected.organs())
                    .as("the attack is felt")
                    .anySatisfy(organ -> assertThat(organ.attackedDice()).isLessThan(0.95 * organ.cleanDice()));
            for (RobustnessSpec spec : SpecFiles.readFolder(folder, PropertyLayers.of(fewer))) {
                if (spec.name().equals(trained.name())) {
                    continue;
                }
                Evidence evidence = evidence(spec, cohort, shared);
                String format = spec.model().format();
                for (int organ = 0; organ < expected.organs().size(); organ++) {
                    OrganEvidence is = evidence.organs().get(organ);
                    OrganEvidence should = expected.organs().get(organ);
                    assertThat(is.cleanDice())
                            .as("%s, clean Dice of %s", format, is.name())
                            .isCloseTo(should.cleanDice(), within(1e-4));
                    assertThat(is.attackedDice())
                            .as("%s, attacked Dice of %s", format, is.name())
                            .isCloseTo(should.attackedDice(), within(1e-3));
                }
                assertThat(evidence.fields().crossEntropy())
                        .as(format)
                        .isCloseTo(expected.fields().crossEntropy(), within(1e-4));
                assertThat(evidence.fields().perceptibility())
                        .as(format)
                        .isEqualTo(expected.fields().perceptibility());
            }
            return expected.organs();
        }
    }

    private static Cohort some(Cohort all, int apart) {
        return new Cohort(
                all.organs(),
                all.subjects().stream()
                        .map(subject -> new Subject(
                                subject.id(),
                                IntStream.range(0, subject.slices().size() / apart)
                                        .mapToObj(i -> subject.slices().get(i * apart))
                                        .toList()))
                        .toList());
    }

    private static Evidence evidence(RobustnessSpec spec, Cohort cohort, AttackSource attack) {
        try (SegmentationModel model = Models.open(spec.model())) {
            return new RobustnessGate(() -> "cpu (test)", attack)
                    .run(spec, model, cohort, GateListener.SILENT)
                    .result()
                    .evidence();
        }
    }
}
