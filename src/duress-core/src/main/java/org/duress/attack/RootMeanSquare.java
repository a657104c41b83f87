package org.duress.attack;

/** The size of a field. */
public final class RootMeanSquare {
    private RootMeanSquare() {}

    /** Root of the mean square of {@code length} values from {@code offset} on; 0 for none. */
    public static double of(float[] values, int offset, int length) {
        double sum = 0;
        for (int i = offset; i < offset + length; i++) {
            sum += (double) values[i] * values[i];
        }
        return length == 0 ? 0 : Math.sqrt(sum / length);
    }
}
