package org.duress.testkit.planted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.duress.base.FiniteDifferences.along;
import static org.duress.base.FiniteDifferences.dot;
import static org.duress.base.FiniteDifferences.gaussian;

import java.util.Arrays;
import java.util.List;
import org.duress.attack.Budget;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.duress.data.Cohort;
import org.duress.data.Slice;
import org.duress.metric.Dice;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.testkit.planted.Planted.Kind;
import org.junit.jupiter.api.Test;

/** What the planted models are said to be, they are. */
class PlantedModelsTest {
    private static final int PIXELS = TextureCohort.SIDE * TextureCohort.SIDE;
    private static final Budget BUDGET = new Budget(PlantedSpec.BUDGET);

    private final Cohort cohort = TextureCohort.of(1);
    private final List<Slice> slices = TextureCohort.gateSlices(cohort);
    private final PlantedModels models = new PlantedModels(cohort, PlantedSpec.BUDGET, 1);

    @Test
    void allButTheConstantFindTheOrgans() {
        assertThat(models.all()).hasSizeGreaterThanOrEqualTo(20).allSatisfy(planted -> {
            double least =
                    planted.kind() == Kind.CONSTANT ? 0.4 : planted.name().startsWith("randomised") ? 0.7 : 0.8;
            for (int organ = 0; organ < 3; organ++) {
                assertThat(dice(planted.model(), models.images(), null, organ))
                        .as(planted.name())
                        .isGreaterThan(least);
            }
        });
    }

    @Test
    void whatIsFragileBreaksUnderItsWitnessWithinTheBudget() {
        assertThat(models.all().stream().filter(planted -> planted.share() > 0))
                .isNotEmpty()
                .allSatisfy(planted -> {
                    Perturbation witness = planted.witness().orElseThrow();
                    assertThat(BUDGET.project(models.images(), witness)).isSameAs(witness);
                    double most = 0;
                    for (int organ = 0; organ < 3; organ++) {
                        double clean = dice(planted.model(), models.images(), null, organ);
                        double fallen = dice(
                                planted.model(), Warp.perturb(models.images(), witness), witness.deformation(), organ);
                        most = Math.max(most, (clean - fallen) / clean);
                    }
                    assertThat(most).as(planted.name()).isGreaterThan(PlantedSpec.MAX_DICE_DROP);
                });
    }

    /** The witnesses against the others are what goes furthest. */
    @Test
    void whatIsRobustWithstandsTheWitnessesOfAllOthers() {
        List<Planted> all = models.all();
        List<Perturbation> witnesses = all.stream()
                .flatMap(planted -> planted.witness().stream())
                .distinct()
                .toList();
        assertThat(all.stream().filter(planted -> planted.kind() == Kind.ROBUST))
                .isNotEmpty()
                .allSatisfy(planted -> {
                    for (Perturbation witness : witnesses) {
                        for (int organ = 0; organ < 3; organ++) {
                            double clean = dice(planted.model(), models.images(), null, organ);
                            double fallen = dice(
                                    planted.model(),
                                    Warp.perturb(models.images(), witness),
                                    witness.deformation(),
                                    organ);
                            assertThat((clean - fallen) / clean)
                                    .as(planted.name())
                                    .isLessThan(0.1);
                        }
                    }
                });
    }

    @Test
    void theGradientsOfPlainModelsAreExact() {
        for (Planted planted : models.all()) {
            if (planted.kind() == Kind.ROBUST || planted.kind() == Kind.FRAGILE) {
                assertGradients(planted);
            }
        }
    }

    private void assertGradients(Planted planted) {
        DifferentiableModel model = planted.model().differentiable().orElseThrow();
        // Half way to where it breaks: there is a slope there.
        float[] image = Arrays.copyOf(models.images().pixels(), PIXELS);
        planted.witness().ifPresent(witness -> {
            for (int p = 0; p < PIXELS; p++) {
                image[p] += (float) (planted.share() * witness.intensity()[p]);
            }
        });
        ImageBatch one = new ImageBatch(image, 1, Grid.of(TextureCohort.SIDE, TextureCohort.SIDE));
        float[] weights = gaussian(3, PIXELS * model.classes());
        float[] way = gaussian(4, PIXELS);
        double analytic = dot(model.forward(one).inputGradient(weights), way);
        double numeric = along(image, way, 1e-3, moved -> dot(model.probabilities(one.with(moved)), weights));
        assertThat(analytic)
                .as(planted.name())
                .isCloseTo(numeric, org.assertj.core.data.Offset.offset(0.02 * Math.abs(numeric) + 0.05));
    }

    /** Of all slices together. */
    private double dice(
            SegmentationModel model,
            ImageBatch images,
            float @org.jspecify.annotations.Nullable [] deformation,
            int organ) {
        byte[] map = model.segment(images).classMap();
        Dice sum = Dice.NONE;
        for (int i = 0; i < slices.size(); i++) {
            byte[] label = slices.get(i).classes();
            byte[] moved = deformation == null
                    ? label
                    : Warp.labels(
                            label,
                            Arrays.copyOfRange(deformation, 2 * i * PIXELS, 2 * (i + 1) * PIXELS),
                            Grid.of(TextureCohort.SIDE, TextureCohort.SIDE));
            sum = sum.plus(
                    Dice.perOrgan(Arrays.copyOfRange(map, i * PIXELS, (i + 1) * PIXELS), moved, OrganSets.exclusive(3))
                            .get(organ));
        }
        return sum.score();
    }
}
