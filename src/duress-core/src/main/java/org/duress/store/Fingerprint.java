package org.duress.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.stream.Stream;
import org.duress.base.Sha256;

/**
 * SHA-256 over named parts. Names, kinds and lengths are hashed with the values, so two different lists of parts never
 * feed the same bytes. For one thread.
 */
public final class Fingerprint {
    private static final int CHUNK_FLOATS = 4096;

    private final MessageDigest digest = Sha256.start();

    /** Adds a text. */
    public Fingerprint add(String name, String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        head(name, 'S', bytes.length);
        digest.update(bytes);
        return this;
    }

    /** Adds a whole number. */
    public Fingerprint add(String name, long value) {
        head(name, 'L', 1);
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(value).flip());
        return this;
    }

    /** Adds a number, bit by bit. */
    public Fingerprint add(String name, double value) {
        head(name, 'D', 1);
        digest.update(ByteBuffer.allocate(Long.BYTES).putDouble(value).flip());
        return this;
    }

    /** Adds bytes. */
    public Fingerprint add(String name, byte[] values) {
        head(name, 'B', values.length);
        digest.update(values);
        return this;
    }

    /** Adds numbers, bit by bit. */
    public Fingerprint add(String name, float[] values) {
        return add(name, values.length, Stream.of(values));
    }

    /**
     * Adds numbers that come in parts, as if they were one array.
     *
     * @param count of all parts together
     */
    public Fingerprint add(String name, long count, Stream<float[]> parts) {
        head(name, 'F', (int) count);
        parts.forEachOrdered(this::update);
        return this;
    }

    private void update(float[] values) {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK_FLOATS * Float.BYTES);
        for (int from = 0; from < values.length; from += CHUNK_FLOATS) {
            buffer.clear();
            for (int i = from; i < Math.min(values.length, from + CHUNK_FLOATS); i++) {
                buffer.putFloat(values[i]);
            }
            digest.update(buffer.flip());
        }
    }

    /** The fingerprint, lower-case hex; the builder is empty again afterwards. */
    public String hex() {
        return Sha256.end(digest);
    }

    private void head(String name, char kind, int length) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(2 * Integer.BYTES + Character.BYTES)
                .putInt(bytes.length)
                .putChar(kind)
                .putInt(length)
                .flip());
        digest.update(bytes);
    }
}
