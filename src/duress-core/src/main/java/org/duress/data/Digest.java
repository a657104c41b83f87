package org.duress.data;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.duress.base.Sha256;

/** SHA-256 over a sequence of values; every variable-length value is preceded by its length. */
final class Digest {
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
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        sha.update(bytes);
        return this;
    }

    String hex() {
        return Sha256.end(sha);
    }
}
