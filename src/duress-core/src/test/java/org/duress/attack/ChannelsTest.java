package org.duress.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.duress.base.Channels;
import org.duress.base.Grid;
import org.duress.metric.Displacement;
import org.duress.metric.FieldSmoothness;
import org.duress.metric.Perceptibility;
import org.duress.model.ImageBatch;
import org.duress.spec.BudgetSpec;
import org.duress.spec.IntensityFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of several channels: D is one for all of them, V one each or one together. */
class ChannelsTest {
    private static final int SIDE = 32;
    private static final Grid GRID = Grid.of(SIDE, SIDE);
    private static final BudgetSpec BUDGET = new BudgetSpec(0.05, 3, 0, 0.25, 0.25, 0.3);

    @Test
    void aSharedFieldIsSpreadAndItsGradientGathered() {
        assertThat(SharedIntensity.spread(new float[] {1, 2}, 3)).containsExactly(1, 1, 1, 2, 2, 2);
        assertThat(SharedIntensity.gathered(new float[] {1, 2, 3, 4, 5, 6}, 3)).containsExactly(6, 15);
        float[] own = {1, 2};
        assertThat(SharedIntensity.spread(own, 1)).isSameAs(own);
        assertThat(SharedIntensity.gathered(own, 1)).isSameAs(own);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void theGradientOfDIsThatOfAllChannelsTogether(int channels) {
        ImageBatch images = images(1, 2, channels);
        Perturbation fields = fields(images, 3);
        float[] weights = smooth(5, images.pixels().length, channels, 1);
        float[] gradient = new float[fields.deformation().length];
        Warp.pullback(images, fields, weights, gradient);
        Perturbation along = fields(images, 4);
        double slope = FieldGradient.product(gradient, along.deformation());
        double step = 1e-3;
        double difference = (FieldGradient.product(weights, warped(images, fields, along, step))
                        - FieldGradient.product(weights, warped(images, fields, along, -step)))
                / (2 * step);
        assertThat(slope).isCloseTo(difference, within(0.01 * Math.abs(difference)));
        float[] single = new float[gradient.length];
        float[] sum = new float[gradient.length];
        for (int c = 0; c < channels; c++) {
            ImageBatch one = channel(images, c);
            Warp.pullback(
                    one,
                    new Perturbation(fields.deformation(), new float[one.pixels().length], one),
                    Channels.one(weights, c, channels),
                    single);
            for (int k = 0; k < sum.length; k++) {
                sum[k] += single[k];
            }
        }
        for (int k = 0; k < sum.length; k++) {
            assertThat(gradient[k]).isCloseTo(sum[k], within(1e-4f));
        }
    }

    private static float[] warped(ImageBatch images, Perturbation fields, Perturbation along, double step) {
        float[] d = fields.deformation().clone();
        for (int k = 0; k < d.length; k++) {
            d[k] += (float) (step * along.deformation()[k]);
        }
        return Warp.perturb(images, new Perturbation(d, fields.intensity(), images))
                .pixels();
    }

    /** A linear loss of the filled fields, against its differences. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void theGradientGoesThroughTheFilledBudget(int channels) {
        ImageBatch images = images(1, 2, channels);
        BudgetSpec rough = new BudgetSpec(0.05, 50, 0, 0.1, 0.1, 0.3);
        Perturbation raw = fields(images, 3);
        float[] checker = new float[raw.intensity().length];
        for (int k = 0; k < checker.length; k++) {
            int pixel = k / channels;
            checker[k] = (pixel % SIDE + pixel / SIDE + k % channels) % 2 == 0 ? 0.1f : -0.1f;
        }
        raw = moved(raw, new Perturbation(new float[raw.deformation().length], checker, images), 1);
        FieldGradient weights = new FieldGradient(
                smooth(8, raw.deformation().length, 2, 1), smooth(9, raw.intensity().length, channels, 1));
        List<BudgetSpec> budgets = Collections.nCopies(2, rough);
        FieldGradient gradient = Filling.of(budgets, images, KeptFields.of(raw)).pullback(weights);
        for (long seed = 10; seed < 14; seed++) {
            Perturbation along = fields(images, seed);
            double step = 0.02;
            Perturbation up = Filling.of(budgets, images, KeptFields.of(moved(raw, along, step)))
                    .fields()
                    .fields();
            Perturbation down = Filling.of(budgets, images, KeptFields.of(moved(raw, along, -step)))
                    .fields()
                    .fields();
            double difference = (weights.along(up.deformation(), up.intensity())
                            - weights.along(down.deformation(), down.intensity()))
                    / (2 * step);
            assertThat(gradient.along(along.deformation(), along.intensity()))
                    .as("seed %d", seed)
                    .isCloseTo(difference, within(0.02 + 0.05 * Math.abs(difference)));
        }
    }

    /** At the edge of the budget a step along what is left of the gradient leaves p as it is. */
    @Test
    void theEdgeIsThatOfAllChannels() {
        ImageBatch images = images(1, 1, 2);
        Perturbation full = new Budget(BUDGET).fill(images, fields(images, 3));
        FieldGradient gradient =
                new FieldGradient(full.deformation().clone(), smooth(9, full.intensity().length, 2, 1));
        FieldGradient inside = Edge.at(images, full, new double[] {0.05}).inside(gradient);
        assertThat(gradient.along(full.deformation(), full.intensity())).isPositive();
        assertThat(inside.along(full.deformation(), full.intensity())).isCloseTo(0, within(1e-3));
    }

    /** p is a mean over channels, so that two copies spend what one does. */
    @Test
    void copiesOfAChannelAreHeldLikeTheOneChannel() {
        ImageBatch one = images(1, 2, 1);
        ImageBatch two = new ImageBatch(SharedIntensity.spread(one.pixels(), 2), 2, GRID, 2);
        Perturbation raw = fields(one, 3);
        Perturbation copies = new Perturbation(raw.deformation(), SharedIntensity.spread(raw.intensity(), 2), two);
        Budget budget = new Budget(BUDGET);
        for (double size : new double[] {0.1, 3}) {
            Perturbation alone = budget.project(one, raw.times(size, size));
            Perturbation both = budget.project(two, copies.times(size, size));
            close(both.deformation(), alone.deformation());
            close(both.intensity(), SharedIntensity.spread(alone.intensity(), 2));
            close(
                    budget.fill(two, copies).intensity(),
                    SharedIntensity.spread(budget.fill(one, raw).intensity(), 2));
            assertThat(budget.spent(two, both, 1)).isCloseTo(budget.spent(one, alone, 1), within(1e-5));
        }
    }

    private static void close(float[] values, float[] expected) {
        assertThat(values).hasSameSizeAs(expected);
        for (int k = 0; k < values.length; k++) {
            assertThat(values[k]).isCloseTo(expected[k], within(1e-4f));
        }
    }

    @Test
    void everyLimitIsHeldOverAllChannelsAndTheLargestVInEach() {
        ImageBatch images = images(1, 1, 3);
        Perturbation raw = fields(images, 3).times(20, 20);
        for (IntensityFields kind : IntensityFields.values()) {
            Perturbation held = new Budget(BUDGET, kind).project(images, raw);
            float[] rebuilt = Warp.perturb(images, held).pixels();
            assertThat(Perceptibility.of(images.pixels(), rebuilt)).isBetween(0.04, 0.05);
            assertThat(BudgetedImage.tallest(held.intensity())).isLessThanOrEqualTo(0.3);
            assertThat(Displacement.longest(held.deformation(), 2)).isLessThanOrEqualTo(3);
            assertThat(FieldSmoothness.highFrequencyShare(held.intensity(), Grid.of(SIDE, SIDE)))
                    .isLessThanOrEqualTo(0.25);
            double[] own = Perceptibility.ofChannels(images.pixels(), rebuilt, 3);
            assertThat((own[0] + own[1] + own[2]) / 3)
                    .isCloseTo(Perceptibility.of(images.pixels(), rebuilt), within(1e-9));
        }
    }

    /** What fills one channel alone is twice as large there as what fills both: the mean is over both. */
    @Test
    void oneChannelAloneMaySpendWhatTheOtherLeaves() {
        ImageBatch images = images(1, 1, 2);
        BudgetSpec free = new BudgetSpec(0.05, 3, 0, 1, 1);
        float[] first = new float[2 * SIDE * SIDE];
        float[] both = new float[first.length];
        for (int k = 0; k < first.length; k++) {
            first[k] = k % 2 == 0 ? 1 : 0;
            both[k] = 1;
        }
        float[] none = new float[2 * SIDE * SIDE];
        Budget budget = new Budget(free);
        assertThat(budget.fill(images, new Perturbation(none, first, images)).intensity()[0])
                .isCloseTo(0.1f, within(1e-4f));
        assertThat(budget.fill(images, new Perturbation(none, both, images)).intensity()[0])
                .isCloseTo(0.05f, within(1e-4f));
    }

    @Test
    void aSharedVIsTheMeanAndStaysWhatItIs() {
        ImageBatch images = new ImageBatch(new float[4], 1, Grid.of(1, 2), 2);
        Perturbation own = new Perturbation(new float[4], new float[] {0.1f, 0.3f, 0, -0.2f}, images);
        Budget shared = new Budget(new BudgetSpec(1, 1, 1, 1, 1), IntensityFields.SHARED);
        Perturbation held = shared.project(images, own);
        assertThat(held.intensity()).containsExactly(0.2f, 0.2f, -0.1f, -0.1f);
        assertThat(shared.project(images, held)).isSameAs(held);
        assertThat(shared.times(0.5).intensities()).isEqualTo(IntensityFields.SHARED);
        assertThat(shared.withPerceptibility(0.5).intensities()).isEqualTo(IntensityFields.SHARED);
        assertThat(new Budget(new BudgetSpec(1, 1, 1, 1, 1)).project(images, own))
                .isSameAs(own);
    }

    @Test
    void sharedFieldsAreTheSameInAllChannelsToTheBit() {
        ImageBatch images = images(1, 2, 3);
        Budget budget = new Budget(BUDGET, IntensityFields.SHARED);
        assertThat(shared(budget.fill(images, fields(images, 3)), 3)).isTrue();
        assertThat(shared(budget.project(images, fields(images, 3).times(20, 20)), 3))
                .isTrue();
        for (IntensityFields kind : IntensityFields.values()) {
            Perturbation drawn = new RandomFields(new RandomFields.Size(1, 0.2), List.of(8, 8), kind)
                    .perturb(images, 1, 5)
                    .get(0);
            assertThat(shared(drawn, 3)).isEqualTo(kind == IntensityFields.SHARED);
            assertThat(drawn.fits(images)).isTrue();
        }
    }

    /** Whether V is the same in all channels. */
    private static boolean shared(Perturbation fields, int channels) {
        for (int k = 0; k < fields.intensity().length; k++) {
            if (fields.intensity()[k] != fields.intensity()[k - k % channels]) {
                return false;
            }
        }
        return true;
    }

    private static Perturbation moved(Perturbation raw, Perturbation along, double step) {
        Perturbation moved = raw.copy();
        for (int k = 0; k < moved.deformation().length; k++) {
            moved.deformation()[k] += (float) (step * along.deformation()[k]);
        }
        for (int k = 0; k < moved.intensity().length; k++) {
            moved.intensity()[k] += (float) (step * along.intensity()[k]);
        }
        return moved;
    }

    private static ImageBatch channel(ImageBatch images, int channel) {
        return new ImageBatch(Channels.one(images.pixels(), channel, images.channels()), images.count(), images.grid());
    }

    private static ImageBatch images(long seed, int count, int channels) {
        return new ImageBatch(smooth(seed, count * SIDE * SIDE * channels, channels, 1), count, GRID, channels);
    }

    private static Perturbation fields(ImageBatch images, long seed) {
        int points = images.count() * SIDE * SIDE;
        return new Perturbation(
                smooth(seed, 2 * points, 2, 0.5),
                smooth(seed + 100, images.channels() * points, images.channels(), 0.2),
                images);
    }

    /** Slow waves, others in each channel. */
    private static float[] smooth(long seed, int length, int channels, double size) {
        Random random = new Random(seed);
        double[][] waves = new double[channels][];
        for (int c = 0; c < channels; c++) {
            waves[c] = new double[] {
                0.3 + 0.3 * random.nextDouble(), 0.3 + 0.3 * random.nextDouble(), 6.28 * random.nextDouble()
            };
        }
        float[] out = new float[length];
        for (int i = 0; i < length; i++) {
            double[] w = waves[i % channels];
            int column = i / channels % SIDE;
            int row = i / channels / SIDE;
            out[i] = (float) (size * Math.sin(w[0] * column + w[1] * row + w[2]));
        }
        return out;
    }
}
