package org.duress.attack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.EnumSet;
import java.util.List;
import org.duress.base.Grid;
import org.duress.metric.FieldSmoothness;
import org.duress.metric.RootMeanSquare;
import org.duress.model.ImageBatch;
import org.duress.spec.FieldKind;
import org.junit.jupiter.api.Test;

class RandomFieldsTest {
    private static final ImageBatch IMAGES = new ImageBatch(new float[2 * 32 * 32], 2, Grid.of(32, 32));

    @Test
    void eachFieldHasTheSizeAskedFor() {
        List<Perturbation> drawn =
                new RandomFields(new RandomFields.Size(1.5, 0.25), List.of(8, 8)).perturb(IMAGES, 3, 5);
        assertThat(drawn).hasSize(3).allSatisfy(fields -> {
            for (int i = 0; i < 2; i++) {
                assertThat(RootMeanSquare.of(fields.deformation(), i * 2048, 2048))
                        .isCloseTo(1.5, within(1e-5));
                assertThat(RootMeanSquare.of(fields.intensity(), i * 1024, 1024))
                        .isCloseTo(0.25, within(1e-6));
            }
        });
        assertThat(drawn.get(0).intensity()).isNotEqualTo(drawn.get(1).intensity());
    }

    @Test
    void theSameSeedDrawsTheSame() {
        RandomFields fields = new RandomFields(new RandomFields.Size(1, 1), List.of(8, 8));
        assertThat(fields.perturb(IMAGES, 1, 5).get(0).deformation())
                .isEqualTo(fields.perturb(IMAGES, 1, 5).get(0).deformation())
                .isNotEqualTo(fields.perturb(IMAGES, 1, 6).get(0).deformation());
    }

    @Test
    void areAsSmoothAsTheirControlPointsAreFarApart() {
        Perturbation coarse = new RandomFields(new RandomFields.Size(0, 1), List.of(16, 16))
                .perturb(IMAGES, 1, 5)
                .get(0);
        Perturbation fine = new RandomFields(new RandomFields.Size(0, 1), List.of(2, 2))
                .perturb(IMAGES, 1, 5)
                .get(0);
        assertThat(steepest(coarse)).isLessThan(steepest(fine) / 3);
    }

    private static double steepest(Perturbation fields) {
        float[] one = java.util.Arrays.copyOf(fields.intensity(), 1024);
        return FieldSmoothness.largestGradient(one, Grid.of(32, 32));
    }

    @Test
    void aFieldThatMayNotBeUsedIsZero() {
        RandomFields.Size size = new RandomFields.Size(1, 1).only(EnumSet.of(FieldKind.INTENSITY));
        Perturbation fields =
                new RandomFields(size, List.of(8, 8)).perturb(IMAGES, 1, 5).get(0);
        assertThat(fields.deformation()).containsOnly(0);
        assertThat(RootMeanSquare.of(fields.intensity(), 0, 1024)).isCloseTo(1, within(1e-5));
    }
}
