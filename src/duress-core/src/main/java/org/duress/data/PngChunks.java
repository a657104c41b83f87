package org.duress.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.duress.DuressException;

/**
 * The chunks of a PNG file that its pixels need. Every checksum is verified, and the data unpack to exactly what the
 * header promises, before anything is decoded: Java's own reader looks at neither.
 *
 * @param palette red, green and blue of each colour; empty where there is none
 * @param transparency the chunk tRNS; empty where there is none
 * @param data the compressed rows
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PngChunks(PngHeader header, byte[] palette, byte[] transparency, byte[] data) {
    static final int IHDR = type("IHDR");

    /** Bytes of a chunk beside its data: length, type, checksum. */
    static final int FRAME = 12;

    private static final int PLTE = type("PLTE");
    private static final int TRNS = type("tRNS");
    private static final int IDAT = type("IDAT");
    private static final int IEND = type("IEND");
    private static final int MOST_PALETTE = 3 * 256;
    private static final int BUFFER = 1 << 16;

    /** Packed rows may be larger than unpacked ones, by a few bytes a block. */
    private static final long PACKING_OVERHEAD = 1 << 20;

    private static int type(String name) {
        return ByteBuffer.wrap(name.getBytes(StandardCharsets.US_ASCII)).getInt();
    }

    /**
     * Reads and verifies a file.
     *
     * @param header what {@link PngHeader#read} gave for this file
     * @throws DuressException if the file is truncated or damaged
     */
    static PngChunks read(Path file, PngHeader header) throws IOException {
        byte[] palette = new byte[0];
        byte[] transparency = new byte[0];
        ByteArrayOutputStream data = new ByteArrayOutputStream();
        long left = Files.size(file);
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file), BUFFER))) {
            int before = 8 + FRAME + 13;
            in.skipNBytes(before);
            left -= before;
            while (true) {
                long length = in.readInt() & 0xffffffffL;
                int type = in.readInt();
                left -= FRAME + length;
                if (left < 0) {
                    throw tooShort(file);
                }
                if (type == IDAT) {
                    if (data.size() + length > 2 * header.dataBytes() + PACKING_OVERHEAD) {
                        throw damaged(file, "it holds more data than its pixels need");
                    }
                    data.write(chunk(in, file, type, length));
                } else if (type == PLTE || type == TRNS) {
                    if (length > MOST_PALETTE) {
                        throw damaged(file, "its palette has more than 256 colours");
                    }
                    byte[] bytes = chunk(in, file, type, length);
                    palette = type == PLTE ? bytes : palette;
                    transparency = type == TRNS ? bytes : transparency;
                } else if (type == IEND) {
                    chunk(in, file, type, length);
                    break;
                } else {
                    skip(in, file, type, length);
                }
            }
        } catch (EOFException e) {
            throw tooShort(file);
        }
        if (header.kind() == PngHeader.Kind.PALETTE && (palette.length == 0 || palette.length % 3 != 0)) {
            throw damaged(file, "it has no valid palette");
        }
        PngChunks chunks = new PngChunks(header, palette, transparency, data.toByteArray());
        chunks.requireAllRows(file);
        return chunks;
    }

    private static byte[] chunk(DataInputStream in, Path file, int type, long length) throws IOException {
        byte[] bytes = in.readNBytes((int) Math.min(length, Integer.MAX_VALUE - BUFFER));
        requireChecksum(file, type, bytes, in.readInt());
        return bytes;
    }

    private static void skip(DataInputStream in, Path file, int type, long length) throws IOException {
        if ((type >>> 24 & 0x20) == 0) {
            throw damaged(file, "it needs a chunk that is not known, " + name(type));
        }
        CRC32 sum = checksum(type);
        byte[] buffer = new byte[(int) Math.min(length, BUFFER)];
        for (long rest = length; rest > 0; ) {
            int count = (int) Math.min(rest, buffer.length);
            in.readFully(buffer, 0, count);
            sum.update(buffer, 0, count);
            rest -= count;
        }
        requireChecksum(file, type, sum, in.readInt());
    }

    /** Checks a chunk against its checksum. */
    static void requireChecksum(Path file, int type, byte[] bytes, int expected) {
        CRC32 sum = checksum(type);
        sum.update(bytes);
        requireChecksum(file, type, sum, expected);
    }

    private static void requireChecksum(Path file, int type, CRC32 sum, int expected) {
        if ((int) sum.getValue() != expected) {
            throw damaged(file, "the checksum of its chunk " + name(type) + " is wrong");
        }
    }

    private static CRC32 checksum(int type) {
        CRC32 sum = new CRC32();
        sum.update(ByteBuffer.allocate(Integer.BYTES).putInt(type).flip());
        return sum;
    }

    /** A damaged name must not garble the sentence. */
    private static String name(int type) {
        byte[] letters = ByteBuffer.allocate(Integer.BYTES).putInt(type).array();
        for (byte letter : letters) {
            if (!Character.isLetter(letter)) {
                return "0x" + Integer.toHexString(type);
            }
        }
        return new String(letters, StandardCharsets.US_ASCII);
    }

    static DuressException tooShort(Path file) {
        return new DuressException(file + " ends too early; copy it again");
    }

    static DuressException damaged(Path file, String how) {
        return new DuressException(file + " is damaged: " + how + "; copy it again");
    }

    /**
     * Unpacks to nowhere: to the end, so that its checksum is verified, and not a byte further than the header allows.
     */
    private void requireAllRows(Path file) {
        long wanted = header.dataBytes();
        long have = 0;
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(data);
            byte[] buffer = new byte[BUFFER];
            while (!inflater.finished()) {
                int count = inflater.inflate(buffer);
                have += count;
                if (have > wanted) {
                    throw damaged(file, "its data unpack to more pixels than its header says");
                }
                if (count == 0 && (inflater.needsInput() || inflater.needsDictionary())) {
                    break;
                }
            }
            if (have < wanted || !inflater.finished()) {
                throw tooShort(file);
            }
        } catch (DataFormatException e) {
            throw damaged(file, "its pixels cannot be unpacked");
        } finally {
            inflater.end();
        }
    }

    /** Whether every colour of the palette is a grey. */
    boolean greyPalette() {
        for (int i = 0; i < palette.length; i += 3) {
            if (palette[i] != palette[i + 1] || palette[i] != palette[i + 2]) {
                return false;
            }
        }
        return true;
    }

    /** Red of a colour of the palette, 0 to 255; of a grey, its brightness. */
    int red(int colour) {
        return part(colour, 0);
    }

    /** Red (0), green (1) or blue (2) of a colour of the palette, 0 to 255. */
    int part(int colour, int which) {
        return palette[3 * colour + which] & 0xff;
    }

    /** Whether the chunk tRNS makes a colour as stored transparent. */
    boolean transparent(int red, int green, int blue) {
        ByteBuffer colour = ByteBuffer.wrap(transparency);
        return header.kind() == PngHeader.Kind.COLOUR
                && transparency.length == 6
                && colour.getShort(0) == (short) red
                && colour.getShort(2) == (short) green
                && colour.getShort(4) == (short) blue;
    }

    /** Whether the chunk tRNS makes a sample as stored transparent. */
    boolean transparent(int sample) {
        return switch (header.kind()) {
            case GREY ->
                transparency.length == 2 && ByteBuffer.wrap(transparency).getShort(0) == (short) sample;
            case PALETTE -> sample < transparency.length && transparency[sample] != (byte) 0xff;
            case COLOUR, GREY_ALPHA, COLOUR_ALPHA -> false;
        };
    }

    /** The same pixels as a file of nothing else, for a decoder. */
    byte[] bare() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(data.length + MOST_PALETTE + 100);
        ByteBuffer head = ByteBuffer.allocate(13)
                .putInt(header.width())
                .putInt(header.height())
                .put((byte) header.depth())
                .put((byte) header.kind().code())
                .put(12, (byte) (header.interlaced() ? 1 : 0));
        out.writeBytes(PngHeader.signature());
        write(out, IHDR, head.array());
        if (header.kind() == PngHeader.Kind.PALETTE) {
            write(out, PLTE, Arrays.copyOf(palette, Math.min(palette.length, 3 << header.depth())));
        }
        write(out, IDAT, data);
        write(out, IEND, new byte[0]);
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, int type, byte[] bytes) {
        CRC32 sum = checksum(type);
        sum.update(bytes);
        out.writeBytes(ByteBuffer.allocate(2 * Integer.BYTES)
                .putInt(bytes.length)
                .putInt(type)
                .array());
        out.writeBytes(bytes);
        out.writeBytes(
                ByteBuffer.allocate(Integer.BYTES).putInt((int) sum.getValue()).array());
    }
}
