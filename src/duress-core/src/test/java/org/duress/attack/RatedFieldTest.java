package org.duress.attack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.duress.base.Grid;
import org.duress.metric.FieldSmoothness;
import org.junit.jupiter.api.Test;

/** What is known of a field without looking is what looking at it says. */
class RatedFieldTest {
    private static final double LIMIT = 0.1;

    private static float[] field(Grid grid, int channels, double waves, double mean, long seed) {
        Random random = new Random(seed);
        float[] field = new float[grid.voxels() * channels];
        for (int i = 0; i < field.length; i++) {
            int voxel = i / channels;
            double x = (double) voxel / grid.columns();
            field[i] = (float) (mean + Math.sin(2 * Math.PI * x) + waves * random.nextGaussian());
        }
        return field;
    }

    @Test
    void aMultipleIsRatedAsIfItWereMeasured() {
        int rough = 0;
        for (Grid grid : List.of(Grid.of(24, 36), Grid.of(5, 20, 36))) {
            for (int seed = 0; seed < 60; seed++) {
                // Shares on both sides of the limit, many of them near it.
                double waves = 0.21 + 0.001 * seed;
                double mean = seed % 3 == 0 ? 1000 : seed % 3;
                Random random = new Random(seed);
                RatedField rated = RatedField.of(field(grid, 1 + seed % 2, waves, mean, seed), grid, LIMIT);
                rated.tooRough();
                for (int k = 0; k < 4; k++) {
                    rated = rated.times(0.3 + random.nextDouble());
                    boolean measured = FieldSmoothness.highFrequencyShare(rated.values(), grid) > LIMIT;
                    assertThat(rated.tooRough()).isEqualTo(measured);
                    rough += measured ? 1 : 0;
                }
            }
        }
        assertThat(rough).as("some are, some are not").isBetween(50, 430);
    }

    @Test
    void whatWasSmoothedIsSmoothEnoughAndSoAreItsMultiples() {
        Grid grid = Grid.of(32, 40);
        for (int seed = 0; seed < 40; seed++) {
            double mean = seed % 4 == 0 ? 1e6 : seed % 4;
            RatedField rough = RatedField.of(field(grid, 2, 1, mean, seed), grid, LIMIT);
            assertThat(rough.tooRough()).isTrue();
            RatedField smooth = rough.smooth(1 - 1e-6);
            assertThat(smooth.values())
                    .isEqualTo(SmoothField.of(rough.values(), grid, LIMIT, 1 - 1e-6)
                            .values());
            for (RatedField one :
                    List.of(smooth, smooth.times(0.7), smooth.times(0.7).times(1.9))) {
                assertThat(one.tooRough()).isEqualTo(FieldSmoothness.highFrequencyShare(one.values(), grid) > LIMIT);
            }
        }
    }

    @Test
    void whatIsSmoothEnoughOrEmptyStaysAsItIs() {
        Grid grid = Grid.of(32, 32);
        for (float[] values : List.of(new float[1024], field(grid, 1, 0, 2, 1))) {
            RatedField rated = RatedField.of(values, grid, LIMIT);
            assertThat(rated.smooth(0.9)).isSameAs(rated);
            assertThat(rated.times(1)).isSameAs(rated);
            assertThat(rated.values()).isSameAs(values);
        }
        RatedField noise = RatedField.of(field(grid, 1, 1, 0, 1), grid, LIMIT);
        assertThat(noise.times(0).tooRough()).isFalse();
        assertThat(RatedField.of(noise.values(), grid, 1).tooRough())
                .as("without a limit")
                .isFalse();
    }
}
