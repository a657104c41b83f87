package org.duress.metric;

/** The size of a field, and its square with the gradient: the norms of equation 2 of Chen et al. 2019, as means. */
public final class RootMeanSquare {
    private RootMeanSquare() {}

    /** Root of the mean square of {@code length} values from {@code offset} on; 0 for none. */
    public static double of(float[] values, int offset, int length) {
        return length == 0 ? 0 : Math.sqrt(sumOfSquares(values, offset, length) / length);
    }

    /** Root of the mean square of {@code length} values from {@code offset} on; 0 for none. */
    public static double of(double[] values, int offset, int length) {
        double sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum += values[i] * values[i];
        }
        return length == 0 ? 0 : Math.sqrt(sum / length);
    }

    /** The mean square of all values, without the root: equation 2 without its weight; at least one value. */
    public static double squared(float[] values) {
        return sumOfSquares(values, 0, values.length) / values.length;
    }

    /**
     * Adds the gradient of {@code weight * squared(values)}.
     *
     * @param gradient as many as there are values
     */
    public static void addSquaredGradient(float[] values, double weight, float[] gradient) {
        float factor = (float) (2 * weight / values.length);
        for (int i = 0; i < values.length; i++) {
            gradient[i] += factor * values[i];
        }
    }

    private static double sumOfSquares(float[] values, int offset, int length) {
        double sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum += (double) values[i] * values[i];
        }
        return sum;
    }
}
