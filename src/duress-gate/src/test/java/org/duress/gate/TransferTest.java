package org.duress.gate;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.duress.DuressException;
import org.duress.Progress;
import org.duress.base.Grid;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.metric.RelativeDrop;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.result.OrganEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.SubjectDice;
import org.duress.spec.AttackSpec;
import org.duress.spec.Contender;
import org.duress.spec.FieldKind;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TransferTest {
    private static final String COHORT =
            "{format: phantom, subjects: 3, slices: 3, size: [64, 64], attackerSubjects: 0.34}";

    @TempDir
    Path folder;

    private RobustnessSpec spec(String name, String cohort, String more) throws IOException {
        return SpecFiles.read(
                Files.writeString(folder.resolve(name + ".yaml"), """
                name: %s
                model: {format: duress, path: "classpath:org/duress/phantom-unet-small.zip"}
                cohort: %s
                budget: {perceptibility: 0.05}
                realism: {detectorSteps: 0}
                attack: {contenders: [gradient, bumps, universal], restarts: 2, gradientSteps: 4, bumps: 16, batch: 2}
                %s
                """.formatted(name, cohort, more)),
                PropertyLayers.of());
    }

    /** What the gate's own tally says of each organ and subject comes again when its trials are judged once more. */
    @Test
    void onItsOwnModelAnAttackDoesWhatTheGateMeasured() throws IOException {
        RobustnessSpec spec = spec("own", COHORT, "");
        Cohort cohort = Cohorts.open(spec.cohort());
        try (SegmentationModel model = Models.open(spec.model())) {
            RobustnessResult result = new RobustnessGate(folder.resolve("store"))
                    .run(spec, model, cohort, GateListener.SILENT)
                    .result();
            FoundAttacks found = FoundAttacks.of(spec, model, cohort, folder.resolve("store"), GateListener.SILENT);
            TransferTarget target = TransferTarget.of(spec, model, cohort, Progress.SILENT);
            TransferTarget.Scores scores = target.judge(found, Progress.SILENT);

            assertThat(found.contenders()).containsExactly(Contender.GRADIENT, Contender.BUMPS, Contender.UNIVERSAL);
            assertThat(found.perceptibility())
                    .isEqualTo(result.evidence().fields().perceptibility());
            assertThat(scores.organs())
                    .isEqualTo(result.evidence().organs().stream()
                            .map(OrganEvidence::name)
                            .toList());
            assertThat(scores.subjects()).hasSize(2);
            double fell = 0;
            for (int organ = 0; organ < scores.organs().size(); organ++) {
                for (int s = 0; s < 2; s++) {
                    SubjectDice measured = requireNonNull(result.evidence()
                                    .subjectDice()
                                    .get(scores.subjects().get(s)))
                            .get(organ);
                    assertThat(scores.clean().get(organ).get(s)).isEqualTo(measured.clean());
                    assertThat(scores.attacked().get(organ).get(s)).isEqualTo(measured.attackedWarped());
                    fell += RelativeDrop.of(measured.clean(), measured.attackedWarped());
                }
            }
            assertThat(fell).as("the test can fail").isGreaterThan(0.1);
        }
    }

    /** Sees liver everywhere, whatever it is shown, and gives no gradients. */
    private record Blind() implements SegmentationModel {
        @Override
        public List<String> organs() {
            return List.of("pancreas", "kidneys", "liver", "spleen");
        }

        @Override
        public int classes() {
            return 5;
        }

        @Override
        public String fingerprint() {
            return "blind";
        }

        @Override
        public void requireSize(Grid grid) {}

        @Override
        public float[] probabilities(ImageBatch images) {
            float[] probabilities = new float[5 * images.pixels().length];
            for (int p = 0; p < images.pixels().length; p++) {
                probabilities[5 * p + 3] = 1;
            }
            return probabilities;
        }

        @Override
        public void close() {}
    }

    /** Labels stay where they are, so that a model which sees nothing loses nothing; nor has it anything to lose. */
    @Test
    void onAnotherModelNothingIsSearched() throws IOException {
        RobustnessSpec spec = spec("shaded", COHORT, "");
        spec = spec.with(spec.attack().with(AttackSpec.FIELDS, Set.of(FieldKind.INTENSITY)));
        RobustnessSpec without = spec.with(spec.attack().with(AttackSpec.CONTENDERS, Set.of(Contender.BUMPS)));
        Cohort cohort = Cohorts.open(spec.cohort());
        Blind blind = new Blind();
        try (SegmentationModel model = Models.open(spec.model())) {
            Path store = folder.resolve("store");
            FoundAttacks found = FoundAttacks.of(spec, model, cohort, store, GateListener.SILENT);
            TransferTarget.Scores scores =
                    TransferTarget.of(without, blind, cohort, Progress.SILENT).judge(found, Progress.SILENT);
            assertThat(scores.clean().get(2))
                    .allSatisfy(dice -> assertThat(dice).isBetween(0.05, 0.5));
            assertThat(scores.attacked()).isEqualTo(scores.clean());

            FoundAttacks nothing = FoundAttacks.of(without, blind, cohort, store, GateListener.SILENT);
            TransferTarget.Scores back =
                    TransferTarget.of(spec, model, cohort, Progress.SILENT).judge(nothing, Progress.SILENT);
            for (int organ = 0; organ < 4; organ++) {
                for (int s = 0; s < back.subjects().size(); s++) {
                    assertThat(back.attacked().get(organ).get(s))
                            .as("what a search that sees no effect proposes is judged as it is")
                            .isCloseTo(back.clean().get(organ).get(s), within(0.03));
                }
            }
        }
    }

    @Test
    void otherCohortsAreRefusedInOneSentence() throws IOException {
        RobustnessSpec spec = spec("one", COHORT, "");
        Cohort cohort = Cohorts.open(spec.cohort());
        try (SegmentationModel model = Models.open(spec.model())) {
            FoundAttacks found = FoundAttacks.of(spec, model, cohort, folder.resolve("store"), GateListener.SILENT);
            for (List<String> other : List.of(
                    List.of(
                            COHORT.replace("0.34}", "0.34, seed: 3}"),
                            "",
                            "specs 'one' and 'other' have other images, labels or attacker and gate subjects, so that"
                                    + " an attack on one says nothing of the other's model; give both the same cohort"),
                    List.of(
                            COHORT.replace("[64, 64]", "[32, 64]"),
                            "",
                            "specs 'one' and 'other' differ in their sizes ([64 x 64] and [32 x 64]), so that an attack"
                                    + " on one says nothing of the other's model; give both the same"),
                    List.of(
                            COHORT,
                            "gate: {reference: fixed}",
                            "specs 'one' and 'other' differ in their gate.reference (warped and fixed), so that an"
                                    + " attack on one says nothing of the other's model; give both the same"))) {
                RobustnessSpec wrong = spec("other", other.get(0), other.get(1));
                TransferTarget target = TransferTarget.of(wrong, model, Cohorts.open(wrong.cohort()), Progress.SILENT);
                assertThatThrownBy(() -> target.judge(found, Progress.SILENT))
                        .isInstanceOf(DuressException.class)
                        .hasMessage(other.get(2));
            }
        }
    }
}
