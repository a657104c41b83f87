package org.duress.attack.gradient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.duress.attack.AnswersUnder;
import org.duress.attack.Attack;
import org.duress.attack.Budget;
import org.duress.attack.ControlSpacing;
import org.duress.attack.KeptFields;
import org.duress.attack.OrganLimits;
import org.duress.attack.Perturbation;
import org.duress.attack.RandomFields;
import org.duress.attack.Warp;
import org.duress.attack.WorstTrials;
import org.duress.base.Grid;
import org.duress.base.OrganSets;
import org.duress.metric.Perceptibility;
import org.duress.metric.RootMeanSquare;
import org.duress.metric.SoftDice;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.spec.BudgetSpec;
import org.duress.spec.FieldKind;
import org.duress.spec.GradientSettings;
import org.duress.spec.IntensityFields;
import org.junit.jupiter.api.Test;

class GradientAttackTest {
    private static final int SIZE = 32;
    private static final Set<FieldKind> BOTH = EnumSet.allOf(FieldKind.class);
    private static final Set<FieldKind> SHADES = EnumSet.of(FieldKind.INTENSITY);
    private static final Set<FieldKind> MOVES = EnumSet.of(FieldKind.DEFORMATION);
    private static final GradientSettings FEW = new GradientSettings(2, 8, 8);
    /** A small image holds hardly a slow wave, so roughness is not what is tested here. */
    private static final Budget BUDGET = new Budget(new BudgetSpec(0.1, 3, 0, 1, 1));

    private final DifferentiableModel model = SmoothModel.sigmoid(6, 0.5);

    private static GradientAttack attack(DifferentiableModel model, Set<FieldKind> fields, GradientSettings settings) {
        return new GradientAttack(model, BUDGET, fields, settings, OrganLimits.ALIKE, List.of(), ControlSpacing.USUAL);
    }

    /** Blobs of about 1 on about 0, another one in each image. */
    private static ImageBatch blobs(int count) {
        float[] pixels = new float[count * SIZE * SIZE];
        for (int p = 0; p < pixels.length; p++) {
            int image = p / (SIZE * SIZE);
            double y = p / SIZE % SIZE - 14.0 - image;
            double x = p % SIZE - 17.0 + image;
            pixels[p] = (float) (1 / (1 + Math.exp(0.15 * (y * y + 0.6 * x * x - 50))) + 0.05 * Math.sin(p));
        }
        return new ImageBatch(pixels, count, Grid.of(SIZE, SIZE));
    }

    private static ImageBatch first(ImageBatch images) {
        return new ImageBatch(
                Arrays.copyOf(
                        images.pixels(), images.grid().height() * images.grid().width()),
                1,
                images.grid());
    }

    /** Mean over images of the soft Dice of the answer and the moved clean answer. */
    private static double dice(SegmentationModel model, ImageBatch images, Perturbation fields) {
        float[] moved = Warp.maps(model.probabilities(images), model.classes(), fields);
        float[] answer = model.probabilities(Warp.perturb(images, fields));
        int pixels = images.grid().height() * images.grid().width();
        double sum = 0;
        for (int i = 0; i < images.count(); i++) {
            int from = i * pixels * model.classes();
            sum += SoftDice.mean(moved, from, answer, from, pixels, OrganSets.exclusive(model.classes() - 1));
        }
        return sum / images.count();
    }

    private static double lowestRandom(
            SegmentationModel model, Budget budget, ImageBatch images, Set<FieldKind> fields) {
        return new RandomFields(new RandomFields.Size(1, 0.2).only(fields), List.of(8, 8))
                .perturb(images, 8, 5).stream()
                        .mapToDouble(drawn -> dice(model, images, budget.fill(images, drawn)))
                        .min()
                        .orElseThrow();
    }

