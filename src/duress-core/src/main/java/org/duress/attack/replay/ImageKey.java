package org.duress.attack.replay;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.duress.base.Grid;
import org.duress.base.Sha256;
import org.duress.model.ImageBatch;

/**
 * Tells an image from others without holding any of it.
 *
 * @param grid its points along each axis
 * @param sha256 lower-case hex, of the pixels as little-endian float32, row-major
 */
public record ImageKey(Grid grid, String sha256) {
    public ImageKey {
        grid = grid.unspaced();
    }

    /** The key of one image of a batch. */
    public static ImageKey of(ImageBatch images, int image) {
        int length = images.length();
        ByteBuffer bytes = ByteBuffer.allocate(length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(images.pixels(), image * length, length);
        return new ImageKey(images.grid(), Sha256.of(bytes.array()));
    }

    /** The key of a single image, row-major. */
    public static ImageKey of(float[] pixels, Grid grid) {
        return of(new ImageBatch(pixels, 1, grid), 0);
    }
}
