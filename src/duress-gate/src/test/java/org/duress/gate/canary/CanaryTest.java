package org.duress.gate.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.duress.attack.Attack;
import org.duress.attack.Budget;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.data.Cohort;
import org.duress.data.Subject;
import org.duress.gate.GateListener;
import org.duress.gate.GateRun;
import org.duress.gate.Opaque;
import org.duress.gate.attack.NamedAttack;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.baseline.CountingModel;
import org.duress.gate.baseline.Segmenter;
import org.duress.model.ClassMaps;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.Segmentation;
import org.duress.result.CanaryEvidence;
import org.duress.spec.BudgetSpec;
import org.duress.spec.Contender;
import org.duress.spec.FieldKind;
import org.duress.spec.RobustnessSpec;
import org.duress.testkit.planted.TextureCohort;
import org.duress.testkit.planted.TextureModel;
import org.junit.jupiter.api.Test;

/** A copy whose weakness is known, of a model that has none. */
class CanaryTest {
    private static final Attack NOTHING = (images, samples, seed) -> List.of(Perturbation.none(images));

    private final DifferentiableModel model = TextureModel.robust();
    private final GateRun run = new GateRun();

    private Canary canary() {
        return plant().orElseThrow();
    }

    private Optional<Canary> plant() {
        Cohort cohort = TextureCohort.of(1);
        run.gate.clear();
        run.attackers.clear();
        run.budget = run.budget.perceptibility() == 0 ? run.budget : BudgetSpec.defaults();
        run.samples = 8;
        run.organs = cohort.organNames();
        for (Subject subject : cohort.subjects()) {
            (run.gate.size() < 5 ? run.gate : run.attackers).add(subject);
        }
        Baseline baseline =
                Baseline.measure(new Segmenter(new CountingModel(model)), run.organs, run.gate, 8, GateListener.SILENT);
        RobustnessSpec spec = run.spec();
        return Canary.plant(spec.attack(), spec.budget(), model, baseline);
    }

    private static CanaryEvidence measured(Canary canary, Attack attack) {
        return canary.measure(List.of(new NamedAttack(Contender.GRADIENT, attack, 4)));
    }

    @Test
    void halfTheBudgetAlongThePatternBreaksItAndTheWholeBudgetAtRandomDoesNot() {
        for (Set<FieldKind> fields : List.of(EnumSet.allOf(FieldKind.class), EnumSet.of(FieldKind.DEFORMATION))) {
            run.fields = fields;
            CanaryEvidence evidence = measured(canary(), NOTHING);
            assertThat(evidence.slices()).isEqualTo(5);
            assertThat(evidence.plantedDice()).as("%s", fields).isLessThan(0.05);
            assertThat(evidence.randomDice()).as("%s", fields).isGreaterThan(0.7);
        }
    }

    @Test
    void anAttackThatDoesNothingLeavesItWholeAndOneThatKnowsBreaksIt() {
        Canary canary = canary();
        assertThat(measured(canary, NOTHING).attackedDice()).isEqualTo(1);
        CanaryEvidence known = measured(canary, (images, samples, seed) -> List.of(canary.planted()));
        assertThat(known.attackedDice()).isEqualTo(known.plantedDice());
    }

    @Test
    void anAttackIsHeldToTheBudget() {
        Canary canary = canary();
        Attack tiny = (images, samples, seed) ->
                List.of(new Budget(BudgetSpec.defaults()).times(0.1).fill(images, canary.planted()));
        assertThat(measured(canary, tiny).attackedDice()).isGreaterThan(0.9);
        // A constant goes a little way along the pattern, so that a thousand times the budget of it would break the
        // copy.
        double sum = 0;
        for (float v : canary.planted().intensity()) {
            sum += v;
        }
        float bright = (float) (100 * Math.signum(sum));
        Attack huge = (images, samples, seed) -> {
            Perturbation fields = Perturbation.none(images);
            Arrays.fill(fields.intensity(), bright);
            return List.of(fields);
        };
        Perturbation unheld = huge.perturb(canary.images(), 1, 1).get(0);
        assertThat(canary.copy().segment(Warp.perturb(canary.images(), unheld)).classMap())
                .containsOnly(0);
        assertThat(measured(canary, huge).attackedDice()).isGreaterThan(0.9);
    }

