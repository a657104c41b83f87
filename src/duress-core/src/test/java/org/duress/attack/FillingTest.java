package org.duress.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.duress.base.FiniteDifferences;
import org.duress.base.Grid;
import org.duress.metric.Displacement;
import org.duress.metric.Folding;
import org.duress.metric.Perceptibility;
import org.duress.model.ImageBatch;
import org.duress.spec.BudgetSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A linear loss of the filled fields, against its differences. */
class FillingTest {
    private static final int SIDE = 32;
    private static final Grid GRID = Grid.of(SIDE, SIDE);
    private static final BudgetSpec OPEN = new BudgetSpec(0.05, 50, 0, 1, 1);

    private final ImageBatch images = new ImageBatch(smooth(1, 2, 1), 2, GRID);
    private final Perturbation weights = new Perturbation(noise(7, 4), noise(8, 2), 2, GRID);

    @ParameterizedTest
    @ValueSource(doubles = {0.02, 0.05, 0.09})
    void theGradientGoesThroughTheScaleThatFillsP(double p) {
        Perturbation raw = raw(1, 0.2);
        assertThat(slope(OPEN.withPerceptibility(p), raw, raw(9, 0.1)))
                .isCloseTo(difference(OPEN.withPerceptibility(p), raw, raw(9, 0.1)), within(0.05));
    }

    /** To the bit, whether the fields that were found had to be changed or not. */
    @Test
    void theImagesUnderFilledFieldsAreWhatTheWarpGives() {
        BudgetSpec small = new BudgetSpec(0.05, 0.1, 0, 0.1, 0.1, 0.3);
        for (BudgetSpec budget : List.of(OPEN, OPEN.withPerceptibility(0.02), small)) {
            Filling filling = Filling.of(Collections.nCopies(2, budget), images, KeptFields.of(raw(1, 0.2)));
            Perturbation fields = filling.fields().fields();
            assertThat(filling.perturbed().images().pixels())
                    .isEqualTo(Warp.perturb(images, fields).pixels());
        }
    }

    /** Growing as a whole changes nothing, so it has no slope. */
    @Test
    void growingAsAWholeHasNoSlope() {
        Perturbation raw = raw(1, 0.2);
        double alike = slope(OPEN, raw, raw);
        assertThat(alike).isCloseTo(0, within(1e-3 * Math.abs(slope(OPEN, raw, raw(9, 0.1)))));
    }

    /** A deformation that may not be longer stays as it is when V grows beyond it. */
    @Test
    void whereDStaysBehindVFillsWhatIsLeft() {
        BudgetSpec shortD = new BudgetSpec(0.05, 0.1, 0, 1, 1);
        Perturbation raw = raw(1, 0.2);
        Perturbation fields = filled(shortD, raw);
        float[] rebuilt = Warp.perturb(images, fields).pixels();
        for (int i = 0; i < 2; i++) {
            assertThat(Displacement.longest(fields.one(i).deformation(), 2)).isCloseTo(0.1, within(1e-5));
            assertThat(Perceptibility.of(images.pixels(), rebuilt, i * SIDE * SIDE, SIDE * SIDE))
                    .isCloseTo(0.05, within(1e-4));
        }
        Perturbation onlyV =
                new Perturbation(new float[4 * SIDE * SIDE], raw(9, 0.1).intensity(), 2, GRID);
        assertThat(slope(shortD, raw, onlyV)).isCloseTo(difference(shortD, raw, onlyV), within(0.05));
    }

    /** What a rough field may keep of its details grows with its slow part, and the gradient says so. */
    @Test
    void theGradientGoesThroughWhatARoughFieldKeeps() {
        BudgetSpec smooth = new BudgetSpec(0.05, 50, 0, 0.1, 0.1, 0.3);
        Perturbation raw = raw(1, 0.2);
        for (int k = 0; k < raw.intensity().length; k++) {
            raw.intensity()[k] += 0.2f * checkerboard()[k];
            raw.deformation()[2 * k] += 0.1f * checkerboard()[k];
        }
        for (long seed = 9; seed < 14; seed++) {
            double difference = difference(smooth, raw, raw(seed, 0.1));
            assertThat(slope(smooth, raw, raw(seed, 0.1)))
                    .isCloseTo(difference, within(0.02 + 0.05 * Math.abs(difference)));
        }
    }

    /** What is too rough is smoothed, and its gradient too: of one that is all fast, next to nothing is left. */
    @Test
    void whatIsSmoothedAwayHasHardlyASlope() {
        BudgetSpec smooth = new BudgetSpec(0.05, 50, 0, 1, 0.01);
        Perturbation raw = new Perturbation(new float[4 * SIDE * SIDE], noise(3, 2), 2, GRID);
        Perturbation fast = new Perturbation(new float[4 * SIDE * SIDE], checkerboard(), 2, GRID);
        double free = Math.abs(slope(OPEN, raw, fast));
        assertThat(Math.abs(slope(smooth, raw, fast))).isLessThan(0.2 * free);
    }