    /** The whole chain: fields from control points, moved answer, model, loss, and all of it back. */
    @Test
    void gradientsOnControlPointsMatchFiniteDifferences() {
        ImageBatch images = blobs(2);
        for (FieldLoss loss : List.of(
                new SoftDiceLoss(OrganSets.exclusive(1)),
                new LogOddsLoss(WorstTrials.ALL_ORGANS, OrganSets.exclusive(1)))) {
            ControlPoints points = new ControlPoints(images, List.of(8, 8), true, true, IntensityFields.OWN);
            points.draw(BUDGET, new long[] {3, 4}, 0.6, 0.6);
            Ascent ascent = new Ascent(model, BUDGET, images, true, OrganLimits.ALIKE);
            AnswersUnder.Slope slope =
                    ascent.slope(List.of(loss, loss), ascent.answered(0, KeptFields.of(points.fields())));
            double[] gradient =
                    points.pullback(slope.fields().deformation(), slope.fields().intensity());
            Random random = new Random(1);
            int length = points.length();
            double[] direction = new double[2 * length];
            for (int trial = 0; trial < 6; trial++) {
                double expected = 0;
                for (int k = 0; k < direction.length; k++) {
                    // Both fields, then D alone, then V alone.
                    boolean on = trial % 3 == 0 || (trial % 3 == 1) == (k % length < length * 2 / 3);
                    direction[k] = on ? random.nextGaussian() : 0;
                    expected += direction[k] * gradient[k];
                }
                double step = 2e-3;
                double high = moved(points, direction, step, ascent, loss);
                double low = moved(points, direction, -2 * step, ascent, loss);
                moved(points, direction, step, ascent, loss);
                assertThat((high - low) / (2 * step))
                        .as("%s, %d", loss, trial)
                        .isCloseTo(expected, within(0.03 * Math.abs(expected) + 2e-3));
            }
        }
    }

    private double moved(ControlPoints points, double[] direction, double by, Ascent ascent, FieldLoss loss) {
        points.add(0, direction, by);
        points.add(1, direction, by);
        return ascent.losses(List.of(loss, loss), points.fields());
    }

    /**
     * What lowers the organ where it is and spends nothing elsewhere is a good direction for a linear model, much
     * better than a flat one. Ascent that stops where the fields are proportional to the gradient does not get there.
     */
    @Test
    void aLinearModelIsLedFurtherThanInADirectionKnownToBeBadForIt() {
        DifferentiableModel linear = new SmoothModel(x -> 0.2 + 0.6 * x, x -> 0.6);
        ImageBatch images = blobs(1);
        Perturbation organ = Perturbation.none(1, Grid.of(SIZE, SIZE));
        Perturbation flat = Perturbation.none(1, Grid.of(SIZE, SIZE));
        for (int p = 0; p < SIZE * SIZE; p++) {
            organ.intensity()[p] = -images.pixels()[p];
            flat.intensity()[p] = -0.1f;
        }
        double known = dice(linear, images, BUDGET.fill(images, organ));
        assertThat(known).isLessThan(dice(linear, images, flat) - 0.03);
        Perturbation found = attack(linear, SHADES, new GradientSettings(2, 20, 8))
                .perturb(images, 1, 7)
                .get(0);
        assertThat(dice(linear, images, found)).isLessThan(known);
    }

    @Test
    void isStrongerThanRandomFieldsOfTheSameBudgetByFar() {
        ImageBatch images = blobs(2);
        for (Set<FieldKind> fields : List.of(BOTH, SHADES)) {
            Perturbation found =
                    attack(model, fields, FEW).perturb(images, 1, 7).get(0);
            assertThat(1 - dice(model, images, found))
                    .as("%s", fields)
                    .isGreaterThan(3 * (1 - lowestRandom(model, BUDGET, images, fields)));
        }
    }

    @Test
    void staysInsideTheBudgetAndSpendsIt() {
        ImageBatch images = blobs(2);
        for (BudgetSpec spec : List.of(BUDGET.spec(), new BudgetSpec(0.03, 1, 0, 0.4, 0.4))) {
            Budget budget = new Budget(spec);
            for (Perturbation found : new GradientAttack(
                            model, budget, BOTH, FEW, OrganLimits.ALIKE, List.of(), ControlSpacing.USUAL)
                    .perturb(images, 2, 7)) {
                assertThat(budget.project(images, found)).isSameAs(found);
                assertThat(budget.spent(images, found, 0)).isGreaterThan(0.9);
            }
        }
    }

