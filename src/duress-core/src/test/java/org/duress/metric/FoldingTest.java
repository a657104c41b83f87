package org.duress.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FoldingTest {
    @Test
    void aShiftDoesNotFold() {
        float[] d = new float[2 * 12];
        Arrays.fill(d, 3.5f);
        assertThat(Folding.share(d, 3, 4)).isZero();
    }

    /** x + D(x) = (1 + a) x: determinant 1 + a along x, so it folds from a = -1 on. */
    @Test
    void squeezingFoldsFromTheDegenerateLineOn() {
        assertThat(Folding.share(linear(-0.99f, 0), 4, 5)).isZero();
        assertThat(Folding.share(linear(-1f, 0), 4, 5)).isEqualTo(1);
        assertThat(Folding.share(linear(-1.5f, 0), 4, 5)).isEqualTo(1);
        assertThat(Folding.share(linear(0, -1.5f), 4, 5)).isEqualTo(1);
    }

    /** Mirroring both axes is a half turn: determinant (1 - 2)(1 - 2) = 1. */
    @Test
    void aHalfTurnDoesNotFold() {
        assertThat(Folding.share(linear(-2, -2), 4, 5)).isZero();
    }

    /** D_x = y, D_y = x: determinant 1 * 1 - 1 * 1 = 0. */
    @Test
    void crossTermsCount() {
        float[] d = new float[2 * 9];
        for (int y = 0; y < 3; y++) {
            for (int x = 0; x < 3; x++) {
                d[2 * (y * 3 + x)] = y;
                d[2 * (y * 3 + x) + 1] = x;
            }
        }
        assertThat(Folding.share(d, 3, 3)).isEqualTo(1);
        for (int i = 1; i < d.length; i += 2) {
            d[i] = -d[i];
        }
        assertThat(Folding.share(d, 3, 3)).isZero();
    }

    @Test
    void countsSinglePixels() {
        float[] d = new float[2 * 9];
        d[2 * 4] = 2;
        // (1, 1): 1 + (0 - 2) = -1 folds; (1, 0): 1 + 2 = 3; (0, 1): dxdy = 2 alone changes nothing. One of four.
        assertThat(Folding.share(d, 3, 3)).isEqualTo(0.25);
    }

    @Test
    void theFirstFactorIsWhereTheDeterminantFirstVanishes() {
        assertThat(Folding.firstFactor(linear(-2, 0), 4, 5, 0)).isEqualTo(0.5);
        assertThat(Folding.firstFactor(linear(-2, -4), 4, 5, 0)).isEqualTo(0.25);
        assertThat(Folding.firstFactor(linear(3, 0.5f), 4, 5, 0)).isInfinite();
        assertThat(Folding.firstFactor(linear(-2, 0), 4, 5, 1)).isInfinite();
        assertThat(Folding.firstFactor(new float[2 * 20], 4, 5, 0)).isInfinite();
        float[] single = new float[2 * 9];
        single[2 * 4] = 4;
        // One pixel of four folds, from a quarter of it on.
        assertThat(Folding.firstFactor(single, 3, 3, 0)).isEqualTo(0.25);
        assertThat(Folding.firstFactor(single, 3, 3, 0.24)).isEqualTo(0.25);
        assertThat(Folding.firstFactor(single, 3, 3, 0.25)).isInfinite();
    }

    @Test
    void belowTheFirstFactorNoMoreThanTheShareFolds() {
        Random random = new Random(1);
        for (int trial = 0; trial < 50; trial++) {
            float[] d = new float[2 * 12 * 9];
            for (int i = 0; i < d.length; i++) {
                d[i] = (float) random.nextGaussian();
            }
            double share = 0.1 * random.nextInt(3);
            double first = Folding.firstFactor(d, 12, 9, share);
            for (int k = 1; k <= 20; k++) {
                float[] scaled = new float[d.length];
                double factor = (1 - 1e-6) * first * k / 20;
                for (int i = 0; i < d.length; i++) {
                    scaled[i] = (float) (factor * d[i]);
                }
                assertThat(Folding.share(scaled, 12, 9)).isLessThanOrEqualTo(share);
            }
            float[] beyond = new float[d.length];
            for (int i = 0; i < d.length; i++) {
                beyond[i] = (float) (1.00001 * first * d[i]);
            }
            // With a share, others may have unfolded by then.
            if (share == 0) {
                assertThat(Folding.share(beyond, 12, 9)).as("trial %d", trial).isPositive();
            }
        }
    }

    private static float[] linear(float a, float b) {
        float[] d = new float[2 * 20];
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 5; x++) {
                d[2 * (y * 5 + x)] = a * x;
                d[2 * (y * 5 + x) + 1] = b * y;
            }
        }
        return d;
    }
}
