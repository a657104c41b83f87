package org.duress.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.duress.base.Grid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FieldSmoothnessTest {
    /** Cosines on the grid of frequencies: all energy is in one place, whatever the size. */
    @ParameterizedTest
    @CsvSource({
        "64, 64, 3, 0, 0", // 3/64 is below 1/16
        "64, 64, 4, 0, 0", // on the line counts as below
        "64, 64, 5, 0, 1",
        "64, 64, 0, 3, 0",
        "64, 64, 0, 5, 1",
        "64, 64, 3, 3, 1", // each axis is below, the radius is above
        "64, 64, 2, -3, 0",
        "64, 64, 32, 32, 1",
        "128, 128, 7, 3, 0",
        "128, 128, 8, 1, 1",
        "50, 33, 1, 1, 0", // no power of two
        "50, 33, 2, 2, 1",
        "33, 257, 16, 0, 0",
        "33, 257, 17, 0, 1",
        "10, 12, 1, 0, 1" // too small to hold a long wave
    })
    void aPureWaveIsOnOneSideOfTheLine(int height, int width, int kx, int ky, double share) {
        float[] field = wave(height, width, kx, ky);
        assertThat(FieldSmoothness.highFrequencyShare(field, Grid.of(height, width)))
                .isCloseTo(share, within(1e-9));
    }

    @Test
    void energiesAddUp() {
        float[] slow = wave(64, 64, 2, 1);
        float[] fast = wave(64, 64, 10, 0);
        float[] both = new float[slow.length];
        for (int i = 0; i < both.length; i++) {
            both[i] = 7 + 2 * slow[i] + fast[i];
        }
        assertThat(FieldSmoothness.highFrequencyShare(both, Grid.of(64, 64))).isCloseTo(0.2, within(1e-6));
    }

    @Test
    void channelsShareOneEnergy() {
        float[] slow = wave(32, 32, 1, 0);
        float[] fast = wave(32, 32, 0, 9);
        float[] field = new float[2 * slow.length];
        for (int i = 0; i < slow.length; i++) {
            field[2 * i] = slow[i];
            field[2 * i + 1] = 3 * fast[i];
        }
        assertThat(FieldSmoothness.highFrequencyShare(field, Grid.of(32, 32))).isCloseTo(0.9, within(1e-6));
    }

    /** White noise has its energy everywhere: the share is that of the frequencies above the line. */
    @Test
    void noiseIsMostlyAboveTheLine() {
        Random random = new Random(3);
        float[] noise = new float[128 * 128];
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (float) random.nextGaussian();
        }
        assertThat(FieldSmoothness.highFrequencyShare(noise, Grid.of(128, 128)))
                .isCloseTo(1 - Math.PI / 256, within(0.005));
    }

    @Test
    void neitherScaleNorOffsetMatters() {
        Random random = new Random(4);
        float[] field = new float[24 * 40];
        float[] moved = new float[field.length];
        for (int i = 0; i < field.length; i++) {
            field[i] = random.nextInt(100);
            moved[i] = 4 * field[i] + 17;
        }
        assertThat(FieldSmoothness.highFrequencyShare(moved, Grid.of(24, 40)))
                .isCloseTo(FieldSmoothness.highFrequencyShare(field, Grid.of(24, 40)), within(1e-12));
    }

    @Test
    void aFlatFieldHasNoEnergyToShare() {
        float[] flat = new float[32 * 32];
        assertThat(FieldSmoothness.highFrequencyShare(flat, Grid.of(32, 32))).isNaN();
        Arrays.fill(flat, 0.1f);
        assertThat(FieldSmoothness.highFrequencyShare(flat, Grid.of(32, 32))).isNaN();
    }

    @ParameterizedTest
    @CsvSource({"64, 64", "50, 33", "10, 12", "33, 96"})
    void theLowPassLeavesExactlyWhatTheShareCounts(int height, int width) {
        Random random = new Random(6);
        float[] field = new float[height * width * 2];
        for (int i = 0; i < field.length; i++) {
            field[i] = (float) (3 + random.nextGaussian() + Math.sin(0.1 * i));
        }
        double[] low = FieldSmoothness.lowPass(field, Grid.of(height, width));
        float[] slow = new float[field.length];
        float[] fast = new float[field.length];
        double[] mean = new double[2];
        for (int i = 0; i < field.length; i++) {
            slow[i] = (float) low[i];
            fast[i] = (float) (field[i] - low[i]);
            mean[i % 2] += field[i] / (double) (height * width);
        }
        double total = 0;
        double rest = 0;
        for (int i = 0; i < field.length; i++) {
            total += (field[i] - mean[i % 2]) * (field[i] - mean[i % 2]);
            rest += (double) fast[i] * fast[i];
        }
        assertThat(FieldSmoothness.highFrequencyShare(field, Grid.of(height, width)))
                .isCloseTo(rest / total, within(1e-6));
        assertThat(FieldSmoothness.highFrequencyShare(fast, Grid.of(height, width)))
                .isCloseTo(1, within(1e-6));
        if (height > 16) {
            assertThat(FieldSmoothness.highFrequencyShare(slow, Grid.of(height, width)))
                    .isCloseTo(0, within(1e-6));
        }
    }

    @Test
    void theLargestGradientIsBetweenNeighboursOfOneChannel() {
        // 2 x 3 pixels, two channels
        float[] field = {0, 9, 1, 9, 3, 9, 0, 9, 1, 5, 0, 9};
        // channel 0: |3 - 0| below; channel 1: |5 - 9|; the row's end and the next row's begin are no neighbours
        assertThat(FieldSmoothness.largestGradient(field, Grid.of(2, 3))).isEqualTo(4);
        assertThat(FieldSmoothness.largestGradient(new float[] {5, 1, 1, -8}, Grid.of(1, 4)))
                .isEqualTo(9);
        assertThat(FieldSmoothness.largestGradient(new float[] {0, 100, 50, 100}, Grid.of(2, 2)))
                .isEqualTo(100);
        assertThat(FieldSmoothness.largestGradient(new float[] {0, 10, 10, 20}, Grid.of(2, 2)))
                .isEqualTo(10);
        assertThat(FieldSmoothness.largestGradient(new float[] {3}, Grid.of(1, 1)))
                .isZero();
    }

    @Test
    void refusesAFieldOfAnotherShape() {
        assertThatThrownBy(() -> FieldSmoothness.largestGradient(new float[5], Grid.of(2, 3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a field of 2 x 3 needs 6 values for each of its channels, not 5");
    }

    private static float[] wave(int height, int width, int kx, int ky) {
        float[] field = new float[height * width];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                field[y * width + x] =
                        (float) Math.cos(2 * Math.PI * ((double) kx * x / width + (double) ky * y / height));
            }
        }
        return field;
    }
}
