package org.duress.data;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
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

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    /** What a file is made of; chunk by chunk, so that each can be wrong. */
    static Chunks chunks() {
        return new Chunks();
    }

    /** Writes a PNG file byte by byte. */
    static final class Chunks {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Chunks() {
            out.writeBytes(SIGNATURE);
        }

        /** Colour types: 0 grey, 2 colour, 3 palette, 4 grey with alpha, 6 colour with alpha. */
        Chunks header(int height, int width, int depth, int type) {
            return chunk(
                    "IHDR",
                    ByteBuffer.allocate(13)
                            .putInt(width)
                            .putInt(height)
                            .put((byte) depth)
                            .put((byte) type)
                            .array());
        }

        /** A palette of greys. */
        Chunks greys(int... greys) {
            byte[] palette = new byte[3 * greys.length];
            for (int i = 0; i < palette.length; i++) {
                palette[i] = (byte) greys[i / 3];
            }
            return chunk("PLTE", palette);
        }

        /** Rows as they are packed, each with its filter byte in front. */
        Chunks data(int... rows) {
            byte[] bytes = new byte[rows.length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) rows[i];
            }
            return chunk("IDAT", zlib(bytes));
        }

        Chunks chunk(String type, byte[] bytes) {
            byte[] name = type.getBytes(StandardCharsets.US_ASCII);
            CRC32 sum = new CRC32();
            sum.update(name);
            sum.update(bytes);
            out.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
            out.writeBytes(name);
            out.writeBytes(bytes);
            out.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
            return this;
        }

        /** With the chunk that ends a file. */
        byte[] bytes() {
            return chunk("IEND", new byte[0]).out.toByteArray();
        }

        Path write(Path path) throws IOException {
            Files.createDirectories(path.getParent());
            return Files.write(path, bytes());
        }
    }

    static byte[] zlib(byte[] bytes) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(packed)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
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