    @Test
    void usesOnlyTheFieldsItMay() {
        ImageBatch images = blobs(1);
        Perturbation shaded = attack(model, SHADES, FEW).perturb(images, 1, 7).get(0);
        assertThat(shaded.deformation()).containsOnly(0f);
        assertThat(RootMeanSquare.of(shaded.intensity(), 0, SIZE * SIZE)).isPositive();
        Perturbation moved = attack(model, MOVES, FEW).perturb(images, 1, 7).get(0);
        assertThat(moved.intensity()).containsOnly(0f);
        assertThat(RootMeanSquare.of(moved.deformation(), 0, SIZE * SIZE)).isPositive();
        Budget still = new Budget(new BudgetSpec(0.1, 0, 0, 1, 1));
        assertThat(new GradientAttack(model, still, BOTH, FEW, OrganLimits.ALIKE, List.of(), ControlSpacing.USUAL)
                        .perturb(images, 1, 7)
                        .get(0)
                        .deformation())
                .containsOnly(0f);
    }

    @Test
    void givesTheWorstOfEachImageFirst() {
        ImageBatch images = blobs(2);
        List<Perturbation> found =
                attack(model, BOTH, new GradientSettings(3, 4, 8)).perturb(images, 8, 7);
        assertThat(found).hasSize(3);
        for (int i = 0; i < 2; i++) {
            List<Double> dice = new ArrayList<>();
            for (Perturbation fields : found) {
                dice.add(diceOf(images, fields, i));
            }
            assertThat(dice).isSorted();
        }
        assertThat(attack(model, BOTH, new GradientSettings(3, 4, 8)).perturb(images, 1, 7))
                .hasSize(1)
                .first()
                .satisfies(fields ->
                        assertThat(fields.intensity()).isEqualTo(found.get(0).intensity()));
    }

    private double diceOf(ImageBatch images, Perturbation fields, int image) {
        int pixels = SIZE * SIZE;
        return dice(
                model,
                new ImageBatch(
                        Arrays.copyOfRange(images.pixels(), image * pixels, (image + 1) * pixels),
                        1,
                        Grid.of(SIZE, SIZE)),
                new Perturbation(
                        Arrays.copyOfRange(fields.deformation(), 2 * image * pixels, 2 * (image + 1) * pixels),
                        Arrays.copyOfRange(fields.intensity(), image * pixels, (image + 1) * pixels),
                        1,
                        Grid.of(SIZE, SIZE)));
    }

    @Test
    void moreStepsNeverFindLess() {
        ImageBatch images = blobs(1);
        double before = 1;
        for (int steps : new int[] {1, 5, 20}) {
            double after = dice(
                    model,
                    images,
                    attack(model, BOTH, new GradientSettings(2, steps, 8))
                            .perturb(images, 1, 7)
                            .get(0));
            assertThat(after).as("%d steps", steps).isLessThan(before);
            before = after;
        }
    }

    @Test
    void whatItFindsForAnImageDoesNotDependOnTheOthers() {
        ImageBatch three = blobs(3);
        Perturbation together = attack(model, BOTH, FEW).perturb(three, 1, 7).get(0);
        Perturbation alone =
                attack(model, BOTH, FEW).perturb(first(three), 1, 7).get(0);
        assertThat(Arrays.copyOf(together.deformation(), alone.deformation().length))
                .isEqualTo(alone.deformation());
        assertThat(Arrays.copyOf(together.intensity(), alone.intensity().length))
                .isEqualTo(alone.intensity());
    }

    @Test
    void whatIsLeftAloneIsNotComputedAndChangesNothingForTheOthers() {
        ImageBatch three = blobs(3);
        BitSet lost = new BitSet();
        lost.set(0);
        List<BitSet> proposedFor = new ArrayList<>();
        Attack proposer = new Attack() {
            @Override
            public List<Perturbation> perturb(ImageBatch images, int samples, long seed) {
                return new RandomFields(new RandomFields.Size(1, 0.2), List.of(8, 8)).perturb(images, 1, 3);
            }

            @Override
            public List<Perturbation> perturb(ImageBatch images, BitSet left, int samples, long seed) {
                proposedFor.add((BitSet) left.clone());
                return perturb(images, samples, seed);
            }
        };
        GradientAttack attack = new GradientAttack(
                model,
                BUDGET,
                BOTH,
                new GradientSettings(3, 4, 8),
                OrganLimits.ALIKE,
                List.of(proposer),
                ControlSpacing.USUAL);
        Perturbation all = attack.perturb(three, 1, 7).get(0);
        Perturbation two = attack.perturb(three, lost, 1, 7).get(0);
        assertThat(proposedFor).containsExactly(new BitSet(), lost);
        for (int i : new int[] {1, 2}) {
            assertThat(two.one(i).deformation()).isEqualTo(all.one(i).deformation());
            assertThat(two.one(i).intensity()).isEqualTo(all.one(i).intensity());
        }
        assertThat(two.one(0).intensity()).containsOnly(0);
        assertThat(attack.gradients().images()).isEqualTo(3 + 2);
    }

