package org.duress.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.duress.base.FiniteDifferences;
import org.duress.base.Grid;
import org.junit.jupiter.api.Test;

class FoldingTest {
    @Test
    void aShiftDoesNotFold() {
        float[] d = new float[2 * 12];
        Arrays.fill(d, 3.5f);
        assertThat(Folding.share(d, Grid.of(3, 4))).isZero();
    }

    /** x + D(x) = (1 + a) x: determinant 1 + a along x, so it folds from a = -1 on. */
    @Test
    void squeezingFoldsFromTheDegenerateLineOn() {
        assertThat(Folding.share(linear(-0.99f, 0), Grid.of(4, 5))).isZero();
        assertThat(Folding.share(linear(-1f, 0), Grid.of(4, 5))).isEqualTo(1);
        assertThat(Folding.share(linear(-1.5f, 0), Grid.of(4, 5))).isEqualTo(1);
        assertThat(Folding.share(linear(0, -1.5f), Grid.of(4, 5))).isEqualTo(1);
    }

    /** Mirroring both axes is a half turn: determinant (1 - 2)(1 - 2) = 1. */
    @Test
    void aHalfTurnDoesNotFold() {
        assertThat(Folding.share(linear(-2, -2), Grid.of(4, 5))).isZero();
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
        assertThat(Folding.share(d, Grid.of(3, 3))).isEqualTo(1);
        for (int i = 1; i < d.length; i += 2) {
            d[i] = -d[i];
        }
        assertThat(Folding.share(d, Grid.of(3, 3))).isZero();
    }

    @Test
    void countsSinglePixels() {
        float[] d = new float[2 * 9];
        d[2 * 4] = 2;
        // (1, 1): 1 + (0 - 2) = -1 folds; (1, 0): 1 + 2 = 3; (0, 1): dxdy = 2 alone changes nothing. One of four.
        assertThat(Folding.share(d, Grid.of(3, 3))).isEqualTo(0.25);
    }

