package org.duress.gate.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import org.duress.attack.Perturbation;
import org.duress.base.Grid;
import org.duress.data.Slice;
import org.duress.metric.Dice;
import org.duress.metric.Ssim;
import org.duress.result.slice.CleanSlice;
import org.duress.spec.RealismSpec;
import org.junit.jupiter.api.Test;

class RealismJudgeTest {
    private static final Grid GRID = Grid.of(12, 12);
    private static final int PIXELS = 144;

    private final CleanSlice clean = clean(GRID.spaced(2, 2));

    private static CleanSlice clean(Grid grid) {
        float[] image = new float[PIXELS];
        for (int p = 0; p < PIXELS; p++) {
            image[p] = p % 12 - 6 + p / 12 % 3;
        }
        return new CleanSlice("s", new Slice("z", grid, image, new byte[PIXELS]), new byte[PIXELS], List.of(Dice.NONE));
    }

    private static RealismJudge judge(RealismSpec limits) {
        return RealismJudge.of(limits);
    }

    private static Perturbation shifted(float pixels) {
        float[] deformation = new float[2 * PIXELS];
        for (int i = 0; i < deformation.length; i += 2) {
            deformation[i] = pixels;
        }
        return new Perturbation(deformation, new float[PIXELS], 1, GRID);
    }

    @Test
    void fieldsAreScaledBackToTheLimit() {
        RealismJudge judge = judge(new RealismSpec(-1, OptionalDouble.empty(), OptionalDouble.of(5)));
        // 4 columns of 2 mm: 8 mm, of which 5 are allowed.
        RealismJudge.Held held = judge.hold(List.of(clean), shifted(4));
        assertThat(held.slices().get(0).scale())
                .isCloseTo(0.625, within(1 / 128.0))
                .isLessThanOrEqualTo(0.625);
        assertThat(held.fields().deformation()[0])
                .isEqualTo((float) (4 * held.slices().get(0).scale()));
    }

    @Test
    void whatCountsIsLeftAsItIsToTheBit() {
        RealismJudge judge = judge(new RealismSpec(-1, OptionalDouble.empty(), OptionalDouble.of(5)));
        Perturbation fields = Perturbation.joined(List.of(shifted(2), shifted(4)));
        RealismJudge.Held held = judge.hold(List.of(clean, clean), fields);
        assertThat(held.slices().get(0).scale()).isEqualTo(1);
        assertThat(held.fields().one(0).deformation()).isEqualTo(shifted(2).deformation());
        assertThat(held.slices().get(1).scale()).isLessThan(1);
        assertThat(fields.one(1).deformation()).isEqualTo(shifted(4).deformation());
    }

    @Test
    void whatNoScaleMakesRealisticIsGivenUp() {
        RealismJudge judge = RealismJudge.of(
                new RealismSpec(-1, OptionalDouble.of(50), OptionalDouble.empty()),
                images -> new double[] {images.pixels()[0] == clean.slice().image()[0] ? 0 : -1},
                0);
        RealismJudge.Held held = judge.hold(List.of(clean), shifted(4));
        assertThat(held.slices().get(0).scale()).isZero();
        assertThat(held.fields().deformation()).isEqualTo(shifted(4).deformation());
    }

    @Test
    void similarityHoldsThemToo() {
        float[] noise = new float[PIXELS];
        for (int p = 0; p < PIXELS; p++) {
            noise[p] = p % 2 == 0 ? 4 : -4;
        }
        Perturbation rough = new Perturbation(new float[2 * PIXELS], noise, 1, GRID);
        RealismJudge judge = judge(new RealismSpec(0.9, OptionalDouble.empty(), OptionalDouble.empty()));
        RealismJudge.Held held = judge.hold(List.of(clean), rough);
        assertThat(held.slices().get(0).scale()).isStrictlyBetween(0.0, 1.0);
        float[] attacked = clean.slice().image().clone();
        for (int p = 0; p < PIXELS; p++) {
            attacked[p] += held.fields().intensity()[p];
        }
        assertThat(Ssim.of(clean.slice().image(), attacked, Grid.of(12, 12))).isBetween(0.9, 0.93);
    }
}
