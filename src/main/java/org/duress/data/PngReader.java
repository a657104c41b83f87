package org.duress.data;

import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.RenderedImage;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.duress.DuressException;

/** Reads grey (1 to 16 bit) and palette PNG. */
final class PngReader {
    /** Larger than any slice; keeps a damaged header from asking for all memory. */
    private static final long MOST_PIXELS = 1L << 26;

    private PngReader() {}

    /**
     * Pixels of one file, row-major.
     *
     * @param height rows
     * @param width columns
     * @param values grey values as stored, or palette indices
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Pixels(int height, int width, int[] values) {}

    /** Grey values as stored; palette colours must be grey. */
    static Pixels image(Path file) {
        return read(file, false);
    }

    /** Label ids: grey values as stored, or palette indices. */
    static Pixels labels(Path file) {
        return read(file, true);
    }

    private static Pixels read(Path file, boolean indices) {
        if (!Files.isReadable(file)) {
            throw new DuressException(file + " cannot be read; check that it exists and its permissions");
        }
        RenderedImage image = decode(file);
        Raster raster = image.getData();
        int height = raster.getHeight();
        int width = raster.getWidth();
        int[] values = raster.getSamples(0, 0, width, height, 0, new int[height * width]);
        if (image.getColorModel() instanceof IndexColorModel palette) {
            return new Pixels(height, width, indices ? values : greys(file, palette, values));
        }
        if (image.getColorModel().getNumColorComponents() != 1) {
            throw new DuressException(file + " is a colour image; convert it to "
                    + (indices ? "a grey or palette PNG whose values are the label ids" : "a grey PNG"));
        }
        return new Pixels(height, width, values);
    }

    private static RenderedImage decode(Path file) {
        Iterator<ImageReader> readers = ImageIO.getImageReadersByFormatName("png");
        ImageReader reader = readers.next();
        try (InputStream bytes = Files.newInputStream(file);
                ImageInputStream stream = new MemoryCacheImageInputStream(bytes)) {
            reader.setInput(stream, true, true);
            if ((long) reader.getHeight(0) * reader.getWidth(0) > MOST_PIXELS) {
                throw new DuressException(file + " claims to be " + reader.getHeight(0) + " x " + reader.getWidth(0)
                        + " pixels, more than a slice can have; check the file");
            }
            return reader.readAsRenderedImage(0, null);
        } catch (EOFException e) {
            throw new DuressException(file + " ends too early; copy it again", e);
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new DuressException(file + " is not a readable PNG; check that it is one and complete", e);
        } finally {
            reader.dispose();
        }
    }

    private static int[] greys(Path file, IndexColorModel palette, int[] indices) {
        int[] values = new int[indices.length];
        for (int i = 0; i < values.length; i++) {
            int red = palette.getRed(indices[i]);
            if (red != palette.getGreen(indices[i]) || red != palette.getBlue(indices[i])) {
                throw new DuressException(file + " is a colour image; convert it to a grey PNG");
            }
            values[i] = red;
        }
        return values;
    }
}
