package org.duress.attack.vaegan;

import org.duress.model.ImageBatch;

/**
 * What the encoder of an attacker sees that is trained at the budget: at each pixel the image and the slope, of all of
 * its channels, the organs of S_0 ({@link Sight}), and the perceptibility that is to be spent. Learning where to push
 * from the image alone takes far longer (Grad-L2L, Jiang et al. 2021, has the same trick for classifiers).
 */
final class Clues implements Seen {
    /** Smallest and largest p that attackers are trained for; what is asked for beyond is shown to them as the end. */
    static final double LEAST = 0.02;

    static final double MOST = 0.1;

    /** Slopes are mostly far below their largest value. */
    private static final float SLOPE_SCALE = 3;

    private final ImageBatch images;
    private final Sight sight;
    private final float[] spent;

    /**
     * Of a batch.
     *
     * @param perceptibilities p to spend, one an image
     */
    Clues(ImageBatch images, Sight sight, double[] perceptibilities) {
        this.images = images;
        this.sight = sight;
        spent = new float[perceptibilities.length];
        for (int i = 0; i < spent.length; i++) {
            spent[i] = (float) (Math.max(LEAST, Math.min(MOST, perceptibilities[i])) / MOST);
        }
    }

    /**
     * Values at a pixel.
     *
     * @param ofImages channels of the images
     * @param classes background included
     */
    static int channels(int ofImages, int classes) {
        return 2 * ofImages + classes;
    }

    @Override
    public void write(int image, int first, int count, float[] to, int from) {
        int pixels = images.grid().voxels();
        int classes = sight.clean().length / (images.count() * pixels);
        int ofImages = images.channels();
        int at = from;
        for (int p = image * pixels + first; p < image * pixels + first + count; p++) {
            for (int c = 0; c < ofImages; c++) {
                to[at++] = images.pixels()[p * ofImages + c];
            }
            for (int c = 0; c < ofImages; c++) {
                to[at++] = SLOPE_SCALE * sight.slopes()[p * ofImages + c];
            }
            for (int c = 1; c < classes; c++) {
                to[at++] = sight.clean()[p * classes + c];
            }
            to[at++] = spent[image];
        }
    }
}
