package org.duress.model;

/**
 * What a model says of a batch.
 *
 * @param probabilities {@code [count, height, width, classes]} row-major, each pixel's summing to 1
 * @param classMap the model's own choice, a class for each pixel, {@code [count, height, width]} row-major
 */
public record Segmentation(float[] probabilities, byte[] classMap) {
    /** What two answers of one model to one image may differ by: batches may be rounded in another order. */
    private static final double ROUNDING = 1e-3;

    /** Number of classes, background included. */
    public int classes() {
        return probabilities.length / classMap.length;
    }

    /** Whether two arrays of probabilities of one length are one answer, but for rounding (1e-3 at every pixel). */
    public static boolean alike(float[] probabilities, float[] others) {
        for (int i = 0; i < probabilities.length; i++) {
            if (Math.abs(probabilities[i] - others[i]) > ROUNDING) {
                return false;
            }
        }
        return true;
    }
}
