package org.duress.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.duress.base.Sha256;

/** SHA-256 over a sequence of values; every variable-length value is preceded by its length. */
final class Digest {
    /** A volume is not copied whole. */
    private static final int BUFFER = 1 << 16;

    private final MessageDigest sha = Sha256.start();

    Digest add(int value) {
        sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(value).flip());
        return this;
    }

    Digest add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    Digest add(byte[] bytes) {
        add(bytes.length);
        sha.update(bytes);
        return this;
    }

    Digest add(float[] values) {
        add(values.length);
        ByteBuffer bytes = ByteBuffer.allocate(Math.min(values.length, BUFFER) * Float.BYTES);
        for (int from = 0; from < values.length; from += BUFFER) {
            int count = Math.min(BUFFER, values.length - from);
            bytes.clear().asFloatBuffer().put(values, from, count);
            sha.update(bytes.limit(count * Float.BYTES));
        }
        return this;
    }

    String hex() {
        return Sha256.end(sha);
    }
}
