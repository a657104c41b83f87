package org.duress.attack.replay;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
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
        return new ImageKey(height, width, HexFormat.of().formatHex(digest().digest(bytes.array())));
    }

    /** The key of a single image, {@code height * width} row-major. */
    public static ImageKey of(float[] pixels, int height, int width) {
        return of(new ImageBatch(pixels, 1, height, width), 0);
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