    @Test
    void eachImageHasItsOwnBudgetAndNothingToDoWithTheOther() {
        Perturbation raw = raw(1, 0.2);
        List<BudgetSpec> budgets = List.of(OPEN.withPerceptibility(0.03), OPEN.withPerceptibility(0.08));
        Filling both = Filling.of(budgets, images, KeptFields.of(raw));
        FieldGradient gradient = both.pullback(new FieldGradient(weights.deformation(), weights.intensity()));
        for (int i = 0; i < 2; i++) {
            Filling alone = Filling.of(List.of(budgets.get(i)), images.one(i), KeptFields.of(raw.one(i)));
            assertThat(both.fields().one(i).deformation())
                    .isEqualTo(alone.fields().deformation());
            FieldGradient own = alone.pullback(new FieldGradient(
                    weights.one(i).deformation(), weights.one(i).intensity()));
            assertThat(gradient.one(i, 2).deformation()).isEqualTo(own.deformation());
            assertThat(gradient.one(i, 2).intensity()).isEqualTo(own.intensity());
        }
    }

    /** Nearness to folding, against differences, and 0 for what is far from it. */
    @Test
    void nearnessToFoldingHasAGradient() {
        float[] d = raw(4, 3).deformation();
        float[] gradient = new float[d.length];
        double nearness = Folding.addNearness(d, 1, Grid.of(SIDE, SIDE), 0.3, 20, gradient);
        assertThat(nearness).isPositive();
        assertThat(Folding.addNearness(new float[d.length], 1, Grid.of(SIDE, SIDE), 0.3, 20, new float[d.length]))
                .isZero();
        float[] along = raw(5, 1).deformation();
        double slope = FiniteDifferences.dot(gradient, along);
        double difference = FiniteDifferences.along(
                d,
                along,
                1e-3,
                moved -> Folding.addNearness(moved, 1, Grid.of(SIDE, SIDE), 0.3, 20, new float[d.length]));
        assertThat(slope).isCloseTo(difference, within(0.02 * Math.abs(difference)));
        assertThat(gradient[0]).as("of the first image").isZero();
    }

    private Perturbation filled(BudgetSpec budget, Perturbation raw) {
        return Filling.of(Collections.nCopies(2, budget), images, KeptFields.of(raw))
                .fields()
                .fields();
    }

    private double slope(BudgetSpec budget, Perturbation raw, Perturbation along) {
        FieldGradient gradient = Filling.of(Collections.nCopies(2, budget), images, KeptFields.of(raw))
                .pullback(new FieldGradient(weights.deformation(), weights.intensity()));
        return gradient.along(along.deformation(), along.intensity());
    }

    private double difference(BudgetSpec budget, Perturbation raw, Perturbation along) {
        double step = 0.02;
        return (loss(filled(budget, moved(raw, along, step))) - loss(filled(budget, moved(raw, along, -step))))
                / (2 * step);
    }

    private double loss(Perturbation fields) {
        return new FieldGradient(weights.deformation(), weights.intensity())
                .along(fields.deformation(), fields.intensity());
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

    private static Perturbation raw(long seed, double size) {
        return new Perturbation(smooth(seed, 4, size), smooth(seed + 100, 2, size / 2), 2, GRID);
    }

    /** Smooth values for so many maps: sums of slow waves. */
    private static float[] smooth(long seed, int maps, double size) {
        Random random = new Random(seed);
        List<double[]> waves = new ArrayList<>();
        for (int k = 0; k < 3 * maps; k++) {
            waves.add(new double[] {
                random.nextGaussian(), random.nextDouble(), random.nextDouble(), 6.28 * random.nextDouble()
            });
        }
        float[] out = new float[maps * SIDE * SIDE];
        int perImage = out.length / 2;
        int channels = maps / 2;
        for (int i = 0; i < out.length; i++) {
            int pixel = i % perImage / channels;
            int map = i / perImage * channels + i % channels;
            int row = pixel / SIDE;
            for (int k = 0; k < 3; k++) {
                double[] w = waves.get(3 * map + k);
                out[i] += (float) (size * w[0] * Math.sin(0.6 * w[1] * (pixel % SIDE) + 0.6 * w[2] * row + w[3]));
            }
        }
        return out;
    }

    private static float[] noise(long seed, int maps) {
        Random random = new Random(seed);
        float[] out = new float[maps * SIDE * SIDE];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) random.nextGaussian();
        }
        return out;
    }

    private static float[] checkerboard() {
        float[] out = new float[2 * SIDE * SIDE];
        for (int i = 0; i < out.length; i++) {
            out[i] = (i % SIDE + i / SIDE) % 2 == 0 ? 1 : -1;
        }
        return out;
    }
}
