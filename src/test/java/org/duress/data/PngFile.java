package org.duress.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Writes PNG files for tests. */
final class PngFile {
    private PngFile() {}

    /** Grey of 8 or 16 bit. */
    static Path grey(Path path, int type, int width, int... values) throws IOException {
        BufferedImage image = new BufferedImage(width, values.length / width, type);
        return write(path, image, values);
    }

    static Path grey8(Path path, int width, int... values) throws IOException {
        return grey(path, BufferedImage.TYPE_BYTE_GRAY, width, values);
    }

    /** A palette image of 2^bits colours: grey ones, or colours that say nothing about the index. */
    static Path palette(Path path, int bits, boolean grey, int width, int... indices) throws IOException {
        int size = 1 << bits;
        byte[] red = new byte[size];
        byte[] green = new byte[size];
        byte[] blue = new byte[size];
        for (int i = 0; i < size; i++) {
            red[i] = (byte) (grey ? 250 - i : i * 40);
            green[i] = (byte) (grey ? 250 - i : 255 - i);
            blue[i] = (byte) (grey ? 250 - i : 7);
        }
        BufferedImage image = new BufferedImage(
                width,
                indices.length / width,
                bits == 8 ? BufferedImage.TYPE_BYTE_INDEXED : BufferedImage.TYPE_BYTE_BINARY,
                new IndexColorModel(bits, size, red, green, blue));
        return write(path, image, indices);
    }

    static Path write(Path path, BufferedImage image, int... values) throws IOException {
        image.getRaster().setSamples(0, 0, image.getWidth(), image.getHeight(), 0, values);
        Files.createDirectories(path.getParent());
        try (OutputStream out = Files.newOutputStream(path)) {
            ImageIO.write(image, "png", out);
        }
        return path;
    }
}
