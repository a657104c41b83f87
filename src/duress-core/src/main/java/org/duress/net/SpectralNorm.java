package org.duress.net;

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
        double length = length(direction);
        for (int step = 0; step < STEPS && length > 0; step++) {
            for (int i = 0; i < columns; i++) {
                direction[i] /= length;
            }
            direction = thereAndBack(matrix, direction);
            length = length(direction);
        }
        // Of a unit vector, the length of A'Av is at most the square of the norm, and that in the end.
        return Math.sqrt(length);
    }

    /** A'Av. */
    private static double[] thereAndBack(float[] matrix, double[] v) {
        double[] back = new double[v.length];
        for (int row = 0; row < matrix.length; row += v.length) {
            double there = 0;
            for (int i = 0; i < v.length; i++) {
                there += matrix[row + i] * v[i];
            }
            for (int i = 0; i < v.length; i++) {
                back[i] += matrix[row + i] * there;
            }
        }
        return back;
    }

    private static double length(double[] vector) {
        double squares = 0;
        for (double value : vector) {
            squares += value * value;
        }
        return Math.sqrt(squares);
    }
}