    @Test
    void theCopyAnswersLikeTheModelWhereNothingHasChanged() {
        Canary canary = canary();
        ImageBatch images = canary.images();
        Segmentation own = model.segment(images);
        Segmentation copied = canary.copy().segment(images);
        int differ = 0;
        for (int p = 0; p < own.classMap().length; p++) {
            differ += own.classMap()[p] == copied.classMap()[p] ? 0 : 1;
        }
        assertThat(differ).as("pixels where two classes are all but equal").isLessThan(own.classMap().length / 200);
        for (int i = 0; i < own.probabilities().length; i++) {
            assertThat(copied.probabilities()[i]).isCloseTo(own.probabilities()[i], within(0.02f));
        }
        Segmentation blind = canary.copy().segment(Warp.perturb(images, canary.planted()));
        assertThat(blind.classMap())
                .as("clear answers, so the map is that of the probabilities")
                .isEqualTo(ClassMaps.argMax(blind.probabilities(), 4));
    }

    @Test
    void theCopysGradientsAreExact() {
        Canary canary = canary();
        DifferentiableModel copy = canary.copy().differentiable().orElseThrow();
        ImageBatch half = canary.images().with(canary.images().pixels().clone());
        for (int i = 0; i < half.pixels().length; i++) {
            half.pixels()[i] += 0.5f * canary.planted().intensity()[i];
        }
        Random random = new Random(5);
        float[] weights = new float[half.pixels().length * 4];
        for (int i = 0; i < weights.length; i++) {
            // Along the classes, so that what is lost to the background counts.
            weights[i] = (float) (i % 4 == 0 ? 1 : random.nextDouble());
        }
        float[] gradient = copy.forward(half).inputGradient(weights);
        double analytic = 0;
        double ofTheModelAlone = 0;
        float[] alone = model.forward(half).inputGradient(weights).clone();
        for (int i = 0; i < gradient.length; i++) {
            analytic += gradient[i] * canary.planted().intensity()[i];
            ofTheModelAlone += alone[i] * canary.planted().intensity()[i];
        }
        double step = 0.01;
        double numeric = (weighted(copy, half, canary.planted(), step, weights)
                        - weighted(copy, half, canary.planted(), -step, weights))
                / (2 * step);
        assertThat(analytic).isCloseTo(numeric, within(0.01 * Math.abs(numeric)));
        assertThat(Math.abs(ofTheModelAlone)).isLessThan(0.1 * Math.abs(numeric));
    }

    private static double weighted(
            DifferentiableModel copy, ImageBatch images, Perturbation along, double step, float[] weights) {
        float[] moved = images.pixels().clone();
        for (int i = 0; i < moved.length; i++) {
            moved[i] += (float) (step * along.intensity()[i]);
        }
        float[] answer = copy.probabilities(images.with(moved));
        double sum = 0;
        for (int i = 0; i < answer.length; i++) {
            sum += (double) answer[i] * weights[i];
        }
        return sum;
    }

    @Test
    void aCopyIsNoModelOfItsOwnAndHidesGradientsWhereTheModelDoes() {
        Canary canary = canary();
        assertThat(canary.copy().fingerprint()).isNotEqualTo(model.fingerprint());
        run.seed = 8;
        assertThat(canary().copy().fingerprint())
                .as("another pattern")
                .isNotEqualTo(canary.copy().fingerprint());
        PlantedWeakness none = new PlantedWeakness(canary.images(), new float[64 * 64], new double[5]);
        assertThat(new FragileCopy(new Opaque(model), none).differentiable()).isEmpty();
    }

    @Test
    void nothingIsPlantedWhereNothingMayBeSpent() {
        run.budget = run.budget.withPerceptibility(0);
        assertThat(plant()).isEmpty();
    }

    @Test
    void whatIsTriedOnItNeedsNoTrainingWhereThatCanBe() {
        Canary canary = canary();
        assertThat(canary.task(EnumSet.of(Contender.VAEGAN, Contender.GRADIENT, Contender.QUERY), 3)
                        .spec()
                        .contenders())
                .containsExactlyInAnyOrder(Contender.GRADIENT, Contender.QUERY);
        assertThat(canary.task(EnumSet.of(Contender.VAEGAN), 3).spec().contenders())
                .containsExactly(Contender.VAEGAN);
        RobustnessSpec spec = run.spec();
        assertThat(canary.task(EnumSet.of(Contender.VAEGAN), 3).spec().steps())
                .isEqualTo(spec.attack().steps());
        assertThat(Arrays.asList(
                        canary.images().count(),
                        canary.task(EnumSet.of(Contender.QUERY), 3).mostSlices()))
                .containsExactly(5, 3);
    }
}
