package org.duress.attack.vaegan;

import org.duress.model.ImageBatch;

/**
 * What the encoder of an attacker sees that is trained at the budget: at each pixel the image and the slope, of all of
 * its channels, the organs of S_0 ({@link Sight}), and the perceptibility that is to be spent. Learning where to push
 * from the image alone takes far longer (Grad-L2L, Jiang et al. 2021, has the same trick for classifiers).
 */
final class Clues {
    /** Smallest and largest p that attackers are trained for; what is asked for beyond is shown to them as the end. */
    static final double LEAST = 0.02;

    static final double MOST = 0.1;

    /** Slopes are mostly far below their largest value. */
    private static final float SLOPE_SCALE = 3;

    private Clues() {}

    /**
     * Values at a pixel.
     *
     * @param ofImages channels of the images
     * @param classes background included
     */
    static int channels(int ofImages, int classes) {
        return 2 * ofImages + classes;
    }

    /**
     * The encoder's input.
     *
     * @param perceptibilities p to spend, one an image
     * @return {@code [count, grid, channels]}
     */
    static float[] of(ImageBatch images, Sight sight, double[] perceptibilities) {
        int pixels = images.grid().voxels();
        int classes = sight.clean().length / (images.count() * pixels);
        int ofImages = images.channels();
        float[] input = new float[images.count() * pixels * channels(ofImages, classes)];
        for (int i = 0, at = 0, p = 0; i < images.count(); i++) {
            float spent = (float) (Math.max(LEAST, Math.min(MOST, perceptibilities[i])) / MOST);
            for (int k = 0; k < pixels; k++, p++) {
                for (int c = 0; c < ofImages; c++) {
                    input[at++] = images.pixels()[p * ofImages + c];
                }
                for (int c = 0; c < ofImages; c++) {
                    input[at++] = SLOPE_SCALE * sight.slopes()[p * ofImages + c];
                }
                for (int c = 1; c < classes; c++) {
                    input[at++] = sight.clean()[p * classes + c];
                }
                input[at++] = spent;
            }
        }
        return input;
    }
}
