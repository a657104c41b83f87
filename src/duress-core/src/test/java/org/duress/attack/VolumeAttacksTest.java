package org.duress.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.attack.bumps.BumpAttack;
import org.duress.attack.gradient.GradientAttack;
import org.duress.attack.query.QueryAttack;
import org.duress.attack.replay.ImageKey;
import org.duress.attack.replay.ReplayAttack;
import org.duress.base.FiniteDifferences;
import org.duress.base.Grid;
import org.duress.base.Scope;
import org.duress.metric.FieldSmoothness;
import org.duress.metric.Folding;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.spec.BudgetSpec;
import org.duress.spec.FieldKind;
import org.duress.spec.GradientSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Volumes of anisotropic voxels and two channels, of which a border is outside the field of view. */
class VolumeAttacksTest {
    private static final Grid GRID = Grid.of(8, 18, 20).spaced(2.5, 1, 0.8);
    private static final int VOXELS = GRID.voxels();
    private static final BudgetSpec LIMITS = new BudgetSpec(0.08, 2, 0, 0.4, 0.4, 0.5);
    private static final Set<FieldKind> BOTH = EnumSet.allOf(FieldKind.class);

    private final DifferentiableModel model = new ChannelModel(3, 2);

    /** A ball of organ, brighter in both channels, in noise. */
    private static ImageBatch images(int count) {
        float[] values = FiniteDifferences.gaussian(5, count * VOXELS * 2);
        byte[] codes = new byte[VOXELS];
        for (int i = 0; i < values.length; i++) {
            int p = i / 2 % VOXELS;
            int plane = p / 360;
            int row = p / 20 % 18;
            double z = 2.5 * (plane - 3.5);
            double y = row - 9.0;
            double x = 0.8 * (p % 20 - 10.0);
            values[i] = 0.1f * values[i] + (x * x + y * y + z * z < 30 ? 0.4f : -0.4f);
            codes[p] = outside(p) ? Scope.OUTSIDE : 0;
        }
        Scope scope = Scope.of(codes);
        return new ImageBatch(values, count, GRID, 2)
                .scoped(Stream.generate(() -> scope).limit(count).toList());
    }

    private static boolean outside(int voxel) {
        return voxel % 20 < 3;
    }

    private enum Kind {
        GRADIENT,
        QUERY,
        BUMPS,
        RANDOM
    }

    private Attack attack(Kind kind, Budget budget, Set<FieldKind> fields) {
        return switch (kind) {
            case GRADIENT ->
                new GradientAttack(
                        model,
                        budget,
                        fields,
                        new GradientSettings(4, 6, 4),
                        OrganLimits.ALIKE,
                        List.of(),
                        ControlSpacing.USUAL);
            case QUERY ->
                new QueryAttack(model, List.of(), budget, fields, 64, OrganLimits.ALIKE, ControlSpacing.USUAL);
            case BUMPS -> new BumpAttack(model, budget, fields, 48, OrganLimits.ALIKE);
            case RANDOM ->
                (images, samples, seed) -> new RandomFields(
                                new RandomFields.Size(1, 0.2).only(fields), ControlSpacing.USUAL.on(GRID, 8))
                        .perturb(images, samples, seed).stream()
                                .map(drawn -> budget.fill(images, drawn))
                                .toList();
        };
    }

