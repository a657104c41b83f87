package org.duress.testkit.planted;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.duress.base.FiniteDifferences.along;
import static org.duress.base.FiniteDifferences.dot;
import static org.duress.base.FiniteDifferences.gaussian;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.duress.attack.Budget;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.duress.data.Cohort;
import org.duress.data.Slice;
import org.duress.metric.Dice;
import org.duress.metric.Ssim;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.testkit.planted.Planted.Kind;
import org.duress.testkit.planted.flaw.Brightest;
import org.duress.testkit.planted.flaw.Unlike;
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

    /**
     * A model of volumes answers about each plane what it answers about the plane as a slice, and its gradient is so.
     */
    @Test
    void aVolumeIsAnsweredPlaneByPlane() {
        Slice volume = TextureCohort.gateSlices(TextureCohort.of(1, TextureLayout.VOLUME))
                .get(0);
        Weakness window = new Weakness.Window(0, 0.3, 0.1);
        DifferentiableModel model = new TextureModel("window", 2, Optional.of(window), Set.of(1), Head.PLAIN);
        float[] weights = gaussian(3, volume.image().length * 4);
        DifferentiableModel.Forward whole = model.forward(ImageBatch.of(volume));
        float[] gradient = whole.inputGradient(weights);
        for (int z = 0; z < volume.grid().planes(); z++) {
            ImageBatch plane = new ImageBatch(
                    Arrays.copyOfRange(volume.image(), z * PIXELS, (z + 1) * PIXELS),
                    1,
                    Grid.of(TextureCohort.SIDE, TextureCohort.SIDE));
            DifferentiableModel.Forward alone = model.forward(plane);
            assertThat(alone.probabilities())
                    .isEqualTo(Arrays.copyOfRange(whole.probabilities(), z * PIXELS * 4, (z + 1) * PIXELS * 4));
            assertThat(alone.inputGradient(Arrays.copyOfRange(weights, z * PIXELS * 4, (z + 1) * PIXELS * 4)))
                    .isEqualTo(Arrays.copyOfRange(gradient, z * PIXELS, (z + 1) * PIXELS));
        }
    }

    /** Of the liver, a ball of 10 voxels in planes 4 apart: 4/3 pi 1000 / 4 = 1047; of the last, of 8, 536. */
    @Test
    void organsOfAVolumeAreBalls() {
        for (Slice volume : TextureCohort.gateSlices(TextureCohort.of(1, TextureLayout.VOLUME))) {
            assertThat(volume.grid()).isEqualTo(Grid.of(8, 64, 64).spaced(4, 1, 1));
            int[] counts = new int[4];
            for (byte organ : volume.classes()) {
                counts[organ]++;
            }
            assertThat(counts[1]).isCloseTo(1047, within(60));
            assertThat(counts[3]).isCloseTo(536, within(40));
        }
    }

    /** A square of eight pixels of one plane, of which the triangle of seven sees nothing but the square. */
    @Test
    void whatIsReadOfAVolumeIsReadOfAllOfIt() {
        ImageBatch volumes = ImageBatch.of(TextureCohort.gateSlices(TextureCohort.of(1, TextureLayout.VOLUME)));
        float[] image = volumes.one(1).pixels();
        for (int p = 5 * PIXELS; p < 6 * PIXELS; p++) {
            image[p] += p / 64 % 64 / 8 == 3 && p % 64 / 8 == 2 ? 0.5f : 0;
        }
        Brightest brightest = new Brightest(volumes, 0.2);
        assertThat(brightest.reading(image, 1)).isCloseTo(0.5 / 0.2, within(1e-4));
        float[] gradient = new float[image.length];
        brightest.addPullback(image, 1, 1, gradient, 0);
        assertThat(dot(gradient, ones(image.length))).isCloseTo(1 / 0.2, within(1e-4));
        assertThat(Arrays.copyOf(gradient, 5 * PIXELS)).containsOnly(0);

        double ssim = Ssim.of(volumes.one(1).pixels(), image, volumes.grid());
        assertThat(ssim).isBetween(0.9, 0.9999);
        assertThat(new Unlike(volumes, 0.9).reading(image, 1)).isEqualTo((1 - ssim) / (1 - 0.9));
    }

    private static float[] ones(int count) {
        float[] ones = new float[count];
        Arrays.fill(ones, 1);
        return ones;
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
        assertThat(analytic).as(planted.name()).isCloseTo(numeric, within(0.02 * Math.abs(numeric) + 0.05));
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