    /** The first image is given one more than the second, which is given its first again for it. */
    @Test
    void ofWhatOthersProposeEachIsAskedAboutOnce() {
        List<Integer> asked = new ArrayList<>();
        DifferentiableModel counted =
                new SmoothModel(x -> 1 / (1 + Math.exp(-6 * (x - 0.5))), x -> {
                    double p = 1 / (1 + Math.exp(-6 * (x - 0.5)));
                    return 6 * p * (1 - p);
                }) {
                    @Override
                    public float[] probabilities(ImageBatch images) {
                        asked.add(images.count());
                        return super.probabilities(images);
                    }
                };
        ImageBatch two = blobs(2);
        List<Perturbation> drawn = new RandomFields(new RandomFields.Size(0.1, 0.01), List.of(8, 8)).perturb(two, 2, 3);
        Perturbation second = drawn.get(1).copy();
        second.put(1, drawn.get(0).one(1));
        GradientAttack attack = new GradientAttack(
                counted,
                BUDGET,
                BOTH,
                new GradientSettings(1, 2, 8),
                OrganLimits.ALIKE,
                List.of((images, samples, seed) -> List.of(drawn.get(0), second, drawn.get(0))),
                ControlSpacing.USUAL);
        attack.perturb(two, 4, 7);
        assertThat(asked)
                .as("clean; the end of the restart, and filled; what is proposed")
                .containsExactly(2, 2, 2, 3);
    }

    /** With so large a budget a few steps take the small blob; a restart of n steps asks n + 2 times. */
    @Test
    void anImageThatHasLostEveryOrganIsDoneWhateverTheOthersNeed() {
        List<Integer> passes = new ArrayList<>();
        DifferentiableModel counted =
                new SmoothModel(x -> 1 / (1 + Math.exp(-20 * (x - 0.5))), GradientAttackTest::steep) {
                    @Override
                    public Forward forward(ImageBatch images) {
                        passes.add(images.count());
                        return super.forward(images);
                    }
                };
        ImageBatch images = blobs(2);
        // The second one cannot be lost: it is far above what the budget may take.
        for (int p = SIZE * SIZE; p < 2 * SIZE * SIZE; p++) {
            images.pixels()[p] *= 20;
        }
        GradientAttack attack = new GradientAttack(
                counted,
                new Budget(new BudgetSpec(0.6, 3, 0, 1, 1)),
                SHADES,
                new GradientSettings(3, 8, 8),
                new OrganLimits(List.of(0.3), 0.2),
                List.of(),
                ControlSpacing.USUAL);
        Perturbation alone = attack.perturb(first(images), 1, 7).get(0);
        assertThat(passes).hasSizeBetween(2, 7);
        passes.clear();
        Perturbation together = attack.perturb(images, 1, 7).get(0);
        assertThat(passes).hasSize(3 * 8);
        assertThat(Arrays.copyOf(together.intensity(), SIZE * SIZE)).isEqualTo(alone.intensity());
    }

    private static double steep(double x) {
        double p = 1 / (1 + Math.exp(-20 * (x - 0.5)));
        return 20 * p * (1 - p);
    }

    @Test
    void theSameSeedFindsTheSame() {
        ImageBatch images = blobs(1);
        float[] one = attack(model, BOTH, FEW).perturb(images, 1, 7).get(0).intensity();
        assertThat(attack(model, BOTH, FEW).perturb(images, 1, 7).get(0).intensity())
                .isEqualTo(one);
        assertThat(attack(model, BOTH, FEW).perturb(images, 1, 8).get(0).intensity())
                .isNotEqualTo(one);
    }

    @Test
    void healthyGradientsAreCountedAsSuchAndAddUp() {
        GradientAttack attack = attack(model, BOTH, FEW);
        assertThat(attack.gradients()).isEqualTo(new GradientHealth(0, 0, 0));
        attack.perturb(blobs(2), 1, 7);
        attack.perturb(blobs(1), 1, 7);
        assertThat(attack.gradients()).isEqualTo(new GradientHealth(3, 0, 0));
    }

