package org.duress.attack.replay;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.duress.base.Sha256;
import org.duress.model.ImageBatch;

/**
 * Tells an image from others without holding any of it.
 *
 * @param height rows
 * @param width columns
 * @param sha256 lower-case hex, of the pixels as little-endian float32, row-major
 */
public record ImageKey(int height, int width, String sha256) {
    /** The key of one image of a batch. */
    public static ImageKey of(ImageBatch images, int image) {
        int height = images.height();
        int width = images.width();
        ByteBuffer bytes = ByteBuffer.allocate(height * width * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(images.pixels(), image * height * width, height * width);
        return new ImageKey(height, width, Sha256.of(bytes.array()));
    }

    /** The key of a single image, {@code height * width} row-major. */
    public static ImageKey of(float[] pixels, int height, int width) {
        return of(new ImageBatch(pixels, 1, height, width), 0);
    }
}
