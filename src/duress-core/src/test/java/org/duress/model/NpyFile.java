package org.duress.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An array that NumPy saved: C order, float32, float64, uint8 or int64. */
public record NpyFile(List<Integer> shape, double[] values) {
    private static final Pattern HEADER = Pattern.compile(
            "\\{'descr': '[<|](\\w+)', 'fortran_order': False, 'shape': \\(([^)]*)\\).*", Pattern.DOTALL);

    public static NpyFile read(Path file) throws IOException {
        return parse(Files.readAllBytes(file));
    }

    /** Reads a resource beside a class. */
    public static NpyFile read(Class<?> type, String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(type.getResourceAsStream(name), name)) {
            return parse(in.readAllBytes());
        }
    }

    private static NpyFile parse(byte[] bytes) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int length = in.position(8).getShort() & 0xffff;
        Matcher header = HEADER.matcher(new String(bytes, 10, length, StandardCharsets.ISO_8859_1));
        if (!header.matches()) {
            throw new IOException("unexpected header of a .npy file");
        }
        List<Integer> shape = new ArrayList<>();
        int count = 1;
        for (String dimension : header.group(2).split(",")) {
            if (!dimension.isBlank()) {
                shape.add(Integer.valueOf(dimension.strip()));
                count *= Integer.parseInt(dimension.strip());
            }
        }
        in.position(10 + length);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = switch (header.group(1)) {
                case "f4" -> in.getFloat();
                case "f8" -> in.getDouble();
                case "u1" -> in.get() & 0xff;
                case "i8" -> in.getLong();
                default -> throw new IOException("unexpected type " + header.group(1));
            };
        }
        return new NpyFile(List.copyOf(shape), values);
    }

    public float[] floats() {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) values[i];
        }
        return floats;
    }
}