    /** NaN where a pixel is bright, which only the first image has. */
    @Test
    void gradientsThatAreNotFiniteStopThatImageOnlyAndNeverReachTheFields() {
        List<Double> strange = new ArrayList<>();
        DifferentiableModel broken = new SmoothModel(
                x -> {
                    if (!Double.isFinite(x)) {
                        strange.add(x);
                    }
                    return 1 / (1 + Math.exp(-6 * (x - 0.5)));
                },
                x -> x > 3 ? Double.NaN : 1);
        ImageBatch images = blobs(2);
        images.pixels()[5] = 5;
        GradientAttack attack = attack(broken, BOTH, FEW);
        for (Perturbation found : attack.perturb(images, 2, 7)) {
            for (float value : found.intensity()) {
                assertThat(value).isFinite();
            }
            for (float value : found.deformation()) {
                assertThat(value).isFinite();
            }
            assertThat(BUDGET.spent(images, found, 1)).isGreaterThan(0.9);
        }
        assertThat(strange).as("shown to the model").isEmpty();
        assertThat(attack.gradients()).isEqualTo(new GradientHealth(2, 1, 0));
    }

    /** Its first two gradients can be followed; a third that cannot ends the way, whatever would come after it. */
    @Test
    void afterAGradientThatIsNotFiniteTheRestartGoesNoFurther() {
        List<float[]> shown = new ArrayList<>();
        DifferentiableModel once =
                new SmoothModel(x -> 1 / (1 + Math.exp(-6 * (x - 0.5))), x -> shown.size() == 3 ? Double.NaN : 1) {
                    @Override
                    public Forward forward(ImageBatch images) {
                        shown.add(images.pixels().clone());
                        return super.forward(images);
                    }
                };
        attack(once, SHADES, new GradientSettings(1, 6, 8)).perturb(blobs(1), 1, 7);
        assertThat(shown).hasSize(6);
        assertThat(Perceptibility.of(shown.get(1), shown.get(2))).isGreaterThan(1e-3);
        assertThat(shown.subList(3, 6))
                .allSatisfy(images ->
                        assertThat(Perceptibility.of(shown.get(2), images)).isLessThan(1e-4));
    }

    /** A hard threshold: the gradients are zero, the random starting points are still tried. */
    @Test
    void gradientsThatAreZeroAreCountedAndRandomFieldsRemain() {
        DifferentiableModel masked = new SmoothModel(x -> x > 0.5 ? 1 : 0, x -> 0);
        ImageBatch images = blobs(2);
        GradientAttack attack = attack(masked, SHADES, new GradientSettings(4, 3, 8));
        Perturbation found = attack.perturb(images, 1, 7).get(0);
        assertThat(attack.gradients()).isEqualTo(new GradientHealth(2, 0, 2));
        assertThat(dice(masked, images, found)).isLessThan(1);
        assertThat(BUDGET.spent(images, found, 0)).isGreaterThan(0.9);
    }

    @Test
    void anImageWithoutAnOrganIsNoSignOfMaskedGradients() {
        ImageBatch dark = new ImageBatch(new float[SIZE * SIZE], 1, Grid.of(SIZE, SIZE));
        Arrays.fill(dark.pixels(), -9);
        GradientAttack attack = attack(model, BOTH, FEW);
        attack.perturb(dark, 1, 7);
        assertThat(attack.gradients().images()).isZero();
    }

    @Test
    void withoutABudgetNothingIsTried() {
        GradientAttack attack = new GradientAttack(
                model, BUDGET.times(0), BOTH, FEW, OrganLimits.ALIKE, List.of(), ControlSpacing.USUAL);
        Perturbation found = attack.perturb(blobs(1), 3, 7).get(0);
        assertThat(found.deformation()).containsOnly(0f);
        assertThat(found.intensity()).containsOnly(0f);
        assertThat(attack.gradients().images()).isZero();
    }

    @Test
    void anImageNeedNotBeAMultipleOfTheSpacing() {
        ImageBatch images = new ImageBatch(Arrays.copyOf(blobs(1).pixels(), 30 * 20), 1, Grid.of(30, 20));
        assertThat(attack(model, BOTH, FEW).perturb(images, 1, 7).get(0).intensity())
                .hasSize(600);
    }
}
