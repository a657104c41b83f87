package org.duress.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the numbers of a NumPy file: little-endian float32 or uint8, row-major. */
public final class NpyFile {
    private NpyFile() {}

    /** All numbers, row-major. */
    public static float[] read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        boolean first = bytes.get(6) == 1;
        int length = first ? bytes.getShort(8) & 0xffff : bytes.getInt(8);
        int start = (first ? 10 : 12) + length;
        String header = new String(bytes.array(), 0, start, StandardCharsets.ISO_8859_1);
        if (header.contains("'fortran_order': True") || !(header.contains("'<f4'") || header.contains("'|u1'"))) {
            throw new IOException(file + " is not row-major float32 or uint8");
        }
        bytes.position(start);
        float[] values = new float[bytes.remaining() / (header.contains("'<f4'") ? 4 : 1)];
        for (int i = 0; i < values.length; i++) {
            values[i] = header.contains("'<f4'") ? bytes.getFloat() : bytes.get() & 0xff;
        }
        return values;
    }
}
