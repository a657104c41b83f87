package org.duress.gate.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.duress.attack.Budget;
import org.duress.attack.ControlSpacing;
import org.duress.attack.Perceived;
import org.duress.attack.Perturbation;
import org.duress.attack.RandomFields;
import org.duress.attack.Warp;
import org.duress.base.Grid;
import org.duress.base.Scope;
import org.duress.metric.Perceptibility;
import org.duress.metric.RootMeanSquare;
import org.duress.model.ImageBatch;
import org.duress.spec.BudgetSpec;
import org.duress.spec.FieldKind;
import org.junit.jupiter.api.Test;

class RandomControlTest {
    private static final BudgetSpec BUDGET = new BudgetSpec(0.3, 8, 0, 1, 1);
    private final ImageBatch images = images();

    @Test
    void drawsSpendTheSamePAsWhatWasFoundImageByImage() {
        Perturbation found = Perturbation.joined(List.of(fields(0.5, 0.05, 1), fields(1, 0.1, 2)));
        List<Perturbation> drawn = new RandomControl(
                        new Budget(BUDGET), EnumSet.allOf(FieldKind.class), ControlSpacing.USUAL)
                .perturb(images, found, 3, 7);
        assertThat(drawn).hasSize(3);
        for (Perturbation one : drawn) {
            for (int i = 0; i < 2; i++) {
                assertThat(p(one, i))
                        .isCloseTo(p(found, i), within(2e-3 * p(found, i)))
                        .isLessThanOrEqualTo(p(found, i));
                // The same mixture of D and V.
                assertThat(ratio(one, i)).isCloseTo(ratio(found, i), within(1e-3 * ratio(found, i)));
            }
        }
        assertThat(drawn.get(0).intensity()).isNotEqualTo(drawn.get(1).intensity());
    }

    @Test
    void whereNothingWasFoundTheWholeBudgetIsSpent() {
        Perturbation none = Perturbation.none(2, Grid.of(32, 32));
        List<Perturbation> drawn = new RandomControl(
                        new Budget(BUDGET), EnumSet.of(FieldKind.INTENSITY), ControlSpacing.USUAL)
                .perturb(images, none, 1, 7);
        assertThat(p(drawn.get(0), 0)).isCloseTo(0.3, within(1e-3));
        assertThat(drawn.get(0).deformation()).containsOnly(0);
    }

    /** Over the voxels that may be attacked. */
    @Test
    void ofVolumesItIsAsOfSlices() {
        Grid grid = Grid.of(6, 20, 16).spaced(4, 1, 1);
        byte[] codes = new byte[grid.voxels()];
        Arrays.fill(codes, 0, 640, Scope.OUTSIDE);
        float[] voxels = new float[grid.voxels() * 2];
        Random random = new Random(1);
        for (int i = 0; i < voxels.length; i++) {
            voxels[i] = (float) random.nextGaussian();
        }
        ImageBatch volume = new ImageBatch(voxels, 1, grid, 2).scoped(List.of(Scope.of(codes)));
        Perturbation found = new Budget(BUDGET)
                .project(
                        volume,
                        new RandomFields(new RandomFields.Size(0.5, 0.05), ControlSpacing.USUAL.on(grid, 8))
                                .perturb(volume, 1, 3)
                                .get(0));
        double p = perceived(volume, found);
        List<Perturbation> drawn = new RandomControl(
                        new Budget(BUDGET), EnumSet.allOf(FieldKind.class), ControlSpacing.USUAL)
                .perturb(volume, found, 2, 7);
        for (Perturbation one : drawn) {
            assertThat(perceived(volume, one)).isBetween(0.998 * p, p);
            assertThat(ratio(one, 0)).isCloseTo(ratio(found, 0), within(1e-3 * ratio(found, 0)));
        }
        assertThat(drawn.get(0).deformation()).isNotEqualTo(drawn.get(1).deformation());
    }

    private static double perceived(ImageBatch image, Perturbation fields) {
        return Perceived.perceptibility(image, Warp.perturb(image, fields).pixels(), 0);
    }

    private double p(Perturbation fields, int image) {
        ImageBatch one = images.one(image);
        return Perceptibility.of(
                one.pixels(), Warp.perturb(one, fields.one(image)).pixels());
    }

    private static double ratio(Perturbation fields, int image) {
        Perturbation one = fields.one(image);
        return RootMeanSquare.of(one.deformation(), 0, one.deformation().length)
                / RootMeanSquare.of(one.intensity(), 0, one.intensity().length);
    }

    private static Perturbation fields(double d, double v, long seed) {
        return new RandomFields(new RandomFields.Size(d, v), List.of(8, 8))
                .perturb(new ImageBatch(new float[1024], 1, Grid.of(32, 32)), 1, seed)
                .get(0);
    }

    private static ImageBatch images() {
        Random random = new Random(3);
        float[] pixels = new float[2 * 32 * 32];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (float) (Math.sin(0.3 * (i % 32)) + 0.2 * random.nextGaussian());
        }
        return new ImageBatch(pixels, 2, Grid.of(32, 32));
    }
}
