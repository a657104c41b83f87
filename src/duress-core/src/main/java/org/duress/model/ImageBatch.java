package org.duress.model;

import java.util.Arrays;

/**
 * Images on their way into a model, {@code float32 [count, height, width, 1]} row-major. Not copied.
 *
 * @param pixels {@code count * height * width} intensities in standard deviations of the subject
 */
public record ImageBatch(float[] pixels, int count, int height, int width) {
    public ImageBatch {
        if (pixels.length != count * height * width) {
            throw new IllegalArgumentException("an image batch of " + count + " x " + height + " x " + width + " needs "
                    + count * height * width + " pixels, not " + pixels.length);
        }
    }

    /** One image of the batch; a copy. */
    public ImageBatch one(int image) {
        int length = height * width;
        return new ImageBatch(Arrays.copyOfRange(pixels, image * length, (image + 1) * length), 1, height, width);
    }
}
