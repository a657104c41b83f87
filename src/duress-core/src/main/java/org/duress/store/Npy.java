package org.duress.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.duress.DuressException;
import org.duress.base.FloatReader;

/** Arrays of float32 in NumPy's format .npy, version 1.0, little-endian and row-major. */
final class Npy {
    /** Magic, version, length of the header. */
    private static final int PRELUDE = 10;

    private static final int ALIGNMENT = 64;
    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    private static final Pattern HEADER = Pattern.compile(
            "\\{'descr': '<f4', 'fortran_order': False, 'shape': \\((\\d{1,5}(?:, \\d{1,5})*)\\), \\} *\n");

    /** More than any field has, D of a volume of 512 x 512 x 300 too; no file gets more memory than this. */
    static final long MOST_VALUES = 1L << 28;

    /** Values that are read or written at once. */
    private static final int CHUNK = 1 << 14;

    private Npy() {}

    /** An array. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Floats(List<Integer> shape, float[] values) {}

    /**
     * Writes the whole file, and leaves the stream open.
     *
     * @param shape at least two axes
     */
    static void write(OutputStream out, float[] values, List<Integer> shape) throws IOException {
        String axes = shape.stream().map(String::valueOf).collect(Collectors.joining(", "));
        String header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" + axes + "), }";
        int unpadded = PRELUDE + header.length() + 1;
        header += " ".repeat((ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT) + "\n";
        ByteBuffer start = ByteBuffer.allocate(PRELUDE + header.length()).order(ByteOrder.LITTLE_ENDIAN);
        start.put(MAGIC).putShort((short) header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
        out.write(start.array());
        ByteBuffer chunk = ByteBuffer.allocate(CHUNK * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int from = 0; from < values.length; from += CHUNK) {
            int some = Math.min(CHUNK, values.length - from);
            chunk.asFloatBuffer().put(values, from, some);
            out.write(chunk.array(), 0, some * Float.BYTES);
        }
    }

    /**
     * Reads a file to its end. No length in it is trusted: memory is taken as data arrives.
     *
     * @throws DuressException if it is no such array; the message is part of a sentence
     */
    static Floats read(InputStream in, String name) throws IOException {
        byte[] start = in.readNBytes(PRELUDE);
        if (start.length < PRELUDE || !Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw new DuressException(name + " is no .npy array of version 1.0");
        }
        int length = Byte.toUnsignedInt(start[8]) + 256 * Byte.toUnsignedInt(start[9]);
        String header = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        Matcher matcher = HEADER.matcher(header);
        if (!matcher.matches()) {
            throw new DuressException(name + " is no row-major array of little-endian float32");
        }
        List<Integer> shape = new ArrayList<>();
        long count = 1;
        for (String axis : matcher.group(1).split(", ", -1)) {
            shape.add(Integer.valueOf(axis));
            count = Math.min(count * Integer.parseInt(axis), MOST_VALUES + 1);
        }
        if (count > MOST_VALUES) {
            throw new DuressException(name + " claims more values than a field can have");
        }
        float[] values = values(in, (int) count);
        if (values.length < count || in.read() >= 0) {
            throw new DuressException(name + " has not as many values as its shape says");
        }
        return new Floats(List.copyOf(shape), values);
    }

    /** So many values, or fewer where the file ends. */
    private static float[] values(InputStream in, int count) throws IOException {
        float[] values = new float[Math.min(count, CHUNK)];
        int read = FloatReader.read(in, values, 0, values.length);
        while (read == values.length && read < count) {
            values = Arrays.copyOf(values, (int) Math.min(count, 2L * read));
            read = FloatReader.read(in, values, read, values.length);
        }
        return read == values.length ? values : Arrays.copyOf(values, read);
    }
}
