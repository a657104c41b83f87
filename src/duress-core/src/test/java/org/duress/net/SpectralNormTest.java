package org.duress.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SpectralNormTest {
    @Test
    void byHand() {
        // A'A = [[25, 20], [20, 25]], whose eigenvalues are 45 and 5.
        assertThat(SpectralNorm.of(new float[] {3, 0, 4, 5}, 2)).isCloseTo(Math.sqrt(45), within(1e-9));
        // One row, one column: the length.
        assertThat(SpectralNorm.of(new float[] {3, 4}, 2)).isCloseTo(5, within(1e-9));
        assertThat(SpectralNorm.of(new float[] {3, 4}, 1)).isCloseTo(5, within(1e-9));
        // (1, 2)' (2, 1, 2): the product of the lengths.
        assertThat(SpectralNorm.of(new float[] {2, 1, 2, 4, 2, 4}, 3)).isCloseTo(3 * Math.sqrt(5), within(1e-9));
        assertThat(SpectralNorm.of(new float[6], 3)).isZero();
    }

    /** The longest row, the longest column, the sum of columns: none of them leads to the largest here. */
    @Test
    void theLargestIsFoundWhereNothingPointsThere() {
        float[] matrix = {3, 0, 0, 0, 2, -2, 0, -2, 2};
        assertThat(SpectralNorm.of(matrix, 3)).isCloseTo(4, within(1e-6));
    }

    /** Of noise, whose largest singular values are close together: from below, and to about a hundredth. */
    @Test
    void ofNoiseItIsAHundredthTooSmallAtMost() {
        Random random = new Random(3);
        for (int[] shape : new int[][] {{9, 16}, {144, 32}, {288, 64}}) {
            float[] matrix = new float[shape[0] * shape[1]];
            for (int i = 0; i < matrix.length; i++) {
                matrix[i] = (float) random.nextGaussian();
            }
            double largest = largestSingularValue(matrix, shape[1]);
            double found = SpectralNorm.of(matrix, shape[1]);
            assertThat(found).isBetween(0.99 * largest, largest * (1 + 1e-6));
            assertThat(SpectralNorm.of(matrix, shape[1])).isEqualTo(found);
        }
    }

    /** By Jacobi rotations of the columns, until all are at right angles: then their lengths are the values. */
    private static double largestSingularValue(float[] matrix, int columns) {
        int rows = matrix.length / columns;
        double[] a = new double[matrix.length];
        for (int i = 0; i < a.length; i++) {
            a[i] = matrix[i];
        }
        for (int sweep = 0; sweep < 20; sweep++) {
            for (int p = 0; p < columns; p++) {
                for (int q = p + 1; q < columns; q++) {
                    rotate(a, rows, columns, p, q);
                }
            }
        }
        double largest = 0;
        for (int column = 0; column < columns; column++) {
            largest = Math.max(largest, Math.sqrt(product(a, rows, columns, column, column)));
        }
        return largest;
    }

    private static void rotate(double[] a, int rows, int columns, int p, int q) {
        double cross = product(a, rows, columns, p, q);
        if (cross == 0) {
            return;
        }
        double ratio = (product(a, rows, columns, q, q) - product(a, rows, columns, p, p)) / (2 * cross);
        double tangent = Math.copySign(1, ratio) / (Math.abs(ratio) + Math.sqrt(1 + ratio * ratio));
        double cosine = 1 / Math.sqrt(1 + tangent * tangent);
        for (int row = 0; row < rows; row++) {
            double x = a[row * columns + p];
            double y = a[row * columns + q];
            a[row * columns + p] = cosine * (x - tangent * y);
            a[row * columns + q] = cosine * (tangent * x + y);
        }
    }

    private static double product(double[] a, int rows, int columns, int p, int q) {
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            sum += a[row * columns + p] * a[row * columns + q];
        }
        return sum;
    }
}
