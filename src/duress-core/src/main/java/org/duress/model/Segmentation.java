package org.duress.model;

import java.util.Arrays;
import org.duress.base.Grid;

/**
 * What a model says of a batch.
 *
 * @param probabilities {@code [count, grid, classes]} row-major, each pixel's summing to 1
 * @param classMap the model's own choice, a class for each pixel, {@code [count, grid]} row-major; of a model with more
 *     than 127 classes bytes without a sign
 * @param grid of the images that it was asked about
 */
public record Segmentation(float[] probabilities, byte[] classMap, Grid grid) {
    /** What two answers of one model to one image may differ by: batches may be rounded in another order. */
    private static final double ROUNDING = 1e-3;

    /** Number of classes, background included. */
    public int classes() {
        return probabilities.length / classMap.length;
    }

    /** Each pixel's class is the most probable one (the lower of equals). */
    public static Segmentation mostProbable(float[] probabilities, int classes, Grid grid) {
        return new Segmentation(probabilities, ClassMaps.argMax(probabilities, classes), grid);
    }

    /** The classes of one image of the batch; a copy. */
    public byte[] classMap(int image) {
        int pixels = grid.voxels();
        return Arrays.copyOfRange(classMap, image * pixels, (image + 1) * pixels);
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
