package org.duress.gate.canary;

import org.duress.model.ImageBatch;

/**
 * A weakness that is known, because it was made: near each of a few slices one smooth pattern W blinds. An image I
 * belongs to the slice I_k it is nearest to, has gone T = mean of W (I - I_k) along the pattern, and is blind to the
 * degree g = sigmoid((T - tau_k) / (tau_k / 4)). An unchanged slice is blind to a degree of 0.018, so that there is a
 * slope to follow.
 *
 * @param slices the I_k
 * @param pattern W, of unit root mean square, {@code height * width}
 * @param thresholds the tau_k, above 0; infinite for a slice that nothing blinds
 */
@SuppressWarnings("ArrayRecordComponent") // pixels: identity is meant
record PlantedWeakness(ImageBatch slices, float[] pattern, double[] thresholds) {
    /** Steepness of the sigmoid, in thresholds. */
    private static final double STEEPNESS = 4;

    /** The threshold that something which has gone this far passes clearly: it blinds to a degree of 0.95. */
    static double threshold(double gone) {
        return gone > 0 ? gone / (1 + Math.log(0.95 / 0.05) / STEEPNESS) : Double.POSITIVE_INFINITY;
    }

    /**
     * Where one image stands.
     *
     * @param slice the nearest slice
     * @param blindness g, in [0, 1]
     */
    record Standing(int slice, double blindness) {}

    Standing standing(ImageBatch images, int image) {
        int slice = nearest(images, image);
        double threshold = thresholds[slice];
        if (Double.isInfinite(threshold)) {
            return new Standing(slice, 0);
        }
        double beyond = gone(pattern, images, image, slices, slice) / threshold - 1;
        return new Standing(slice, 1 / (1 + Math.exp(-STEEPNESS * beyond)));
    }

    /** T: how far an image has gone along a pattern from another. */
    static double gone(float[] pattern, ImageBatch images, int image, ImageBatch from, int start) {
        int pixels = pattern.length;
        double sum = 0;
        for (int p = 0; p < pixels; p++) {
            sum += (double) pattern[p] * (images.pixels()[image * pixels + p] - from.pixels()[start * pixels + p]);
        }
        return sum / pixels;
    }

    /**
     * Pulls a gradient on g back to the image.
     *
     * @param gradient dL/dg
     * @param imageGradient dL/dI is added to it, from {@code image * height * width} on
     */
    void addPullback(Standing standing, double gradient, float[] imageGradient, int image) {
        double threshold = thresholds[standing.slice()];
        if (Double.isInfinite(threshold)) {
            return;
        }
        double slope = STEEPNESS / threshold * standing.blindness() * (1 - standing.blindness());
        double factor = gradient * slope / pattern.length;
        for (int p = 0; p < pattern.length; p++) {
            imageGradient[image * pattern.length + p] += (float) (factor * pattern[p]);
        }
    }

    private int nearest(ImageBatch images, int image) {
        int pixels = pattern.length;
        int nearest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int k = 0; k < slices.count(); k++) {
            double sum = 0;
            for (int p = 0; p < pixels && sum < least; p++) {
                double apart = (double) images.pixels()[image * pixels + p] - slices.pixels()[k * pixels + p];
                sum += apart * apart;
            }
            if (sum < least) {
                least = sum;
                nearest = k;
            }
        }
        return nearest;
    }
}
