package org.duress.gate.canary;

import org.duress.model.ImageBatch;
import org.duress.result.CanaryEvidence.Kind;

/**
 * A weakness that is known, because it was made: one smooth pattern W blinds to one organ. An image I has gone T = mean
 * of W (I - I_0) along the pattern, and is blind to a degree of g: with a slope g = sigmoid(4 (T / tau - 1)), which an
 * unchanged image has 0.018 of, so that there is a slope to follow; with a step 1 from tau on, and 0 before.
 *
 * @param kind slope or step
 * @param image I_0, the slice near which it is planted, alone
 * @param pattern W, of unit root mean square, as long as the image
 * @param threshold tau, above 0
 * @param organ number of the organ that is lost, at least 1
 */
@SuppressWarnings("ArrayRecordComponent") // pixels: identity is meant
record PlantedWeakness(Kind kind, ImageBatch image, float[] pattern, double threshold, int organ) {
    /** Steepness of the slope, in thresholds. */
    private static final double STEEPNESS = 4;

    /** Where the step is on a witness's way. */
    private static final double STEP = 0.5;

    /**
     * The weakness that something which has gone so far along the pattern passes clearly: it blinds to a degree of
     * 0.95, or goes as far again beyond the step.
     *
     * @param gone above 0
     */
    static PlantedWeakness passedBy(double gone, Kind kind, ImageBatch image, float[] pattern, int organ) {
        double threshold = switch (kind) {
            case SLOPE -> gone / (1 + Math.log(0.95 / 0.05) / STEEPNESS);
            case STEP -> STEP * gone;
        };
        return new PlantedWeakness(kind, image, pattern, threshold, organ);
    }

    /** T: how far an image has gone along a pattern from another. */
    static double gone(float[] pattern, ImageBatch from, ImageBatch images, int image) {
        double sum = 0;
        int first = image * pattern.length;
        for (int p = 0; p < pattern.length; p++) {
            sum += (double) pattern[p] * (images.pixels()[first + p] - from.pixels()[p]);
        }
        return sum / pattern.length;
    }

    /** g of one image of a batch, in [0, 1]. */
    double blindness(ImageBatch images, int i) {
        double beyond = gone(pattern, image, images, i) / threshold - 1;
        return switch (kind) {
            case SLOPE -> 1 / (1 + Math.exp(-STEEPNESS * beyond));
            case STEP -> beyond >= 0 ? 1 : 0;
        };
    }

    /**
     * Pulls a gradient on g back to the image; of a step nothing comes back.
     *
     * @param blindness g of the image
     * @param gradient dL/dg
     * @param imageGradient dL/dI is added to it, where the batch has the image
     */
    void addPullback(double blindness, double gradient, float[] imageGradient, int i) {
        if (kind == Kind.STEP) {
            return;
        }
        double slope = STEEPNESS / threshold * blindness * (1 - blindness);
        double factor = gradient * slope / pattern.length;
        for (int p = 0; p < pattern.length; p++) {
            imageGradient[i * pattern.length + p] += (float) (factor * pattern[p]);
        }
    }
}