    @Test
    void theFirstFactorIsWhereTheDeterminantFirstVanishes() {
        assertThat(Folding.firstFactor(linear(-2, 0), Grid.of(4, 5), 0)).isEqualTo(0.5);
        assertThat(Folding.firstFactor(linear(-2, -4), Grid.of(4, 5), 0)).isEqualTo(0.25);
        assertThat(Folding.firstFactor(linear(3, 0.5f), Grid.of(4, 5), 0)).isInfinite();
        assertThat(Folding.firstFactor(linear(-2, 0), Grid.of(4, 5), 1)).isInfinite();
        assertThat(Folding.firstFactor(new float[2 * 20], Grid.of(4, 5), 0)).isInfinite();
        float[] single = new float[2 * 9];
        single[2 * 4] = 4;
        // One pixel of four folds, from a quarter of it on.
        assertThat(Folding.firstFactor(single, Grid.of(3, 3), 0)).isEqualTo(0.25);
        assertThat(Folding.firstFactor(single, Grid.of(3, 3), 0.24)).isEqualTo(0.25);
        assertThat(Folding.firstFactor(single, Grid.of(3, 3), 0.25)).isInfinite();
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
            double first = Folding.firstFactor(d, Grid.of(12, 9), share);
            for (int k = 1; k <= 20; k++) {
                float[] scaled = new float[d.length];
                double factor = (1 - 1e-6) * first * k / 20;
                for (int i = 0; i < d.length; i++) {
                    scaled[i] = (float) (factor * d[i]);
                }
                assertThat(Folding.share(scaled, Grid.of(12, 9))).isLessThanOrEqualTo(share);
            }
            float[] beyond = new float[d.length];
            for (int i = 0; i < d.length; i++) {
                beyond[i] = (float) (1.00001 * first * d[i]);
            }
            // With a share, others may have unfolded by then.
            if (share == 0) {
                assertThat(Folding.share(beyond, Grid.of(12, 9)))
                        .as("trial %d", trial)
                        .isPositive();
            }
        }
    }

    /** Of the linear deformation D = A x the determinant is that of 1 + A, in every voxel. */
    private static float[] linear(double[][] a, Grid grid) {
        float[] d = new float[3 * grid.voxels()];
        for (int p = 0; p < grid.voxels(); p++) {
            int[] at = {p % grid.columns(), p / grid.columns() % grid.rows(), p / (grid.columns() * grid.rows())};
            for (int c = 0; c < 3; c++) {
                for (int axis = 0; axis < 3; axis++) {
                    d[3 * p + c] += (float) (a[c][axis] * at[axis]);
                }
            }
        }
        return d;
    }

    private static final Grid VOLUME = Grid.of(3, 4, 5).spaced(5, 1, 0.5);

    private static double[][] diagonal(double x, double y, double z) {
        return new double[][] {{x, 0, 0}, {0, y, 0}, {0, 0, z}};
    }

    @Test
    void whatSurelyFoldsNowhereDoesNotAtAnyFactorUpToThere() {
        Random random = new Random(3);
        int sure = 0;
        int cases = 0;
        for (Grid grid : new Grid[] {Grid.of(5, 7), Grid.of(3, 4, 5)}) {
            for (int k = 0; k < 100; k++) {
                float[] d = new float[grid.rank() * grid.voxels()];
                double size = 0.8 * random.nextDouble();
                for (int i = 0; i < d.length; i++) {
                    d[i] = (float) (size * (random.nextDouble() - 0.5));
                }
                double factor = 3 * random.nextDouble();
                cases++;
                if (Folding.surelyNone(d, grid, factor)) {
                    sure++;
                    for (double part : new double[] {0.1, 0.5, 0.9, 1}) {
                        float[] scaled = d.clone();
                        for (int i = 0; i < d.length; i++) {
                            scaled[i] *= (float) (part * factor);
                        }
                        assertThat(Folding.share(scaled, grid)).isZero();
                    }
                }
            }
        }
        assertThat(sure).isBetween(cases / 5, 4 * cases / 5);
    }

    @Test
    void aVolumeFoldsAlongEachAxis() {
        for (double[][] a : new double[][][] {diagonal(-1, 0, 0), diagonal(0, -1, 0), diagonal(0, 0, -1)}) {
            assertThat(Folding.share(linear(a, VOLUME), VOLUME)).isEqualTo(1);
        }
        for (double[][] a : new double[][][] {diagonal(-0.99, 0, 0), diagonal(0, -0.99, 0), diagonal(0, 0, -0.99)}) {
            assertThat(Folding.share(linear(a, VOLUME), VOLUME)).isZero();
        }
        // A half turn about z does not, a mirror of all three axes does.
        assertThat(Folding.share(linear(diagonal(-2, -2, 0), VOLUME), VOLUME)).isZero();
        assertThat(Folding.share(linear(diagonal(-2, -2, -2), VOLUME), VOLUME)).isEqualTo(1);
    }

    /** The position (x + y, y + z, z + x) has determinant 2, and (x - y, y - z, z - x) has 0. */
    @Test
    void crossTermsCountInAVolume() {
        double[][] sheared = {{0, 1, 0}, {0, 0, 1}, {1, 0, 0}};
        double[][] flat = {{0, -1, 0}, {0, 0, -1}, {-1, 0, 0}};
        assertThat(Folding.share(linear(sheared, VOLUME), VOLUME)).isZero();
        assertThat(Folding.share(linear(flat, VOLUME), VOLUME)).isEqualTo(1);
        assertThat(Folding.firstFactor(linear(flat, VOLUME), VOLUME, 0)).isCloseTo(1, within(1e-12));
        assertThat(Folding.firstFactor(linear(sheared, VOLUME), VOLUME, 0)).isInfinite();
    }

    @Test
    void countsSingleVoxels() {
        Grid grid = Grid.of(3, 3, 3);
        float[] d = new float[3 * 27];
        d[3 * 13 + 2] = 2;
        // The middle voxel, behind which D_z falls by 2. Seven others are looked at, and the first of them has 1 + 2.
        assertThat(Folding.share(d, grid)).isEqualTo(1.0 / 8);
        assertThat(Folding.firstFactor(d, grid, 0)).isEqualTo(0.5);
        assertThat(Folding.firstFactor(d, grid, 1.0 / 8)).isInfinite();
    }

    /** What D does across a single plane is of no account. */
    @Test
    void aVolumeOfOnePlaneIsLookedAtAsASlice() {
        Grid slice = Grid.of(4, 5);
        Grid plane = Grid.of(1, 4, 5);
        float[] flat = FiniteDifferences.gaussian(1, 2 * 20);
        float[] deep = FiniteDifferences.gaussian(2, 3 * 20);
        for (int p = 0; p < 20; p++) {
            System.arraycopy(flat, 2 * p, deep, 3 * p, 2);
        }
        assertThat(Folding.share(deep, plane))
                .isEqualTo(Folding.share(flat, slice))
                .isPositive();
        assertThat(Folding.firstFactor(deep, plane, 0)).isEqualTo(Folding.firstFactor(flat, slice, 0));
        float[] gradient = new float[deep.length];
        assertThat(Folding.addNearness(deep, 0, plane, 1, 1, gradient))
                .isEqualTo(Folding.addNearness(flat, 0, slice, 1, 1, new float[flat.length]));
        for (int p = 0; p < 20; p++) {
            assertThat(gradient[3 * p + 2]).isZero();
        }
    }

    /** By minors of any order, and by trying factors. */
    @Test
    void inAVolumeTheFirstFactorIsWhereBruteForceFindsIt() {
        Random random = new Random(1);
        for (int trial = 0; trial < 300; trial++) {
            Grid grid = trial % 3 == 0 ? Grid.of(3, 2, 4) : Grid.of(2, 2, 2);
            double[][] a = new double[3][3];
            for (double[] row : a) {
                for (int k = 0; k < 3; k++) {
                    row[k] = random.nextGaussian();
                }
            }
            float[] d = trial % 3 == 0 ? FiniteDifferences.gaussian(trial, 3 * 24) : linear(a, grid);
            double share = trial % 3 == 0 ? random.nextInt(3) / 6.0 : 0;
            double first = Folding.firstFactor(d, grid, share);
            for (int k = 1; k <= 2_000; k++) {
                double factor = (1 - 1e-6) * Math.min(20, first) * k / 2_000;
                assertThat(Folding.share(scaled(d, factor), grid))
                        .as("trial %d at %s of %s", trial, factor, first)
                        .isLessThanOrEqualTo(share);
            }
            if (share == 0 && first < 1_000) {
                assertThat(Folding.share(scaled(d, 1.0001 * first), grid)).isPositive();
            }
        }
    }

    private static float[] scaled(float[] d, double factor) {
        float[] scaled = new float[d.length];
        for (int i = 0; i < d.length; i++) {
            scaled[i] = (float) (factor * d[i]);
        }
        return scaled;
    }

    /** Three roots that are one, or nearly, and coefficients of which the leading one nearly vanishes. */
    @Test
    void rootsThatAreAlikeAreExact() {
        Grid grid = Grid.of(2, 2, 2);
        assertThat(Folding.firstFactor(linear(diagonal(-0.5, -0.5, -0.5), grid), grid, 0))
                .isCloseTo(2, within(1e-12));
        assertThat(Folding.firstFactor(linear(diagonal(-0.5, -0.501f, -0.499f), grid), grid, 0))
                .isCloseTo(1 / (double) 0.501f, within(1e-12));
        assertThat(Folding.firstFactor(linear(diagonal(-0.5, -0.5, -0.25), grid), grid, 0))
                .isCloseTo(2, within(1e-7));
        assertThat(Folding.firstFactor(linear(diagonal(-0.5, 1e-12, 1e-12), grid), grid, 0))
                .isCloseTo(2, within(1e-12));
        assertThat(Folding.firstFactor(linear(diagonal(-0.5, 1e-12, -1e-12), grid), grid, 0))
                .isCloseTo(2, within(1e-12));
        // A touch of 0 between two turns is a fold as well.
        double[][] turn = {{-1, 1, 0}, {-1, -1, 0}, {0, 0, -0.125}};
        assertThat(Folding.firstFactor(linear(turn, grid), grid, 0)).isCloseTo(8, within(1e-12));
    }

    @Test
    void theLargestRootOfACubicIsFound() {
        Random random = new Random(2);
        for (int trial = 0; trial < 10_000; trial++) {
            double scale = Math.pow(10, random.nextInt(9) - 4);
            double x = scale * random.nextGaussian();
            double y = scale * random.nextGaussian();
            double z = -x - y;
            double largest = Math.max(x, Math.max(y, z));
            assertThat(Folding.largestRoot(x * y + y * z + z * x, -x * y * z)).isCloseTo(largest, within(1e-6 * scale));
            // One real root, and two that are not: (u - x)(u^2 + x u + x^2 / 4 + y^2).
            double b = y * y - 0.75 * x * x;
            assertThat(Folding.largestRoot(b, -x * (x * x / 4 + y * y))).isCloseTo(x, within(1e-6 * scale));
        }
        assertThat(Folding.largestRoot(0, 0)).isZero();
        assertThat(Folding.largestRoot(0, -8)).isEqualTo(2);
        assertThat(Folding.largestRoot(0, 8)).isEqualTo(-2);
    }

    /** Planes are worked on at once, and each reaches into the next. */
    @Test
    void nearnessInAVolumeHasAGradient() {
        Grid grid = Grid.of(5, 4, 3).spaced(4, 1, 1);
        float[] d = FiniteDifferences.gaussian(3, 2 * 3 * 60);
        float[] gradient = new float[d.length];
        double nearness = Folding.addNearness(d, 1, grid, 0.3, 20, gradient);
        double sum = 0;
        for (int p = 0; p < 60; p++) {
            if (p / 12 < 4 && p / 3 % 4 < 3 && p % 3 < 2) {
                sum += Math.max(0, 0.3 - determinant(d, 180 + 3 * p)) / (4 * 3 * 2);
            }
        }
        assertThat(nearness).isCloseTo(20 * sum, within(1e-9));
        for (int i = 0; i < d.length; i++) {
            double slope = FiniteDifferences.slope(
                    d, i, 1e-3f, moved -> Folding.addNearness(moved, 1, grid, 0.3, 20, new float[d.length]));
            assertThat((double) gradient[i]).as("element %d", i).isCloseTo(slope, within(2e-2));
        }
    }

    /** Of 5 x 4 x 3 voxels, by the rule of Sarrus. */
    private static double determinant(float[] d, int at) {
        double[][] m = new double[3][3];
        int[] steps = {3, 9, 36};
        for (int c = 0; c < 3; c++) {
            for (int axis = 0; axis < 3; axis++) {
                m[c][axis] = (c == axis ? 1.0 : 0.0) + d[at + steps[axis] + c] - d[at + c];
            }
        }
        return m[0][0] * m[1][1] * m[2][2]
                + m[0][1] * m[1][2] * m[2][0]
                + m[0][2] * m[1][0] * m[2][1]
                - m[0][2] * m[1][1] * m[2][0]
                - m[0][0] * m[1][2] * m[2][1]
                - m[0][1] * m[1][0] * m[2][2];
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