    /** The worst soft Dice of what an attack gives back, by which searches go. */
    private double worst(ImageBatch image, List<Perturbation> found) {
        CleanAnswers answers = new CleanAnswers(model, image);
        return answers
                .ask(found.stream()
                        .map(fields -> new CleanAnswers.Question(0, fields))
                        .toList())
                .stream()
                .mapToDouble(scores -> scores.mean())
                .min()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void everyAttackStaysInsideTheBudgetAndTheFieldOfView(Kind kind) {
        ImageBatch images = images(2);
        for (Perturbation fields : attack(kind, new Budget(LIMITS), BOTH).perturb(images, 3, 7)) {
            requireInside(LIMITS, images, fields);
        }
    }

    /** Fields that are far outside in every respect. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.02, 0.5})
    void whateverIsAskedForIsBroughtInside(double folded) {
        ImageBatch images = images(2);
        Perturbation wild = new Perturbation(
                FiniteDifferences.gaussian(1, 2 * 3 * VOXELS), FiniteDifferences.gaussian(2, 4 * VOXELS), images);
        for (BudgetSpec limits : List.of(
                new BudgetSpec(0.08, 20, folded, 0.4, 0.4, 0.5),
                new BudgetSpec(0.5, 20, folded, 1, 1),
                new BudgetSpec(0.5, 0.5, folded, 0.2, 0.1))) {
            Budget budget = new Budget(limits);
            for (Perturbation inside : List.of(budget.project(images, wild), budget.fill(images, wild))) {
                requireInside(limits, images, inside);
                assertThat(budget.project(images, inside)).isSameAs(inside);
            }
        }
    }

    /** D_z = -2 z squeezes each plane to nothing at half of it; V is not D's business. */
    @Test
    void whatFoldsIsScaledToJustNotFoldingAndVLeftAlone() {
        ImageBatch images = new ImageBatch(new float[VOXELS], 1, GRID);
        float[] deformation = new float[3 * VOXELS];
        for (int p = 0; p < VOXELS; p++) {
            deformation[3 * p + 2] = 2f * (4 - p / 360);
        }
        float[] intensity = new float[VOXELS];
        Arrays.fill(intensity, 0.5f);
        Perturbation fields = new Perturbation(deformation, intensity, images);

        Perturbation projected = new Budget(new BudgetSpec(100, 100, 0, 1, 1)).project(images, fields);
        assertThat(projected.deformation()[2]).isCloseTo(4f, within(1e-3f)).isLessThan(4f);
        assertThat(projected.intensity()).containsOnly(0.5f);
        assertThat(new Budget(new BudgetSpec(100, 100, 1, 1, 1)).project(images, fields))
                .as("what may fold may stay")
                .isSameAs(fields);
    }

    private static void requireInside(BudgetSpec limits, ImageBatch images, Perturbation fields) {
        float[] attacked = Warp.perturb(images, fields).pixels();
        for (int i = 0; i < 2; i++) {
            double change = 0;
            for (int k = i * 2 * VOXELS; k < (i + 1) * 2 * VOXELS; k++) {
                change += Math.abs((double) attacked[k] - images.pixels()[k]);
                if (outside(k / 2 % VOXELS)) {
                    assertThat(attacked[k]).isEqualTo(images.pixels()[k]);
                }
            }
            assertThat(change / (2 * VOXELS * 17 / 20.0)).isBetween(0.01, limits.perceptibility());
            Perturbation own = fields.one(i);
            float[] d = own.deformation();
            double longest = 0;
            for (int k = 0; k < d.length; k += 3) {
                longest = Math.max(longest, Math.hypot(Math.hypot(d[k], d[k + 1]), d[k + 2]));
            }
            assertThat(longest).isLessThanOrEqualTo(limits.displacement());
            for (float v : own.intensity()) {
                assertThat((double) Math.abs(v)).isLessThanOrEqualTo(limits.intensity());
            }
            assertThat(Folding.share(d, GRID)).isLessThanOrEqualTo(limits.folded());
            assertThat(FieldSmoothness.highFrequencyShare(d, GRID) > limits.deformationRoughness())
                    .isFalse();
            assertThat(FieldSmoothness.highFrequencyShare(own.intensity(), GRID) > limits.intensityRoughness())
                    .isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aZeroBudgetIsTheCleanAnswerToTheBit(Kind kind) {
        ImageBatch images = images(2);
        for (Perturbation fields :
                attack(kind, new Budget(LIMITS).times(0), BOTH).perturb(images, 2, 7)) {
            ImageBatch attacked = Warp.perturb(images, fields);
            assertThat(attacked.pixels()).isEqualTo(images.pixels());
            assertThat(model.probabilities(attacked)).isEqualTo(model.probabilities(images));
            float[] clean = model.probabilities(images);
            assertThat(Warp.maps(clean, 2, fields)).isEqualTo(clean);
            byte[] codes = images.scope(0).codes();
            assertThat(Warp.labels(codes, fields.one(0).deformation(), GRID)).isEqualTo(codes);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void moreBudgetNeverHelpsTheModel(Kind kind) {
        ImageBatch image = images(1);
        double before = worst(image, List.of(Perturbation.none(image)));
        for (double share : new double[] {0, 0.25, 0.5, 1, 1.5}) {
            double found = worst(
                    image, attack(kind, new Budget(LIMITS).times(share), BOTH).perturb(image, 3, 7));
            assertThat(found).as("%s of the budget", share).isLessThanOrEqualTo(before);
            before = found;
        }
        assertThat(before).isLessThan(0.99);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aLargerBudgetNeverGivesLess(long seed) {
        ImageBatch image = images(1);
        Perturbation fields = new RandomFields(new RandomFields.Size(3, 0.6), ControlSpacing.USUAL.on(GRID, 8))
                .perturb(image, 1, seed)
                .get(0);
        double projected = 0;
        double filled = 0;
        for (double share : new double[] {0.01, 0.1, 0.25, 0.5, 1, 2}) {
            Budget budget = new Budget(LIMITS).times(share);
            double p = perceptibility(image, budget.project(image, fields));
            assertThat(p).as("projected, %s", share).isGreaterThan(projected);
            projected = p;
            p = perceptibility(image, budget.fill(image, fields));
            assertThat(p).as("filled, %s", share).isGreaterThan(filled);
            filled = p;
        }
    }

    private static double perceptibility(ImageBatch image, Perturbation fields) {
        return Perceived.perceptibility(image, Warp.perturb(image, fields).pixels(), 0);
    }

    @Test
    void gradientsFindMoreThanChance() {
        ImageBatch image = images(1);
        Budget budget = new Budget(LIMITS);
        double random = worst(image, attack(Kind.RANDOM, budget, BOTH).perturb(image, 8, 7));
        for (Set<FieldKind> fields :
                List.of(BOTH, EnumSet.of(FieldKind.DEFORMATION), EnumSet.of(FieldKind.INTENSITY))) {
            double gradient = worst(image, attack(Kind.GRADIENT, budget, fields).perturb(image, 3, 7));
            double alone = worst(image, attack(Kind.RANDOM, budget, fields).perturb(image, 8, 7));
            assertThat(gradient).as("%s", fields).isLessThan(alone);
        }
        assertThat(worst(image, attack(Kind.GRADIENT, budget, BOTH).perturb(image, 3, 7)))
                .isLessThan(random - 0.05);
        assertThat(worst(image, attack(Kind.QUERY, budget, BOTH).perturb(image, 3, 7)))
                .isLessThan(random);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatIsFoundForAVolumeIsTheSameAgain(Kind kind) {
        ImageBatch images = images(2);
        Attack attack = attack(kind, new Budget(LIMITS), BOTH);
        Perturbation once = attack.perturb(images, 1, 7).get(0);
        Perturbation again = attack.perturb(images, 1, 7).get(0);
        assertThat(again.deformation()).isEqualTo(once.deformation());
        assertThat(again.intensity()).isEqualTo(once.intensity());
    }

    /** Through the factor that fills p, the mean over the voxels that may be attacked. */
    @Test
    void theGradientGoesThroughTheBudget() {
        ImageBatch image = images(1);
        BudgetSpec open = new BudgetSpec(0.05, 50, 0, 1, 1);
        BudgetSpec smooth = new BudgetSpec(0.05, 50, 0, 0.1, 0.1, 0.3);
        Perturbation weights = noise(image, 1, 1);
        for (BudgetSpec limits : List.of(open, smooth)) {
            Perturbation raw = noise(image, 2, 0.05f);
            Perturbation along = noise(image, 3, 0.05f);
            double slope = Filling.of(List.of(limits), image, KeptFields.of(raw))
                    .pullback(new FieldGradient(weights.deformation(), weights.intensity()))
                    .along(along.deformation(), along.intensity());
            double step = 1e-3;
            double difference =
                    (value(image, limits, raw, along, step, weights) - value(image, limits, raw, along, -step, weights))
                            / (2 * step);
            assertThat(slope).isCloseTo(difference, within(0.05 + 0.05 * Math.abs(difference)));
        }
    }

    private static double value(
            ImageBatch image, BudgetSpec limits, Perturbation raw, Perturbation along, double step, Perturbation w) {
        Perturbation moved = raw.copy();
        for (int i = 0; i < moved.deformation().length; i++) {
            moved.deformation()[i] += (float) (step * along.deformation()[i]);
        }
        for (int i = 0; i < moved.intensity().length; i++) {
            moved.intensity()[i] += (float) (step * along.intensity()[i]);
        }
        Perturbation fields = Filling.of(List.of(limits), image, KeptFields.of(moved))
                .fields()
                .fields();
        return FiniteDifferences.dot(fields.deformation(), w.deformation())
                + FiniteDifferences.dot(fields.intensity(), w.intensity());
    }

    /** Smooth enough not to fold. */
    private static Perturbation noise(ImageBatch image, long seed, float size) {
        return new RandomFields(new RandomFields.Size(size, size), List.of(2, 4, 4))
                .perturb(image, 1, seed)
                .get(0);
    }

    @Test
    void controlPointsAreMillimetresApart() {
        ImageBatch image = images(1);
        ControlSpacing wide = new ControlSpacing(OptionalDouble.of(40));
        assertThat(attack(wide).perturb(image, 1, 7).get(0).intensity())
                .isNotEqualTo(
                        attack(ControlSpacing.USUAL).perturb(image, 1, 7).get(0).intensity());
        ImageBatch unknown = new ImageBatch(image.pixels(), 1, GRID.unspaced(), 2);
        assertThatThrownBy(() -> attack(wide).perturb(unknown, 1, 7))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("attack.controlSpacingMm is 40.0, and how far the voxels");
    }

    private Attack attack(ControlSpacing controls) {
        return new GradientAttack(
                model, new Budget(LIMITS), BOTH, new GradientSettings(1, 2, 4), OrganLimits.ALIKE, List.of(), controls);
    }

    @Test
    void whatIsKnownOfAVolumeIsTriedOnItAgain() {
        ImageBatch images = images(2);
        Perturbation known = noise(images.one(1), 4, 0.1f);
        ReplayAttack replay = new ReplayAttack(Map.of(ImageKey.of(images, 1), List.of(known)), BOTH);
        Perturbation found = replay.perturb(images, 3, 7).get(0);
        assertThat(found.one(0).deformation()).containsOnly(0);
        assertThat(found.one(1).deformation()).isEqualTo(known.deformation());
        assertThat(found.one(1).intensity()).isEqualTo(known.intensity());
        float[] other = images.pixels().clone();
        other[other.length - 1] += 1;
        assertThat(replay.perturb(images.with(other), 3, 7).get(0).deformation())
                .containsOnly(0);
        assertThat(ImageKey.of(images, 1).grid()).isEqualTo(GRID.unspaced());
    }
}
