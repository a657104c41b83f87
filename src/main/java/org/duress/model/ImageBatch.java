package org.duress.model;

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
}
