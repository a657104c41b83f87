package org.duress.attack.vaegan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import org.duress.attack.Attack;
import org.duress.attack.Budget;
import org.duress.attack.CleanAnswers;
import org.duress.attack.OrganLimits;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.model.NetworkModel;
import org.duress.model.UNet;
import org.duress.net.Network;
import org.duress.spec.AttackSpec;
import org.duress.spec.AttackerTraining;
import org.duress.spec.BudgetSpec;
import org.duress.spec.FieldKind;
import org.duress.spec.VaeGanSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** With untrained attackers: what the attack promises of its fields, and that refining goes downhill. */
class VaeGanAttackTest {
    private static final int CLASSES = 3;
    private static final BudgetSpec BUDGET = new BudgetSpec(0.08, 4, 0, 0.25, 0.25, 0.5);

    private final NetworkModel model =
            new NetworkModel(Network.initialised(UNet.graph(4, 2, CLASSES), 5), List.of("a", "b"), "small");
    private final ImageBatch images = waves();

    private static ImageBatch waves() {
        float[] pixels = new float[3 * 32 * 32];
        for (int i = 0; i < pixels.length; i++) {
            int row = i / 32;
            int image = row / 32;
            pixels[i] = (float) (Math.sin(i % 32 * 0.3 + image) + Math.cos(row % 32 * 0.4));
        }
        return new ImageBatch(pixels, 3, Grid.of(32, 32));
    }

    private Attack attack(AttackerTraining training, int samples, int refine) {
        AttackSpec spec = new AttackSpec(
                        2,
                        EnumSet.allOf(FieldKind.class),
                        1,
                        2,
                        samples,
                        7,
                        VaeGanSettings.defaults().with(VaeGanSettings.TRAINING, training))
                .with(AttackSpec.REFINE, refine);
        TrainingState state =
                TrainingState.start(spec, Lattice.usual(spec.vaeGan().networks()), 1, CLASSES);
        return new VaeGanAttacker(state.generator(), state.critic(), CLASSES, 0)
                .against(model, spec, BUDGET, OrganLimits.ALIKE);
    }

    @Test
    void trainedAtTheBudgetItsFieldsAreInsideAndFillIt() {
        Perturbation drawn =
                attack(AttackerTraining.BUDGET, 1, 0).perturb(images, 1, 7).get(0);
        Budget budget = new Budget(BUDGET);
        assertThat(budget.project(images, drawn)).isSameAs(drawn);
        for (int i = 0; i < images.count(); i++) {
            assertThat(budget.spent(images, drawn, i)).isBetween(0.99, 1.0);
        }
    }

    @ParameterizedTest
    @EnumSource(AttackerTraining.class)
    void refinedFieldsAreInsideAndHurtMore(AttackerTraining training) {
        Budget budget = new Budget(BUDGET);
        Perturbation drawn = budget.project(
                images, attack(training, 1, 0).perturb(images, 1, 7).get(0));
        List<Perturbation> refined = attack(training, 1, 10).perturb(images, 3, 7);
        assertThat(refined).hasSizeBetween(1, 3);
        for (Perturbation fields : refined) {
            assertThat(budget.project(images, fields)).isSameAs(fields);
        }
        for (int i = 0; i < images.count(); i++) {
            assertThat(score(i, refined.get(0))).as("image %d", i).isLessThan(score(i, drawn));
        }
    }

    private double score(int image, Perturbation fields) {
        return new CleanAnswers(model, images)
                .ask(List.of(new CleanAnswers.Question(image, fields.one(image))))
                .get(0)
                .mean();
    }

    @Test
    void theSameSeedGivesTheSameAndSamplesAreRefinedEachForItself() {
        List<Perturbation> once = attack(AttackerTraining.BUDGET, 2, 3).perturb(images, 4, 7);
        List<Perturbation> again = attack(AttackerTraining.BUDGET, 2, 3).perturb(images, 4, 7);
        for (int k = 0; k < once.size(); k++) {
            assertThat(again.get(k).intensity()).isEqualTo(once.get(k).intensity());
        }
        assertThat(once.size()).isGreaterThan(1);
    }

    @Test
    void withoutABudgetNothingIsDone() {
        AttackSpec spec = new AttackSpec(2, EnumSet.allOf(FieldKind.class), 1, 2, 1, 7, VaeGanSettings.defaults());
        TrainingState state =
                TrainingState.start(spec, Lattice.usual(spec.vaeGan().networks()), 1, CLASSES);
        List<Perturbation> none = new VaeGanAttacker(state.generator(), state.critic(), CLASSES, 0)
                .against(model, spec, BUDGET.withPerceptibility(0), OrganLimits.ALIKE)
                .perturb(images, 4, 7);
        assertThat(none)
                .singleElement()
                .satisfies(fields -> assertThat(fields.intensity()).containsOnly(0));
    }
}
