package org.duress.data;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.duress.DuressException;
import org.duress.data.PngHeader.Kind;

/** Reads grey (1 to 16 bit), coloured and palette PNG. */
final class PngReader {
    /** Red, green and blue. */
    private static final int COLOURS = 3;

    private PngReader() {}

    /**
     * Intensities of one file.
     *
     * @param height rows
     * @param width columns
     * @param depth 8 or 16 bit; smaller depths are brought to 8
     * @param channels greys, or red, green and blue, row-major each
     */
    record Image(int height, int width, int depth, List<float[]> channels) {
        Image {
            channels = List.copyOf(channels);
        }

        /** The same with one channel where all are the same grey. */
        Image greyed() {
            boolean grey = channels.stream().allMatch(channel -> Arrays.equals(channel, channels.get(0)));
            return grey ? new Image(height, width, depth, channels.subList(0, 1)) : this;
        }
    }

    /**
     * Label ids of one file.
     *
     * @param height rows
     * @param width columns
     * @param ids grey values as stored, or palette indices, row-major
     * @param encoding which of the two
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Labels(int height, int width, int[] ids, LabelEncoding encoding) {}

    /** Size and kind of a file, of which no more than the first bytes are read. */
    static PngHeader header(Path file) {
        if (!Files.isReadable(file)) {
            throw new DuressException(file + " cannot be read; check that it exists and its permissions");
        }
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            return PngHeader.read(in, file);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Grey values, also of a palette of greys; else red, green and blue. */
    static Image image(Path file) {
        PngHeader header = header(file);
        PngChunks chunks = chunks(file, header);
        int pixels = header.height() * header.width();
        boolean grey = header.kind() == Kind.PALETTE ? chunks.greyPalette() : !header.colour();
        List<float[]> channels = Stream.generate(() -> new float[pixels])
                .limit(grey ? 1 : COLOURS)
                .toList();
        if (header.colour()) {
            colours(file, chunks, channels);
        } else {
            fill(file, chunks, channels);
        }
        return new Image(header.height(), header.width(), Math.max(8, header.depth()), channels);
    }

    /** Samples, or the colours of the palette that they name. */
    private static void fill(Path file, PngChunks chunks, List<float[]> channels) {
        PngHeader header = chunks.header();
        boolean indexed = header.kind() == Kind.PALETTE;
        int colours = chunks.palette().length / COLOURS;
        int scale = header.depth() < 8 ? 255 / ((1 << header.depth()) - 1) : 1;
        rows(file, chunks, (at, sample, opaque) -> {
            boolean black = true;
            for (int c = 0; c < channels.size(); c++) {
                int value = indexed ? chunks.part(entry(file, sample, colours), c) : sample * scale;
                black &= value == 0;
                channels.get(c)[at] = value;
            }
            requireOpaque(file, opaque || black);
        });
    }

    private static void colours(Path file, PngChunks chunks, List<float[]> channels) {
        Raster raster = decode(file, chunks);
        PngHeader header = chunks.header();
        int width = header.width();
        int bands = raster.getNumBands();
        int[] samples = new int[width * bands];
        int most = (1 << header.depth()) - 1;
        int at = 0;
        for (int row = 0; row < header.height(); row++) {
            raster.getPixels(0, row, width, 1, samples);
            for (int i = 0; i < samples.length; i += bands, at++) {
                int red = samples[i];
                int green = samples[i + 1];
                int blue = samples[i + 2];
                boolean opaque = bands > COLOURS ? samples[i + COLOURS] == most : !chunks.transparent(red, green, blue);
                requireOpaque(file, opaque || (red | green | blue) == 0);
                channels.get(0)[at] = red;
                channels.get(1)[at] = green;
                channels.get(2)[at] = blue;
            }
        }
    }

    /**
     * Label ids: grey values as stored, or palette indices.
     *
     * @throws DuressException if the file cannot be read, is coloured without a palette, or its palette is grey and
     *     other than its indices, so that ids could be either
     */
    static Labels labels(Path file) {
        PngHeader header = header(file);
        if (header.colour()) {
            throw new DuressException(
                    file + " is a colour image; convert it to a grey or palette PNG whose values are the label ids");
        }
        PngChunks chunks = chunks(file, header);
        boolean indexed = header.kind() == Kind.PALETTE;
        int colours = chunks.palette().length / COLOURS;
        boolean greyPalette = indexed && chunks.greyPalette();
        int[] ids = new int[header.height() * header.width()];
        boolean[] any = {false};
        // A grey palette whose indices are its greys gives the same ids either way; one of an image optimiser does not.
        rows(file, chunks, (at, sample, opaque) -> {
            if (indexed) {
                int grey = chunks.red(entry(file, sample, colours));
                if (greyPalette && grey != sample) {
                    throw ambiguous(file, sample, grey);
                }
            } else {
                requireOpaque(file, opaque || sample == 0);
            }
            any[0] |= sample != 0;
            ids[at] = sample;
        });
        LabelEncoding encoding = !any[0] || greyPalette
                ? LabelEncoding.ANY
                : indexed ? LabelEncoding.PALETTE : LabelEncoding.grey(header.depth());
        return new Labels(header.height(), header.width(), ids, encoding);
    }

    private static DuressException ambiguous(Path file, int index, int grey) {
        return new DuressException("label " + file + " has a palette of greys that are not its indices (" + index
                + " is grey " + grey + "), so that either could be the label ids; save it as grey without a palette");
    }

    private static int entry(Path file, int index, int colours) {
        if (index >= colours) {
            throw PngChunks.damaged(file, "a pixel has colour " + index + " of a palette of " + colours);
        }
        return index;
    }

    private static void requireOpaque(Path file, boolean opaque) {
        if (!opaque) {
            throw new DuressException(file + " is partly transparent, so that its values are not certain; save it"
                    + " without transparency");
        }
    }

    private static PngChunks chunks(Path file, PngHeader header) {
        try {
            return PngChunks.read(file, header);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static DuressException unreadable(Path file, Exception cause) {
        return new DuressException(file + " is not a readable PNG; check that it is one and complete", cause);
    }

    @FunctionalInterface
    private interface Pixel {
        /** Takes the sample of a pixel, as stored. */
        void take(int at, int sample, boolean opaque);
    }

    private static void rows(Path file, PngChunks chunks, Pixel pixels) {
        Raster raster = decode(file, chunks);
        PngHeader header = chunks.header();
        int width = header.width();
        int[] samples = new int[width];
        int[] alphas = new int[width];
        boolean alpha = header.kind() == Kind.GREY_ALPHA;
        int most = (1 << header.depth()) - 1;
        int at = 0;
        for (int row = 0; row < header.height(); row++) {
            raster.getSamples(0, row, width, 1, 0, samples);
            if (alpha) {
                raster.getSamples(0, row, width, 1, 1, alphas);
            }
            for (int column = 0; column < width; column++) {
                boolean opaque = alpha ? alphas[column] == most : !chunks.transparent(samples[column]);
                pixels.take(at++, samples[column], opaque);
            }
        }
    }

    private static Raster decode(Path file, PngChunks chunks) {
        ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
        try (MemoryCacheImageInputStream stream =
                new MemoryCacheImageInputStream(new ByteArrayInputStream(chunks.bare()))) {
            reader.setInput(stream, true, true);
            return reader.read(0).getRaster();
        } catch (IOException | RuntimeException e) {
            throw unreadable(file, e);
        } finally {
            reader.dispose();
        }
    }
}
