package org.duress.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Writes grey PNG of 8 or 16 bit. */
public final class PngWriter {
    private PngWriter() {}

    /**
     * Writes values as 16-bit greys.
     *
     * @param file written anew
     * @param values {@code height * width}, 0 to 65535, row-major
     */
    public static void grey16(Path file, int height, int width, int[] values) throws IOException {
        write(file, BufferedImage.TYPE_USHORT_GRAY, height, width, values);
    }

    /**
     * Writes values as 8-bit greys.
     *
     * @param file written anew
     * @param values {@code height * width}, 0 to 255, row-major
     */
    public static void grey8(Path file, int height, int width, int[] values) throws IOException {
        write(file, BufferedImage.TYPE_BYTE_GRAY, height, width, values);
    }

    private static void write(Path file, int type, int height, int width, int[] values) throws IOException {
        BufferedImage image = new BufferedImage(width, height, type);
        image.getRaster().setSamples(0, 0, width, height, 0, values);
        ImageIO.write(image, "png", file.toFile());
    }
}
