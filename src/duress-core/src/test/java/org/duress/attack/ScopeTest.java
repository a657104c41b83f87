package org.duress.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.duress.base.FiniteDifferences;
import org.duress.base.Grid;
import org.duress.base.Scope;
import org.duress.data.Slice;
import org.duress.metric.Perceptibility;
import org.duress.model.ImageBatch;
import org.duress.spec.BudgetSpec;
import org.junit.jupiter.api.Test;

/** Outside the field of view nothing is attacked, and what does not count moves with D. */
class ScopeTest {
    private static final int SIDE = 12;
    private static final int PIXELS = SIDE * SIDE;

    /** The left half is outside; a pixel of the rest is ignored. */
    private static final int IGNORED = 3 * SIDE + 8;

    private final Random random = new Random(3);
    private final Slice slice = slice();
    private final ImageBatch image = ImageBatch.of(slice);

    private Slice slice() {
        float[] pixels = new float[PIXELS];
        byte[] classes = new byte[PIXELS];
        for (int p = 0; p < PIXELS; p++) {
            pixels[p] = (float) random.nextGaussian();
            classes[p] = outside(p) ? Scope.OUTSIDE : 1;
        }
        classes[IGNORED] = Scope.IGNORED;
        return new Slice("s", Grid.of(SIDE, SIDE), pixels, classes);
    }

    private static boolean outside(int pixel) {
        return pixel % SIDE < SIDE / 2;
    }

    private Perturbation fields() {
        Perturbation fields = Perturbation.none(image);
        for (int k = 0; k < fields.deformation().length; k++) {
            fields.deformation()[k] = (float) random.nextGaussian();
        }
        for (int k = 0; k < fields.intensity().length; k++) {
            fields.intensity()[k] = (float) random.nextGaussian();
        }
        return fields;
    }

    @Test
    void bothFieldsEndAtTheFieldOfView() {
        Perturbation fields = fields();
        float[] attacked = Warp.perturb(image, fields).pixels();
        ImageBatch all = new ImageBatch(slice.image(), 1, slice.grid());
        float[] everywhere = Warp.perturb(all, fields).pixels();
        for (int p = 0; p < PIXELS; p++) {
            assertThat(attacked[p]).isEqualTo(outside(p) ? slice.image()[p] : everywhere[p]);
        }
    }

    @Test
    void pIsOverThePixelsInside() {
        Perturbation fields = Perturbation.none(image);
        Arrays.fill(fields.intensity(), 0.5f);
        float[] attacked = Warp.perturb(image, fields).pixels();
        assertThat(Perceptibility.of(slice.image(), attacked)).isCloseTo(0.25, within(1e-6));
        assertThat(Perceived.perceptibility(image, attacked, 0)).isCloseTo(0.5, within(1e-6));
        assertThat(new MovedImage(image, fields.deformation()).perceptibility(1, fields.intensity()))
                .isCloseTo(0.5, within(1e-6));
    }

    /** Of V alone and of both. */
    @Test
    void theBudgetIsFilledInside() {
        Budget budget = new Budget(new BudgetSpec(0.1, 2, 1, 1, 1));
        Perturbation filled = budget.fill(image, fields());
        assertThat(Perceived.perceptibility(image, Warp.perturb(image, filled).pixels(), 0))
                .isBetween(0.0995, 0.1);
        assertThat(budget.spent(image, filled, 0)).isCloseTo(1, within(5e-3));
        Perturbation shade = Perturbation.none(image);
        shade.intensity()[8] = 1;
        Perturbation alone = budget.fill(image, shade);
        assertThat(alone.intensity()[8]).isCloseTo(0.1f * PIXELS / 2, within(0.01f));
        Perturbation beside = Perturbation.none(image);
        beside.intensity()[0] = 1;
        assertThat(Warp.perturb(image, budget.fill(image, beside)).pixels()).isEqualTo(slice.image());
    }

    @Test
    void noGradientComesFromOutside() {
        Perturbation fields = fields();
        float[] direction = new float[PIXELS];
        for (int p = 0; p < PIXELS; p++) {
            direction[p] = (float) random.nextGaussian();
        }
        float[] intensity = direction.clone();
        float[] deformation = new float[2 * PIXELS];
        Warp.pullback(image, fields, intensity, deformation);
        for (int p = 0; p < PIXELS; p++) {
            assertThat(intensity[p]).isEqualTo(outside(p) ? 0 : direction[p]);
        }
        for (int k = 0; k < deformation.length; k++) {
            double slope = FiniteDifferences.slope(
                    fields.deformation(), k, 1e-3f, moved -> along(moved, fields.intensity(), direction));
            // Slopes jump from one tabulated position to the next.
            assertThat((double) deformation[k]).isCloseTo(slope, within(3e-2));
        }
    }

    private double along(float[] deformation, float[] intensity, float[] direction) {
        float[] attacked = Warp.perturb(image, new Perturbation(deformation, intensity, image))
                .pixels();
        return FiniteDifferences.dot(attacked, direction);
    }

    /** Everything moves one to the left: a pixel shows what was at its right. */
    @Test
    void whatIsIgnoredMovesAndTheFieldOfViewStays() {
        Perturbation left = Perturbation.none(image);
        for (int p = 0; p < PIXELS; p++) {
            left.deformation()[2 * p] = 1;
        }
        byte[] moved = Warp.labels(slice.classes(), left.deformation(), slice.grid());
        Scope scope = Warp.perturb(image, left).scope(0);
        for (int p = 0; p < PIXELS; p++) {
            byte expected = outside(p) ? Scope.OUTSIDE : p == IGNORED - 1 ? Scope.IGNORED : 1;
            assertThat(moved[p]).isEqualTo(expected);
            assertThat(scope.counts(p)).isEqualTo(expected == 1);
            assertThat(scope.inside(p)).isEqualTo(expected != Scope.OUTSIDE);
        }
    }

    @Test
    void aBatchKeepsTheScopeOfEachImage() {
        Slice all = new Slice("t", slice.grid(), slice.image(), new byte[PIXELS]);
        ImageBatch both = ImageBatch.of(List.of(all, slice)).picked(1, 0, 1).some(1, 3);
        assertThat(both.scope(0)).isSameAs(Scope.ALL);
        assertThat(both.scope(1).inside(0)).isFalse();
        Perturbation fields = Perturbation.joined(List.of(fields(), fields()));
        float[] attacked = Warp.perturb(both, fields).pixels();
        assertThat(attacked[0]).isNotEqualTo(slice.image()[0]);
        assertThat(attacked[PIXELS]).isEqualTo(slice.image()[0]);
    }
}
