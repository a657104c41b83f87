package org.duress.data;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.duress.DuressException;

/**
 * What a PNG file says of itself before its pixels.
 *
 * @param height rows, at least 1
 * @param width columns, at least 1; {@code height * width} is at most {@link RawSlice#MOST_PIXELS}
 * @param depth bits of a sample: 1, 2, 4, 8 or 16
 * @param kind what the samples are
 * @param interlaced whether the rows come in the seven passes of Adam7
 */
record PngHeader(int height, int width, int depth, Kind kind, boolean interlaced) {
    private static final long SIGNATURE = 0x89504e470d0a1a0aL;

    /** Columns and rows where each pass of Adam7 begins, and its steps. */
    private static final int[][] PASSES = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    /** The colour types of the standard, each with its channels and the depths it may have, which are powers of two. */
    enum Kind {
        GREY(0, 1, 1 | 2 | 4 | 8 | 16),
        COLOUR(2, 3, 8 | 16),
        PALETTE(3, 1, 1 | 2 | 4 | 8),
        GREY_ALPHA(4, 2, 8 | 16),
        COLOUR_ALPHA(6, 4, 8 | 16);

        private final int code;
        private final int channels;
        private final int depths;

        Kind(int code, int channels, int depths) {
            this.code = code;
            this.channels = channels;
            this.depths = depths;
        }

        int code() {
            return code;
        }

        private static Optional<Kind> of(int code, int depth) {
            return Stream.of(values())
                    .filter(kind -> kind.code == code && Integer.bitCount(depth) == 1 && (kind.depths & depth) != 0)
                    .findFirst();
        }
    }

    /**
     * Reads signature and header.
     *
     * @throws DuressException if the file is no PNG, its header is damaged, or it has more pixels than a slice can have
     */
    static PngHeader read(DataInputStream in, Path file) throws IOException {
        byte[] start = in.readNBytes(8 + PngChunks.FRAME + 13);
        ByteBuffer bytes = ByteBuffer.wrap(start);
        if (start.length < 8 || bytes.getLong(0) != SIGNATURE) {
            throw unreadable(file);
        }
        if (start.length < 8 + PngChunks.FRAME + 13) {
            throw PngChunks.tooShort(file);
        }
        if (bytes.getInt(8) != 13 || bytes.getInt(12) != PngChunks.IHDR) {
            throw unreadable(file);
        }
        PngChunks.requireChecksum(file, PngChunks.IHDR, Arrays.copyOfRange(start, 16, 29), bytes.getInt(29));
        return of(bytes, file);
    }

    private static PngHeader of(ByteBuffer bytes, Path file) {
        int width = bytes.getInt(16);
        int height = bytes.getInt(20);
        int depth = bytes.get(24);
        Kind kind = Kind.of(bytes.get(25), depth).orElseThrow(() -> unreadable(file));
        int interlace = bytes.get(28);
        boolean known = bytes.get(26) == 0 && bytes.get(27) == 0 && interlace >= 0 && interlace <= 1;
        if (!known || width < 1 || height < 1) {
            throw unreadable(file);
        }
        if ((long) height * width > RawSlice.MOST_PIXELS) {
            throw new DuressException(file + " claims to be " + height + " x " + width + " pixels, more than the "
                    + RawSlice.MOST_PIXELS + " that a slice can have; check the file");
        }
        return new PngHeader(height, width, depth, kind, interlace == 1);
    }

    private static DuressException unreadable(Path file) {
        return new DuressException(file + " is not a readable PNG; check that it is one and complete");
    }

    static byte[] signature() {
        return ByteBuffer.allocate(Long.BYTES).putLong(SIGNATURE).array();
    }

    boolean colour() {
        return kind == Kind.COLOUR || kind == Kind.COLOUR_ALPHA;
    }

    /** Bytes of all rows, each with its filter byte, as the compressed data must unpack to. */
    long dataBytes() {
        if (!interlaced) {
            return rows(width, height);
        }
        long bytes = 0;
        for (int[] pass : PASSES) {
            bytes += rows((width - pass[0] + pass[2] - 1) / pass[2], (height - pass[1] + pass[3] - 1) / pass[3]);
        }
        return bytes;
    }

    private long rows(int columns, int rows) {
        return columns <= 0 || rows <= 0 ? 0 : rows * (1 + ((long) columns * kind.channels * depth + 7) / 8);
    }

    /** Bytes of the heap that decoding takes at most: the packed file data, the picture, and one number a pixel. */
    long workBytes() {
        return 2 * dataBytes() + (long) height * width * Float.BYTES;
    }

    /** The same for an image, which may have three numbers a pixel: red, green and blue. */
    long imageBytes() {
        boolean grey = kind == Kind.GREY || kind == Kind.GREY_ALPHA;
        return workBytes() + (grey ? 0 : 2L * height * width * Float.BYTES);
    }
}
