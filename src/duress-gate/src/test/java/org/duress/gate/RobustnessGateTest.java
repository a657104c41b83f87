package org.duress.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.duress.gate.GateRun.floats;
import static org.duress.gate.GateRun.intensity;
import static org.duress.gate.GateRun.perfect;
import static org.duress.gate.GateRun.shift;
import static org.duress.gate.GateRun.slice;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.duress.DuressException;
import org.duress.attack.Attack;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.data.Slice;
import org.duress.gate.prepare.Contenders;
import org.duress.model.Opaque;
import org.duress.result.Durations;
import org.duress.result.Evidence;
import org.duress.result.GateOutcome;
import org.duress.result.HallucinationEvidence;
import org.duress.result.Interval;
import org.duress.result.OrganEvidence;
import org.duress.result.Queries;
import org.duress.result.RobustnessResult;
import org.duress.result.ShiftEvidence;
import org.duress.result.Smoothness;
import org.duress.result.SubjectDice;
import org.duress.result.SubstituteAgreement;
import org.duress.result.SurfaceEvidence;
import org.duress.result.Verdict;
import org.duress.spec.BudgetSpec;
import org.duress.spec.Contender;
import org.duress.spec.Decision;
import org.duress.spec.FieldKind;
import org.duress.spec.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RobustnessGateTest {
    private static final Slice TRAINING = perfect("t_z0", 2, 4, 0, 0, 0, 1, 0, 0, 1, 1);

    private static GateRun run() {
        return new GateRun().attacker("t", TRAINING);
    }

    @Test
    void measuresWhatAHandMeasures() {
        // The slice of g1 is right on 2 of 3 organ pixels; a second slice of g1 and all of g2 are perfect.
        GateRun run = run().gate(
                        "g1",
                        slice("g1_z0", 2, 4, new float[] {1, 1, 0.4f, 0, 0, 0, 0, 0}, 1, 1, 1, 0, 0, 0, 0, 0),
                        perfect("g1_z1", 2, 4, 1, 0, 0, 0, 0, 0, 0, 0))
                .gate("g2", perfect("g2_z0", 2, 4, 0, 0, 1, 1, 0, 0, 1, 1));
        // Darker by 0.6: 1 becomes 0.4 and is lost; nothing else changes class.
        run.attack = (images, samples, seed) -> {
            Perturbation fields = Perturbation.none(images);
            fields.intensity()[0] = -0.6f;
            fields.intensity()[2] = -0.6f;
            return List.of(fields);
        };
        GateOutcome outcome = run.run();
        Evidence evidence = outcome.result().evidence();

        // clean g1: I 3, P 3, R 4 = 6/7; g2: 1. Attacked g1: pixel 0 of its first slice is lost: I 2, P 2, R 4 = 4/6;
        // g2 loses pixel 2: I 3, P 3, R 4 = 6/7.
        double clean = (6.0 / 7 + 1) / 2;
        double attacked = (4.0 / 6 + 6.0 / 7) / 2;
        OrganEvidence liver = outcome.result().organ("liver");
        assertThat(liver.cleanDice()).isCloseTo(clean, within(1e-15));
        assertThat(liver.attackedDice()).isCloseTo(attacked, within(1e-15));
        assertThat(liver.dice().fixed()).isCloseTo(attacked, within(1e-15));
        assertThat(liver.dice().warped()).isCloseTo(attacked, within(1e-15));
        assertThat(liver.relativeDrop()).isCloseTo((clean - attacked) / clean, within(1e-15));
        assertThat(liver.worstSlice()).isEqualTo("g1_z0");
        // Two subjects: the interval spans their own values. Falls: 1 - (4/6) / (6/7) = 2/9, and 1/7.
        assertThat(liver.dice().attackedInterval().low()).isCloseTo(4.0 / 6, within(1e-12));
        assertThat(liver.dice().attackedInterval().high()).isCloseTo(6.0 / 7, within(1e-12));
        assertThat(liver.dice().dropInterval().low()).isCloseTo(1.0 / 7, within(1e-12));
        assertThat(liver.dice().dropInterval().high()).isCloseTo(2.0 / 9, within(1e-12));
        assertThat(evidence.subjectDice())
                .containsEntry("g1", List.of(new SubjectDice("liver", 6.0 / 7, 4.0 / 6, 4.0 / 6)))
                .containsEntry("g2", List.of(new SubjectDice("liver", 1, 6.0 / 7, 6.0 / 7)));
        // The first slice of each batch is touched: two pixels by 0.6 in g1 and in g2, of 24 pixels in all.
        assertThat(evidence.fields().perceptibility()).isCloseTo(4 * 0.6 / 24, within(1e-7));
        assertThat(evidence.fields().foldedFraction()).isZero();
        assertThat(evidence.fields().largestDisplacement()).isZero();
        assertThat(evidence.fields().deformation()).isEqualTo(new Smoothness(0, 0));
        assertThat(evidence.fields().intensity().largestGradient()).isCloseTo(0.6, within(1e-7));
        assertThat(evidence.origin().device()).isEqualTo("cpu (test)");
        assertThat(evidence.origin().seed()).isEqualTo(7);
        assertThat(evidence.origin().modelFingerprint()).isEqualTo("band-model");
        assertThat(evidence.attacker().subjects()).containsExactly("t");
        assertThat(evidence.gateSubjects()).containsExactly("g1", "g2");
        assertThat(evidence.attacker().steps()).isEqualTo(600);
        assertThat(evidence.attacker().fromStore()).isFalse();
        assertThat(outcome.result().verdict())
                .as("one hand-made attack is no evidence")
                .isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(run.closed).isEqualTo(1);
    }

    @Test
    void anOrganDrawnWhereItIsNotIsCountedApartAndWarnedOf() {
        GateRun run = run();
        run.organs = List.of("liver", "spleen");
        run.model = new BandModel(3);
        run.gate("shows", perfect("shows_z0", 2, 4, 1, 0, 0, 0, 2, 0, 0, 0))
                // The model draws one pixel of spleen already.
                .gate("drawn", slice("drawn_z0", 2, 4, floats(1, 1, 0, 0, 2, 0, 0, 0), 1, 1, 0, 0, 0, 0, 0, 0))
                .gate("clean", perfect("clean_z0", 2, 4, 1, 1, 0, 0, 0, 0, 0, 0));
        // The first pixel of each slice becomes one class more: liver becomes spleen.
        run.attack = (images, samples, seed) -> {
            Perturbation fields = Perturbation.none(images);
            fields.intensity()[0] = 1;
            return List.of(fields);
        };
        Warned warned = new Warned();
        run.listener = warned;

        RobustnessResult result = run.run().result();

        // "shows" alone has a spleen: one pixel, and one more under attack: 2 / 3.
        assertThat(result.organ("spleen").cleanDice()).isEqualTo(1);
        assertThat(result.organ("spleen").attackedDice()).isCloseTo(2.0 / 3, within(1e-15));
        assertThat(result.organ("spleen").hallucination()).isEqualTo(new HallucinationEvidence(2, 1, 2, 1, 3));
        assertThat(result.organ("liver").hallucination()).isEqualTo(HallucinationEvidence.NONE);
        assertThat(result.warnings())
                .isEqualTo(warned.sentences())
                .contains("under attack the model draws spleen in 2 of the 2 gate subjects that lack it (3 pixels; 1 on"
                        + " the clean images), which its mean Dice leaves out: look at hallucination in verdict.json");
    }

    @Test
    void whatTheCohortWarnsOfStandsInTheResult() {
        GateRun run = run().gate("g", perfect("g_z0", 2, 4, 1, 1, 0, 0, 1, 1, 0, 0));
        run.attack = intensity(0.1);
        run.warnings = List.of("label id 9 (3 pixels) belongs to no organ");

        assertThat(run.run().result().warnings()).contains("label id 9 (3 pixels) belongs to no organ");
    }

    @Test
    void anOrganThatFellTooFarFailsTheModel() {
        GateRun run = run().gate("g", perfect("g_z0", 2, 4, 1, 1, 0, 0, 1, 1, 0, 0));
        run.attack = (images, samples, seed) -> {
            Perturbation fields = Perturbation.none(images);
            Arrays.fill(fields.intensity(), 0, 2, -1);
            return List.of(fields);
        };
        GateOutcome outcome = run.run();
        assertThat(outcome.result().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(outcome.result().breaches())
                .containsExactly(
                        "liver fell by 0.3333 (Dice from 1.0000 to 0.6667), more than maxDiceDrop=0.3, at p=0.2500;"
                                + " worst slice g_z0; worst subject g, by 0.3333");
    }

    @Test
    void crossEntropyIsThatOfTheSoftOutputs() {
        // Two organ pixels, answered (0.1, 0.9) clean; one is (0.9, 0.1) attacked; masked by the clean organ channel.
        GateRun run = run().gate("g", perfect("g_z0", 1, 4, 1, 1, 0, 0));
        run.attack = (images, samples, seed) -> {
            Perturbation fields = Perturbation.none(images);
            fields.intensity()[0] = -1;
            return List.of(fields);
        };
        double first = -(0.1 * Math.log(0.9) + 0.9 * Math.log(0.1));
        double unmoved = -(0.9 * Math.log(0.9) + 0.1 * Math.log(0.1));
        assertThat(run.run().result().evidence().fields().crossEntropy())
                .isCloseTo((0.9 * first + (0.9 + 0.1 + 0.1) * unmoved) / 2, within(1e-6));
    }

    @Test
    void aZeroBudgetGivesBackTheCleanScoreToTheBit() {
        GateRun run = noisy(11);
        run.xi = 0;
        run.samples = 3;
        GateOutcome outcome = run.run();

        assertThat(run.trainedOn).as("nothing to train").isEmpty();
        for (OrganEvidence organ : outcome.result().evidence().organs()) {
            assertThat(organ.cleanDice()).isStrictlyBetween(0.0, 1.0);
            assertThat(organ.attackedDice()).isEqualTo(organ.cleanDice());
            assertThat(organ.dice().fixed()).isEqualTo(organ.cleanDice());
            assertThat(organ.dice().warped()).isEqualTo(organ.cleanDice());
            assertThat(organ.relativeDrop()).isZero();
        }
        assertThat(outcome.result().evidence().fields().perceptibility()).isZero();
        assertThat(outcome.result().verdict()).as("nothing was tried").isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(outcome.result().breaches())
                .anySatisfy(reason -> assertThat(reason).startsWith("xi or budget.perceptibility is 0"));
        assertThat(outcome.result().evidence().attacker().steps()).isZero();
    }

    @Test
    void anAttackThatChangesNothingIsAnErrorNotAPass() {
        GateRun run = run().gate("g", perfect("g_z0", 1, 2, 1, 0));
        run.attack = intensity(0);
        assertThatThrownBy(run::run)
                .isInstanceOf(DuressException.class)
                .hasMessage("the attack changed no pixel of any gate slice although xi is 2.0, so nothing was tested;"
                        + " train for more steps or remove the attacker from the store");
        assertThat(run.closed).isEqualTo(1);
    }

    @Test
    void aHarmlessShiftCostsNothingAgainstTheWarpedLabelAndMuchAgainstTheFixedOne() {
        GateRun run = run().gate("g", perfect("g_z0", 1, 6, 0, 1, 1, 0, 0, 0));
        run.attack = shift(1, 0);

        OrganEvidence warped = run.run().result().organ("liver");
        assertThat(warped.attackedDice()).isEqualTo(1);
        assertThat(warped.dice().warped()).isEqualTo(1);
        assertThat(warped.dice().fixed()).isEqualTo(0.5);

        run.reference = Reference.FIXED;
        GateOutcome fixed = run.run();
        assertThat(fixed.result().organ("liver").attackedDice()).isEqualTo(0.5);
        // A row of two pixels, each on the boundary, moved by one: distances 0, 1, 0, 1.
        assertThat(warped.surface()).isEqualTo(new SurfaceEvidence("px", 2, 0, 0, 1, 1));
        assertThat(fixed.result().organ("liver").surface()).isEqualTo(new SurfaceEvidence("px", 2, 0, 1, 1, 1));
        assertThat(warped.dice().dropInterval()).isEqualTo(Interval.UNKNOWN);
        assertThat(fixed.result().organ("liver").dice().warped()).isEqualTo(1);
        assertThat(fixed.result().verdict()).isEqualTo(Verdict.FAIL);
        assertThat(fixed.result().evidence().fields().largestDisplacement()).isEqualTo(1);
        // |0 1 1 0 0 0| moved to |1 1 0 0 0 0|: two of six pixels differ by one.
        assertThat(fixed.result().evidence().fields().perceptibility()).isCloseTo(2.0 / 6, within(1e-12));
    }

    @Test
    void theWorstSampleOfEachSliceCounts() {
        // Brighter by 0.6 makes everything liver on both slices; darker by 0.6 loses all of it.
        GateRun run = run().gate(
                        "g",
                        perfect("g_z0", 1, 4, 1, 1, 1, 0),
                        slice("g_z1", 1, 4, new float[] {1.2f, 1.2f, -0.2f, -0.2f}, 1, 1, 0, 0));
        run.samples = 2;
        run.attack = intensity(0.6, -0.6);
        GateOutcome outcome = run.run();
        // g_z0: bright 6/7, dark 0 -> dark. g_z1: bright 1.8/0.4 -> 1, dark 0.6 -> 1: neither harms. I 2, P 2, R 5.
        assertThat(outcome.result().organ("liver").attackedDice()).isCloseTo(4.0 / 7, within(1e-15));
    }

    @Test
    void theCleanImageCountsWhereEverySampleHelps() {
        GateRun run = run().gate("g", slice("g_z0", 1, 4, new float[] {1, 0.4f, 0, 0}, 1, 1, 0, 0));
        run.attack = intensity(0.2);
        OrganEvidence liver = run.run().result().organ("liver");
        assertThat(liver.cleanDice()).isCloseTo(2.0 / 3, within(1e-15));
        assertThat(liver.attackedDice()).isEqualTo(liver.cleanDice());
    }

    @Test
    void moreSamplesNeverImproveTheScore() {
        double last = Double.POSITIVE_INFINITY;
        double[] offsets = {0.05, 0.45, -0.2, -0.5, 0.3, -0.8};
        List<Double> scores = new ArrayList<>();
        for (int samples = 1; samples <= offsets.length; samples++) {
            GateRun run = noisy(12);
            run.attack = intensity(offsets);
            run.samples = samples;
            OrganEvidence liver = run.run().result().organ("liver");
            assertThat(liver.attackedDice()).isLessThanOrEqualTo(liver.cleanDice());
            assertThat(liver.attackedDice()).isLessThanOrEqualTo(last);
            last = liver.attackedDice();
            scores.add(last);
        }
        assertThat(scores.get(offsets.length - 1)).as("the test can fail").isLessThan(scores.get(0));
    }

    @Test
    void gateSubjectsNeverReachTheTrainer() {
        GateRun run = new GateRun()
                .attacker("t1", slice("t1_z0", 1, 2, floats(11, 12), 1, 0), slice("t1_z1", 1, 2, floats(13, 14), 1, 0))
                .attacker("t2", slice("t2_z0", 1, 2, floats(15, 16), 1, 0))
                .gate("g", slice("g_z0", 1, 2, floats(99, 98), 1, 0));
        run.attack = intensity(-98);
        run.maxDiceDrop = 1;
        run.run();
        assertThat(run.trainedOn).singleElement().satisfies(images -> {
            assertThat(images.count()).isEqualTo(3);
            assertThat(images.pixels()).containsExactly(11, 12, 13, 14, 15, 16);
        });
    }

    @Test
    void sameSpecSameNumbers() {
        GateRun one = noisy(13);
        GateRun other = noisy(13);
        one.samples = 3;
        other.samples = 3;
        one.attack = noise();
        other.attack = noise();
        assertThat(timeless(one.run().result().evidence()))
                .isEqualTo(timeless(other.run().result().evidence()));
    }

    @Test
    void aSubjectThatDoesNotShowAnOrganEntersNeitherMean() {
        GateRun run = run().gate("with", perfect("w_z0", 1, 4, 1, 1, 0, 0))
                .gate("without", slice("o_z0", 1, 4, floats(1, 0, 0, 0), 0, 0, 0, 0));
        run.attack = intensity(0.1);
        GateOutcome outcome = run.run();
        assertThat(outcome.result().organ("liver").cleanDice()).isEqualTo(1);
        assertThat(outcome.result().organ("liver").attackedDice()).isEqualTo(1);
        assertThat(outcome.result().evidence().subjectDice())
                .containsEntry("without", List.of(new SubjectDice("liver", 0, 0, 0)));
    }

    @Test
    void anOrganThatNoGateSubjectShowsIsAnError() {
        GateRun run = run().gate("g", perfect("g_z0", 1, 4, 0, 0, 0, 0));
        assertThatThrownBy(run::run)
                .isInstanceOf(DuressException.class)
                .hasMessageStartingWith("organ liver is absent from every gate subject (g)");
    }

    @Test
    void fewSubjectsAreSaidInOneSentence() {
        GateRun run = run();
        for (int i = 1; i <= 4; i++) {
            run.gate("g" + i, perfect("g" + i + "_z0", 1, 4, 1, 1, 0, 0));
        }
        run.attack = intensity(-0.1);
        Recorder recorder = new Recorder();
        run.listener = recorder;
        run.run();
        assertThat(recorder.fewSubjects)
                .containsExactly("fewer than 5 gate subjects show liver (4), so the intervals are rough, and one"
                        + " subject has none; name more gateSubjects");
        run.gate("g5", perfect("g5_z0", 1, 4, 1, 1, 0, 0));
        recorder.fewSubjects.clear();
        run.run();
        assertThat(recorder.fewSubjects).isEmpty();
    }

    @Test
    void theOrderOfSubjectsDoesNotMoveTheIntervals() {
        Slice narrow = perfect("a_z0", 1, 6, 0, 1, 0, 0, 0, 0);
        Slice middle = perfect("b_z0", 1, 6, 0, 1, 1, 0, 0, 0);
        Slice wide = perfect("c_z0", 1, 6, 0, 1, 1, 1, 0, 0);
        GateRun run = run().gate("a", narrow).gate("b", middle).gate("c", wide).gate("d", wide);
        GateRun turned = run().gate("d", wide).gate("c", wide).gate("b", middle).gate("a", narrow);
        for (GateRun one : List.of(run, turned)) {
            one.attack = shift(1, 0);
            one.reference = Reference.FIXED;
        }
        OrganEvidence liver = run.run().result().organ("liver");
        assertThat(liver.dice().dropInterval()).isNotEqualTo(Interval.UNKNOWN);
        assertThat(turned.run().result().organ("liver").dice().dropInterval())
                .isEqualTo(liver.dice().dropInterval());
    }

    @Test
    void distancesAreInMillimetresOnlyWhereEverySliceHasASpacing() {
        GateRun run = run().gate("g", spaced("g_z0", 3), spaced("g_z1", 3));
        run.attack = shift(1, 0);
        run.reference = Reference.FIXED;
        assertThat(run.run().result().organ("liver").surface()).isEqualTo(new SurfaceEvidence("mm", 2, 0, 3, 1, 0.5));

        GateRun mixed = run().gate("g", spaced("g_z0", 3), spaced("g_z1", Double.NaN));
        mixed.attack = shift(1, 0);
        mixed.reference = Reference.FIXED;
        assertThat(mixed.run().result().organ("liver").surface().unit()).isEqualTo("px");
        assertThat(mixed.run().result().organ("liver").surface().attackedHd95()).isEqualTo(1);
    }

    private static Slice spaced(String name, double columnSpacing) {
        Slice slice = perfect(name, 1, 6, 0, 1, 1, 0, 0, 0);
        return new Slice(name, Grid.of(1, 6).spaced(1.5, columnSpacing), slice.image(), slice.classes());
    }

    /** The model is to blame, and neither the spec nor an attack on it: nothing is trained for it. */
    @Test
    void aModelThatFindsNothingIsNotAttacked() {
        GateRun run = run().gate("g", perfect("g_z0", 1, 4, 1, 1, 0, 0), perfect("g_z1", 1, 4, 0, 1, 0, 0));
        run.model = new BandModel(List.of(), 2, probabilities -> {
            for (int i = 0; i < probabilities.length; i += 2) {
                probabilities[i] = 1;
                probabilities[i + 1] = 0;
            }
            return probabilities;
        });
        run.attack = intensity(-0.1);
        RobustnessResult result = run.run().result();

        assertThat(run.trainedOn).isEmpty();
        assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(result.reasons())
                .containsExactly(
                        "the model segments every gate slice alike, so no image was looked at; check the model's"
                                + " weights,"
                                + " and how it is fed: channels, layout, intensity window",
                        "the model finds no liver on clean images, so there is nothing to lose; check the model's"
                                + " weights,"
                                + " then the intensity window and the order of cohort.organs, or drop the organ");
    }

    @Test
    void oneSubjectThatShowsAnOrganIsSaidBeforeAnyAttack() {
        GateRun run = run().gate("g", perfect("g_z0", 1, 4, 1, 1, 0, 0));
        run.attack = intensity(-0.1);
        Recorder recorder = new Recorder();
        run.listener = recorder;
        run.decision = Decision.INTERVAL;
        run.run();
        assertThat(recorder.warnings)
                .containsExactly(
                        "one gate subject alone shows liver, which then has no interval, so that this spec can never"
                                + " PASS; name more gateSubjects, or set gate.decision to point",
                        "no copy of the model with a planted weakness was attacked, for that could not decide what too"
                                + " few subjects leave open");
        recorder.warnings.clear();
        run.decision = Decision.POINT;
        run.run();
        assertThat(recorder.warnings).isEmpty();
    }

    @Test
    void anOrganThatTheModelNeverFindsIsSaidAloud() {
        GateRun run = run().gate("g", slice("g_z0", 1, 4, floats(0, 0, 0, 0), 1, 0, 0, 0));
        run.attack = intensity(0.1);
        Recorder recorder = new Recorder();
        run.listener = recorder;
        run.run();
        assertThat(recorder.warnings)
                .containsExactly("the model finds no liver on any clean gate slice (Dice 0), so it cannot fall; check"
                        + " the order of cohort.organs and how the network is fed, which duress inspect SPEC shows");
    }

    @Test
    void anOrganThatTheModelHardlyFindsIsSaidAloud() {
        // Of ten pixels the model finds one: Dice 2 / 11.
        GateRun run = run().gate(
                        "g",
                        slice("g_z0", 1, 11, floats(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0));
        run.attack = intensity(0.1);
        Recorder recorder = new Recorder();
        run.listener = recorder;
        run.run();
        assertThat(recorder.warnings)
                .containsExactly("the model hardly finds liver (clean Dice 0.182), perhaps because its network is fed"
                        + " otherwise than in training; duress inspect SPEC shows what it sees, and model.preprocess"
                        + " says what is done before it");
    }

    @Test
    void theModelsOrganNamesDecideItsOrder() {
        GateRun run = run().gate("g", perfect("g_z0", 1, 6, 1, 1, 2, 2, 2, 0));
        run.organs = List.of("liver", "spleen");
        run.model = new BandModel(List.of("spleen", "liver"), 3, probabilities -> probabilities);
        run.attack = intensity(0.1);
        OrganEvidence lost = run.run().result().organ("liver");
        assertThat(lost.cleanDice())
                .as("the image shows class 1 where the model says spleen")
                .isZero();

        GateRun named = run().gate("g", slice("g_z0", 1, 6, floats(2, 2, 1, 1, 1, 0), 1, 1, 2, 2, 2, 0));
        named.organs = List.of("liver", "spleen");
        named.model = run.model;
        named.attack = intensity(0.1);
        GateOutcome outcome = named.run();
        assertThat(outcome.result().evidence().organs())
                .extracting(OrganEvidence::name)
                .containsExactly("liver", "spleen");
        assertThat(outcome.result().evidence().organs())
                .extracting(OrganEvidence::cleanDice)
                .containsExactly(1.0, 1.0);
        assertThat(outcome.worstCases().get(0).judged().clean().segmented())
                .as("pictures are in the cohort's order")
                .containsExactly(1, 1, 2, 2, 2, 0);
    }

    @Test
    void otherOrgansThanTheModelsAreAnError() {
        GateRun run = run().gate("g", perfect("g_z0", 1, 2, 1, 0));
        run.model = new BandModel(List.of("spleen"), 2, probabilities -> probabilities);
        assertThatThrownBy(run::run)
                .isInstanceOf(DuressException.class)
                .hasMessage("the model's organs are [spleen] and the cohort's [liver]; use the model's names in"
                        + " cohort.organs, or set model.classes");
    }

    @Test
    void volumesOfTestCodeUnderASpecOfSlicesAreAnError() {
        GateRun run = run().gate("g", new Slice("g", Grid.of(2, 1, 4), new float[8], new byte[8]));
        assertThatThrownBy(run::run)
                .isInstanceOf(DuressException.class)
                .hasMessage("subject g has a volume of 2 x 1 x 4 voxels (g), but cohort.dimensions is 2, for slices;"
                        + " give the cohort slices only");
    }

    @Test
    void theWrongNumberOfClassesIsAnError() {
        GateRun run = run().gate("g", perfect("g_z0", 1, 2, 1, 0));
        run.model = new BandModel(5);
        assertThatThrownBy(run::run)
                .isInstanceOf(DuressException.class)
                .hasMessage(
                        "model output with the wrong number of classes: 5 with background, where the cohort's organs"
                                + " [liver] need 2; list the model's organs in cohort.organs, or say in model.classes"
                                + " which class is which organ");
    }

    @Test
    void aSizeTheModelCannotTakeIsItsOwnSentence() {
        int[] classes = new int[65];
        classes[0] = 1;
        GateRun run =
                new GateRun().attacker("t", perfect("t_z0", 1, 65, classes)).gate("g", perfect("g_z0", 1, 65, classes));
        assertThatThrownBy(run::run)
                .isInstanceOf(DuressException.class)
                .hasMessage("the band model takes at most 64 columns, not 65");
    }

    @Test
    void outputOfAnotherLengthIsAnError() {
        GateRun run = run().gate("g", perfect("g_z0", 1, 2, 1, 0));
        run.model = new BandModel(List.of(), 2, probabilities -> Arrays.copyOf(probabilities, 6));
        assertThatThrownBy(run::run)
                .isInstanceOf(DuressException.class)
                .hasMessage("model output with 6 values where 1 x 1 x 2 pixels of 2 classes are 4; check the model's"
                        + " output shape");
    }

    @Test
    void outputThatIsNotFiniteIsAnError() {
        GateRun run = run().gate("g", perfect("g_z0", 1, 2, 1, 0));
        run.model = new BandModel(List.of(), 2, probabilities -> {
            probabilities[3] = Float.NaN;
            return probabilities;
        });
        assertThatThrownBy(run::run)
                .isInstanceOf(DuressException.class)
                .hasMessage("the model answered with a probability that is NaN; check its weights and input");
    }

    @Test
    void aModelWithoutGradientsNeedsNoneWhereTheBudgetIsZero() {
        GateRun run = run().gate("g", perfect("g_z0", 1, 2, 1, 0));
        run.model = new Opaque(new BandModel(2));
        run.xi = 0;
        assertThat(run.run().result().verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void theWorstOfAllAttacksCounts() {
        GateRun run = run().gate("g", perfect("g_z0", 1, 4, 1, 1, 0, 0), perfect("g_z1", 1, 4, 1, 0, 0, 0));
        run.attack = intensity(-0.1);
        double one = run.run().result().organ("liver").attackedDice();
        run.second = Optional.of(intensity(-0.6));
        RobustnessResult both = run.run().result();
        assertThat(one).isEqualTo(1);
        assertThat(both.organ("liver").attackedDice()).isZero();
        assertThat(both.evidence().contenders()).containsExactly(Contender.VAEGAN, Contender.QUERY);
    }

    @Test
    void everyImageThatTheModelIsAskedAboutIsCounted() {
        GateRun run = run().gate("a", perfect("a_z0", 1, 2, 1, 0))
                .gate("b", perfect("b_z0", 1, 2, 1, 0), perfect("b_z1", 1, 2, 1, 0));
        run.samples = 2;
        run.attack = intensity(-0.1, 0.1);
        // A slice is asked about for the baseline, before the attack, and for each of two samples, which are within all
        // of the smaller budgets.
        assertThat(run.run().result().evidence().queries()).isEqualTo(new Queries(0, 3 * 4, 0, 2 * 4));
        // Within none of them: and four times scaled down.
        run.budget = new BudgetSpec(0.1, 100, 1, 1, 1);
        assertThat(run.run().result().evidence().queries()).isEqualTo(new Queries(0, 3 * 8, 0, 2 * 8));
    }

    @Test
    void aSubstituteIsComparedWithTheModelOnCleanAndOnAttackedSlices() {
        GateRun run = run().gate("g", perfect("g_z0", 1, 4, 1, 1, 0, 0));
        run.attack = intensity(-0.6);
        // Sees what the model sees on the clean slice, and still sees the organ when the model has lost it.
        run.substitute = Optional.of(new BandModel(2, 0.2f));
        assertThat(run.run().result().evidence().substitute()).containsExactly(new SubstituteAgreement("liver", 1, 0));
        run.substitute = Optional.empty();
        assertThat(run.run().result().evidence().substitute()).isEmpty();
    }

    @Test
    void aSubstituteThatSeesOtherOrgansThanTheModelIsWarnedOf() {
        GateRun run = run().gate("g", perfect("g_z0", 1, 4, 1, 1, 0, 0));
        Recorder recorder = new Recorder();
        run.listener = recorder;
        run.attack = intensity(-0.1);
        run.substitute = Optional.of(new BandModel(2));
        run.run();
        assertThat(recorder.warnings).isEmpty();
        // Sees the organ everywhere: Dice 2 * 2 / (4 + 2).
        run.substitute = Optional.of(new BandModel(2, 1));
        run.run();
        assertThat(recorder.warnings)
                .containsExactly("the substitute agrees with the model on liver by a Dice of only 0.67 on clean gate"
                        + " slices, so its attacker is weak there; raise attack.substituteSteps or name more"
                        + " attackerSubjects");
    }

    @Test
    void aStoreThatCannotBeWrittenIsAnErrorBeforeAnyTraining(@TempDir Path folder) throws IOException {
        GateRun run = run().gate("g", perfect("g_z0", 1, 2, 1, 0));
        run.contenders = EnumSet.of(Contender.VAEGAN);
        Path file = Files.createFile(folder.resolve("plain"));
        RobustnessGate gate = new RobustnessGate(() -> "cpu (test)", new Contenders(file));
        assertThatThrownBy(() -> gate.run(run.spec(), run.model, run.cohort(), GateListener.SILENT))
                .isInstanceOf(DuressException.class)
                .hasMessage("the store '" + file
                        + "' holds no attacker for this model, these images and settings, and none can be"
                        + " kept there: '" + file + "' is a file, not a folder; set -Dduress.store to another folder");
    }

    @Test
    void aLimitForAnOrganThatIsNotThereIsAnError() {
        GateRun run = run().gate("g", perfect("g_z0", 1, 2, 1, 0));
        run.limits = Map.of("lvier", 0.5);
        assertThatThrownBy(run::run)
                .isInstanceOf(DuressException.class)
                .hasMessage("gate.organs names 'lvier', which is no organ of the cohort; use one of [liver]");
    }

    @Test
    void anAttackWithTheWrongNumberOfSamplesIsAnError() {
        GateRun run = run().gate("g", perfect("g_z0", 1, 2, 1, 0));
        run.samples = 2;
        run.attack = (images, samples, seed) -> List.of();
        assertThatThrownBy(run::run)
                .isInstanceOf(DuressException.class)
                .hasMessage(
                        "the attack gave 0 perturbations where 1 to 2 were asked for; this is a defect of the attack");
        run.attack = (images, samples, seed) -> Collections.nCopies(3, Perturbation.none(1, Grid.of(1, 2)));
        assertThatThrownBy(run::run).hasMessageStartingWith("the attack gave 3 perturbations");
    }

    @Test
    void anAttackWithFieldsOfAnotherShapeIsAnError() {
        GateRun run = run().gate("g", perfect("g_z0", 1, 2, 1, 0));
        run.attack = (images, samples, seed) -> List.of(Perturbation.none(1, Grid.of(2, 1)));
        assertThatThrownBy(run::run)
                .isInstanceOf(DuressException.class)
                .hasMessage("the attack gave fields of 1 x 2 x 1 for images of 1 x 1 x 2; this is a defect of the"
                        + " attack");
    }

    @Test
    void anAttackThatIsNotFiniteIsAnError() {
        GateRun run = run().gate("g", perfect("g_z0", 1, 2, 1, 0));
        run.attack = intensity(Double.NaN);
        assertThatThrownBy(run::run)
                .isInstanceOf(DuressException.class)
                .hasMessage("the attack gave a value of NaN in its intensity field; train again with a smaller learning"
                        + " rate");
    }

    @Test
    void anAttackThatUsesAFieldItMayNotIsAnError() {
        GateRun run = run().gate("g", perfect("g_z0", 1, 2, 1, 0));
        run.fields = EnumSet.of(FieldKind.INTENSITY);
        run.attack = shift(1, 0);
        assertThatThrownBy(run::run)
                .isInstanceOf(DuressException.class)
                .hasMessage("the attack used the deformation field, which attack.fields does not list; this is a defect"
                        + " of the attack");
        run.fields = EnumSet.of(FieldKind.DEFORMATION);
        run.attack = intensity(0.1);
        assertThatThrownBy(run::run).hasMessageStartingWith("the attack used the intensity field");
    }

    @Test
    void theStagesComeInOrderAndProgressCountsBatches() {
        GateRun run = run().gate("g1", TRAINING, TRAINING, TRAINING).gate("g2", TRAINING);
        run.batch = 2;
        run.attack = intensity(-0.1);
        Recorder recorder = new Recorder();
        run.listener = recorder;
        run.run();
        assertThat(recorder.heard).last().asString().startsWith("end JUDGE: INCONCLUSIVE: ");
        assertThat(recorder.heard.subList(0, recorder.heard.size() - 1))
                .containsExactly(
                        "begin OPEN",
                        "end OPEN: organs liver; 1 attacker and 2 gate subjects; 2 x 4; cpu (test)",
                        "begin BASELINE",
                        "baseline 1/3",
                        "baseline 2/3",
                        "baseline 3/3",
                        "warning 0/1",
                        "end BASELINE: clean Dice: liver 1.000",
                        "begin TRAIN",
                        "end TRAIN: trained",
                        "begin ATTACK",
                        "attack 1/3",
                        "attack 2/3",
                        "attack 3/3",
                        "end ATTACK: 4 slices, at most 9 images asked about a subject; p 0.1000; cross-entropy"
                                + " 0.325 for xi 2.000; folded 0.000"
                                + " %; largest displacement 0.00 px; above 1/16 cycles per px: D 0.0 %, V 0.0 %",
                        "begin JUDGE");
    }

    @Test
    void interruptionEndsTheRunAndKeepsTheFlag() {
        for (String when : List.of("baseline 1/2", "attack 1/2")) {
            GateRun run = run().gate("g", TRAINING, TRAINING);
            run.batch = 1;
            run.attack = intensity(-0.1);
            Recorder recorder = new Recorder() {
                @Override
                public void step(String phase, int done, int total, String detail) {
                    super.step(phase, done, total, detail);
                    if ((phase + " " + done + "/" + total).equals(when)) {
                        Thread.currentThread().interrupt();
                    }
                }
            };
            run.listener = recorder;
            assertThatThrownBy(run::run)
                    .isInstanceOf(DuressException.class)
                    .hasMessageStartingWith("interrupted before")
                    .hasMessageEndingWith("there is no verdict, run the test again");
            assertThat(Thread.interrupted()).as("interrupt flag, kept").isTrue();
            assertThat(recorder.heard).endsWith(when);
        }
    }

    @Test
    void theDataFingerprintCoversImagesLabelsAndParts() {
        Slice moved = slice("t_z0", 2, 4, TRAINING.image(), 1, 0, 0, 1, 0, 0, 1, 1);
        Slice brighter = slice("t_z0", 2, 4, new float[] {0.1f, 0, 0, 1, 0, 0, 1, 1}, 0, 0, 0, 1, 0, 0, 1, 1);
        List<String> fingerprints = new ArrayList<>();
        for (List<Slice> pair : List.of(
                List.of(TRAINING, TRAINING),
                List.of(TRAINING, moved),
                List.of(TRAINING, brighter),
                List.of(brighter, TRAINING))) {
            GateRun run = new GateRun().attacker("t", pair.get(0)).gate("g", pair.get(1));
            run.xi = 0;
            fingerprints.add(run.run().result().evidence().origin().dataFingerprint());
        }
        assertThat(fingerprints).doesNotHaveDuplicates().allMatch(hex -> hex.matches("[0-9a-f]{64}"));
    }

    private static GateRun noisy(long seed) {
        Random random = new Random(seed);
        GateRun run = run();
        for (int subject = 0; subject < 4; subject++) {
            int[] classes = new int[8 * 9];
            float[] image = new float[classes.length];
            for (int p = 0; p < classes.length; p++) {
                classes[p] = p % 9 < 5 ? 1 : 0;
                image[p] = (float) (classes[p] + 0.4 * random.nextGaussian());
            }
            run.gate("g" + subject, slice("g" + subject + "_z0", 8, 9, image, classes));
        }
        run.maxDiceDrop = 1;
        return run;
    }

    private static Attack noise() {
        return (images, samples, seed) -> {
            Random random = new Random(seed);
            List<Perturbation> all = new ArrayList<>();
            for (int s = 0; s < samples; s++) {
                Perturbation fields = Perturbation.none(images);
                for (int i = 0; i < fields.intensity().length; i++) {
                    fields.intensity()[i] = (float) random.nextGaussian();
                }
                all.add(fields);
            }
            return all;
        };
    }

    private static Evidence timeless(Evidence e) {
        return new Evidence(
                e.origin(),
                e.gateSubjects(),
                e.gateSlices(),
                e.attacker(),
                e.fields(),
                new Durations(0, 0, 0, Map.of()),
                e.organs(),
                e.subjectDice(),
                e.queries(),
                e.passes(),
                e.substitute(),
                e.strength(),
                e.realism(),
                ShiftEvidence.NONE);
    }

    private static class Recorder implements GateListener {
        final List<String> heard = new ArrayList<>();
        /** Without the one about few subjects, which nearly every run of this test gives. */
        final List<String> warnings = new ArrayList<>();

        final List<String> fewSubjects = new ArrayList<>();

        @Override
        public void warn(String sentence) {
            (sentence.startsWith("fewer than") ? fewSubjects : warnings).add(sentence);
            GateListener.super.warn(sentence);
        }

        @Override
        public void begin(Stage stage) {
            heard.add("begin " + stage);
        }

        @Override
        public void end(Stage stage, String summary) {
            heard.add("end " + stage + ": " + summary);
        }

        @Override
        public void step(String phase, int done, int total, String detail) {
            heard.add(phase + " " + done + "/" + total);
        }
    }
}
