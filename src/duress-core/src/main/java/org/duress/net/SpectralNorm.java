package org.duress.net;

import java.util.Arrays;
import java.util.Random;

/** The largest singular value of a matrix. */
final class SpectralNorm {
    /**
     * Steps of the power iteration. Where the largest singular values lie close together the direction is not found,
     * but their size is: of a matrix of noise to about a hundredth.
     */
    private static final int STEPS = 32;

    /** Of the first direction. Any direction will do that is not at right angles to the one that is looked for. */
    private static final long START = 1;

    private SpectralNorm() {}

    /**
     * The largest factor by which the matrix stretches a vector, from below. Found anew by as many steps from the same
     * start, so that it depends on nothing but the matrix.
     *
     * @param matrix {@code [rows, columns]}, row-major
     * @param columns of it; divides the length
     * @return at least 0
     */
    static double of(float[] matrix, int columns) {
        double[] direction = new double[columns];
        Random random = new Random(START);
        for (int i = 0; i < columns; i++) {
            direction[i] = random.nextGaussian();
        }
        double[][] products = products(matrix, columns);
        double length = length(direction);
        for (int step = 0; step < STEPS && length > 0; step++) {
            for (int i = 0; i < columns; i++) {
                direction[i] /= length;
            }
            direction = thereAndBack(products, direction);
            length = length(direction);
        }
        // Of a unit vector, the length of A'Av is at most the square of the norm, and that in the end.
        return Math.sqrt(length);
    }

    /**
     * A'A: a kernel has far more rows than columns, and so each is read once, not twice in every step. Loops run along
     * rows, of arrays of their own, four at a time: that is what the compiler turns into vector instructions.
     */
    private static double[][] products(float[] matrix, int columns) {
        double[][] products = new double[columns][];
        for (int i = 0; i < columns; i++) {
            products[i] = new double[i + 1];
        }
        double[][] four = new double[4][columns];
        for (int from = 0; from < matrix.length; from += 4 * columns) {
            for (int k = 0; k < 4; k++) {
                row(matrix, from + k * columns, four[k]);
            }
            for (double[] row : products) {
                add(four[0], four[1], four[2], four[3], row);
            }
        }
        // Both triangles are alike.
        for (int i = 0; i < columns; i++) {
            double[] row = Arrays.copyOf(products[i], columns);
            for (int j = i + 1; j < columns; j++) {
                row[j] = products[j][i];
            }
            products[i] = row;
        }
        return products;
    }

    /** A row; zeros beyond the last one. */
    private static void row(float[] matrix, int from, double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = from < matrix.length ? matrix[from + i] : 0;
        }
    }

    /** What four rows add to the products of a column with those up to itself. */
    private static void add(double[] a, double[] b, double[] c, double[] d, double[] products) {
        int column = products.length - 1;
        double wa = a[column];
        double wb = b[column];
        double wc = c[column];
        double wd = d[column];
        for (int i = 0; i < products.length; i++) {
            products[i] += wa * a[i] + wb * b[i] + wc * c[i] + wd * d[i];
        }
    }

    /** A'Av. */
    private static double[] thereAndBack(double[][] products, double[] v) {
        double[] back = new double[v.length];
        for (int row = 0; row < v.length; row++) {
            add(v[row], products[row], back);
        }
        return back;
    }

    private static void add(double weight, double[] from, double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] += weight * from[i];
        }
    }

    private static double length(double[] vector) {
        double squares = 0;
        for (double value : vector) {
            squares += value * value;
        }
        return Math.sqrt(squares);
    }
}
