package org.duress.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.duress.base.Grid;
import org.duress.metric.FieldSmoothness;
import org.duress.metric.Folding;
import org.duress.metric.Perceptibility;
import org.duress.model.ImageBatch;
import org.duress.spec.BudgetSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetTest {
    private static final BudgetSpec LIMITS = new BudgetSpec(0.1, 5, 0, 0.25, 0.25, 0.5);

    /** Blobs and some noise, another one for each seed; sizes that a spacing of 8 need not divide. */
    private static ImageBatch images(int count, int height, int width, long seed) {
        Random random = new Random(seed);
        float[] pixels = new float[count * height * width];
        for (int p = 0; p < pixels.length; p++) {
            double y = p / width % height;
            double x = p % width;
            pixels[p] = (float) (Math.sin(0.3 * y + seed) * Math.cos(0.2 * x) + 0.1 * random.nextGaussian());
        }
        return new ImageBatch(pixels, count, Grid.of(height, width));
    }

    private static Perturbation noise(ImageBatch images, double d, double v, long seed) {
        Random random = new Random(seed);
        float[] deformation = new float[2 * images.pixels().length];
        float[] intensity = new float[images.pixels().length];
        for (int i = 0; i < deformation.length; i++) {
            deformation[i] = (float) (d * random.nextGaussian());
        }
        for (int i = 0; i < intensity.length; i++) {
            intensity[i] = (float) (v * random.nextGaussian());
        }
        return new Perturbation(deformation, intensity, images.count(), images.grid());
    }

    private static Perturbation smooth(ImageBatch images, double d, double v, long seed) {
        return new RandomFields(new RandomFields.Size(d, v), List.of(8, 8))
                .perturb(images, 1, seed)
                .get(0);
    }

    private static ImageBatch one(ImageBatch images, int i) {
        int pixels = images.grid().height() * images.grid().width();
        return new ImageBatch(Arrays.copyOfRange(images.pixels(), i * pixels, (i + 1) * pixels), 1, images.grid());
    }

    private static Perturbation one(Perturbation fields, int i) {
        int pixels = fields.grid().height() * fields.grid().width();
        return new Perturbation(
                Arrays.copyOfRange(fields.deformation(), 2 * i * pixels, 2 * (i + 1) * pixels),
                Arrays.copyOfRange(fields.intensity(), i * pixels, (i + 1) * pixels),
                1,
                fields.grid());
    }

    private static double p(ImageBatch images, Perturbation fields) {
        return Perceptibility.of(images.pixels(), Warp.perturb(images, fields).pixels());
    }

    private static double longest(Perturbation fields) {
        double longest = 0;
        float[] d = fields.deformation();
        for (int i = 0; i < d.length; i += 2) {
            longest = Math.max(longest, Math.hypot(d[i], d[i + 1]));
        }
        return longest;
    }

    private static double rough(float[] field, Perturbation fields) {
        return FieldSmoothness.highFrequencyShare(field, fields.grid());
    }

    private static void assertInside(BudgetSpec spec, ImageBatch images, Perturbation all) {
        for (int i = 0; i < images.count(); i++) {
            Perturbation fields = one(all, i);
            assertThat(p(one(images, i), fields)).isLessThanOrEqualTo(spec.perceptibility());
            assertThat(longest(fields)).isLessThanOrEqualTo(spec.displacement());
            for (float v : fields.intensity()) {
                assertThat((double) Math.abs(v)).isLessThanOrEqualTo(spec.intensity());
            }
            assertThat(Folding.share(fields.deformation(), fields.grid())).isLessThanOrEqualTo(spec.folded());
            assertThat(rough(fields.deformation(), fields) > spec.deformationRoughness())
                    .as("D too rough")
                    .isFalse();
            assertThat(rough(fields.intensity(), fields) > spec.intensityRoughness())
                    .as("V too rough")
                    .isFalse();
        }
    }

    private static Perturbation flat(ImageBatch images, float x, float v) {
        Perturbation fields = Perturbation.none(images);
        for (int i = 0; i < fields.deformation().length; i += 2) {
            fields.deformation()[i] = x;
        }
        Arrays.fill(fields.intensity(), v);
        return fields;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whateverGoesInComesOutInsideAndStaysAsItIs(long seed) {
        Random random = new Random(seed);
        List<int[]> sizes = List.of(
                new int[] {64, 64}, new int[] {10, 12}, new int[] {33, 50}, new int[] {1, 24}, new int[] {48, 32});
        for (int[] size : sizes) {
            ImageBatch images = images(2, size[0], size[1], seed);
            BudgetSpec spec = new BudgetSpec(
                    0.3 * random.nextDouble(),
                    8 * random.nextDouble(),
                    0.05 * random.nextInt(3),
                    0.02 + 0.5 * random.nextDouble(),
                    0.02 + 0.5 * random.nextDouble(),
                    0.05 + random.nextDouble());
            Budget budget = new Budget(spec);
            for (double scale : new double[] {1e-4, 0.01, 0.3, 3, 300}) {
                for (Perturbation fields : List.of(
                        noise(images, 5 * scale, scale, seed),
                        noise(images, 0, scale, seed),
                        noise(images, scale, 0, seed),
                        flat(images, (float) scale, (float) -scale))) {
                    Perturbation projected = budget.project(images, fields);
                    assertInside(spec, images, projected);
                    assertThat(budget.project(images, projected))
                            .as("idempotent")
                            .isSameAs(projected);
                    Perturbation filled = budget.fill(images, fields);
                    assertInside(spec, images, filled);
                    assertThat(budget.project(images, filled)).isSameAs(filled);
                }
            }
        }
    }

    @Test
    void fieldsThatAreInsideKeepEveryBitAndTheOthersOfTheBatchAreHeldAlone() {
        ImageBatch images = images(2, 64, 64, 1);
        Perturbation small = new RandomFields(new RandomFields.Size(0.05, 0.01), List.of(16, 16))
                .perturb(images, 1, 3)
                .get(0);
        Budget budget = new Budget(LIMITS);
        assertThat(budget.project(images, small)).isSameAs(small);
        Perturbation mixed =
                new Perturbation(small.deformation().clone(), small.intensity().clone(), 2, Grid.of(64, 64));
        Arrays.fill(mixed.intensity(), 64 * 64, 2 * 64 * 64, 7f);
        Perturbation projected = budget.project(images, mixed);
        assertThat(one(projected, 0).deformation()).isEqualTo(one(small, 0).deformation());
        assertThat(one(projected, 0).intensity()).isEqualTo(one(small, 0).intensity());
        assertThat(one(projected, 1).intensity())
                .isEqualTo(budget.project(one(images, 1), one(mixed, 1)).intensity())
                .isNotEqualTo(one(mixed, 1).intensity());
    }

    @Test
    void noBudgetGivesZerosAndTheCleanImageToTheBit() {
        ImageBatch images = images(2, 32, 32, 1);
        Perturbation fields = smooth(images, 2, 0.5, 3);
        for (Budget none : List.of(new Budget(LIMITS.withPerceptibility(0)), new Budget(LIMITS).times(0))) {
            for (Perturbation projected : List.of(none.project(images, fields), none.fill(images, fields))) {
                assertThat(projected.deformation()).containsOnly(0f);
                assertThat(projected.intensity()).containsOnly(0f);
                assertThat(Warp.perturb(images, projected).pixels()).isEqualTo(images.pixels());
            }
        }
        // Zeros with a sign are not the fields that change nothing.
        Perturbation negative = flat(images, -0f, -0f);
        assertThat(new Budget(LIMITS).times(0).project(images, negative).intensity())
                .containsOnly(0f);
    }

    @Test
    void withoutDisplacementThereIsNoDeformationAndTheIntensityStays() {
        ImageBatch images = images(1, 32, 32, 1);
        Perturbation fields = smooth(images, 2, 0.02, 3);
        Perturbation projected = new Budget(new BudgetSpec(0.1, 0, 0, 1, 1)).project(images, fields);
        assertThat(projected.deformation()).containsOnly(0f);
        assertThat(projected.intensity()).isEqualTo(fields.intensity());
    }

    @Test
    void eachLimitIsReachedWhereItIsTheOneThatCounts() {
        ImageBatch images = images(1, 64, 64, 1);
        Perturbation bright = new Budget(LIMITS).project(images, flat(images, 0, 3));
        assertThat(p(images, bright)).isCloseTo(0.1, within(1e-4));
        assertThat(bright.intensity()[5]).isCloseTo(0.1f, within(1e-4f));

        Perturbation far = new Budget(new BudgetSpec(100, 2.5, 0, 1, 1)).project(images, flat(images, 9, 1));
        assertThat(longest(far)).isCloseTo(2.5, within(1e-4));
        assertThat(far.intensity()).as("V is not D's business").containsOnly(1f);

        Perturbation noise = noise(images, 0, 0.01, 5);
        Perturbation smooth = new Budget(new BudgetSpec(1, 1, 0, 0.25, 0.25)).project(images, noise);
        assertThat(rough(noise.intensity(), noise)).isGreaterThan(0.9);
        assertThat(rough(smooth.intensity(), smooth)).isCloseTo(0.25, within(1e-4));
    }

    /** D_x = -2 x squeezes each column to nothing at half of it; V is left alone. */
    @Test
    void whatFoldsIsScaledToJustNotFolding() {
        ImageBatch images = images(1, 16, 16, 1);
        Perturbation fields = flat(images, 0, 0.5f);
        for (int p = 0; p < 256; p++) {
            fields.deformation()[2 * p] = 2f * (8 - p % 16);
        }
        Perturbation projected = new Budget(new BudgetSpec(100, 100, 0, 1, 1)).project(images, fields);
        assertThat(projected.deformation()[0]).isCloseTo(8f, within(1e-3f)).isLessThan(8f);
        assertThat(projected.intensity()).containsOnly(0.5f);
        // What may fold may stay.
        assertThat(new Budget(new BudgetSpec(100, 100, 1, 1, 1)).project(images, fields))
                .isSameAs(fields);
    }

    @Test
    void attenuationTouchesNothingBelowTheLine() {
        int size = 64;
        ImageBatch images = images(1, size, size, 1);
        Perturbation fields = Perturbation.none(1, Grid.of(size, size));
        for (int p = 0; p < size * size; p++) {
            double slow = Math.cos(2 * Math.PI * 3 * (p % size) / size);
            double fast = Math.cos(2 * Math.PI * 12 * Math.floorDiv(p, size) / size);
            fields.intensity()[p] = (float) (0.01 * (1 + slow + 3 * fast));
        }
        Perturbation projected = new Budget(new BudgetSpec(1, 1, 0, 0.2, 0.2)).project(images, fields);
        for (int p = 0; p < size * size; p++) {
            double slow = Math.cos(2 * Math.PI * 3 * (p % size) / size);
            double fast = Math.cos(2 * Math.PI * 12 * Math.floorDiv(p, size) / size);
            // A quarter of the energy of the slow wave is a fifth of all: half of its amplitude.
            assertThat(projected.intensity()[p]).isCloseTo((float) (0.01 * (1 + slow + 0.5 * fast)), within(1e-6f));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aLargerBudgetNeverGivesLess(long seed) {
        ImageBatch images = images(1, 48, 32, seed);
        Perturbation fields = smooth(images, 3, 0.6, seed);
        double before = 0;
        double filledBefore = 0;
        for (double share : new double[] {0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2}) {
            Budget budget = new Budget(LIMITS).times(share);
            double p = p(images, budget.project(images, fields));
            double filled = p(images, budget.fill(images, fields));
            assertThat(p).as("projected, %s", share).isGreaterThan(before);
            assertThat(filled).as("filled, %s", share).isGreaterThan(filledBefore);
            before = p;
            filledBefore = filled;
        }
    }

    @Test
    void fillingReachesTheEdgeFromBelowAndFromAbove() {
        ImageBatch images = images(2, 64, 64, 3);
        Budget budget = new Budget(LIMITS);
        for (double scale : new double[] {1e-3, 1, 100}) {
            Perturbation filled = budget.fill(images, smooth(images, scale, 0.2 * scale, 4));
            assertThat(budget.spent(images, filled, 0)).isBetween(0.998, 1.0);
            assertThat(budget.spent(images, filled, 1)).isBetween(0.998, 1.0);
            Perturbation shades = budget.fill(images, smooth(images, 0, 0.2 * scale, 4));
            assertThat(shades.deformation()).containsOnly(0f);
            assertThat(p(one(images, 0), one(shades, 0))).isBetween(0.0998, 0.1);
            Perturbation moves = budget.fill(images, smooth(images, scale, 0, 4));
            assertThat(moves.intensity()).containsOnly(0f);
            assertThat(budget.spent(images, moves, 0)).isGreaterThan(0.5);
        }
        Perturbation none = Perturbation.none(2, Grid.of(64, 64));
        assertThat(budget.fill(images, none).intensity()).containsOnly(0f);
    }

    /** Only the scale changes where the fields are smooth and do not fold. */
    @Test
    void fillingKeepsTheProportionOfTheFields() {
        ImageBatch images = images(1, 64, 64, 3);
        Perturbation fields = smooth(images, 0.1, 0.1, 4);
        Perturbation filled = new Budget(new BudgetSpec(0.1, 5, 0, 1, 1)).fill(images, fields);
        float factor = filled.intensity()[7] / fields.intensity()[7];
        for (int i = 0; i < 64 * 64; i++) {
            assertThat(filled.intensity()[i]).isCloseTo(factor * fields.intensity()[i], within(1e-6f));
            assertThat(filled.deformation()[i]).isCloseTo(factor * fields.deformation()[i], within(1e-6f));
        }
    }

    @Test
    void spentIsTheLargerShare() {
        ImageBatch images = images(2, 16, 16, 1);
        Budget budget = new Budget(LIMITS);
        Perturbation fields = Perturbation.none(2, Grid.of(16, 16));
        Arrays.fill(fields.intensity(), 0, 256, 0.05f);
        assertThat(budget.spent(images, fields, 0)).isCloseTo(0.5, within(1e-6));
        assertThat(budget.spent(images, fields, 1)).isZero();
        fields.deformation()[0] = 4;
        assertThat(budget.spent(images, fields, 0)).isEqualTo(0.8);
        fields.deformation()[0] = 400;
        assertThat(budget.spent(images, fields, 0)).isEqualTo(1);
        assertThat(budget.times(0).spent(images, fields, 0)).isEqualTo(1);
        assertThat(budget.times(0).spent(images, fields, 1)).isZero();
    }

    @Test
    void aShareOfABudgetHasTheSameShapeLimits() {
        assertThat(new Budget(new BudgetSpec(0.2, 4, 0.1, 0.3, 0.4)).times(0.5).spec())
                .isEqualTo(new BudgetSpec(0.1, 2, 0.1, 0.3, 0.4));
    }
}
