package org.duress.gate.shard;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/** Values as deflated bytes, which know where they end. */
final class Deflated {
    private static final int BUFFER = 1 << 16;

    private Deflated() {}

    /** Writes values. */
    @FunctionalInterface
    interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    /** Reads them again. */
    @FunctionalInterface
    interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    /** Writes; the stream stays open. */
    static void write(OutputStream out, Writing values) throws IOException {
        Deflater deflater = new Deflater(Deflater.BEST_SPEED);
        try {
            DeflaterOutputStream deflated = new DeflaterOutputStream(out, deflater, BUFFER);
            DataOutputStream data = new DataOutputStream(new BufferedOutputStream(deflated, BUFFER));
            values.to(data);
            data.flush();
            deflated.finish();
        } finally {
            deflater.end();
        }
    }

    /**
     * Reads, and closes the stream.
     *
     * @throws IOException if these bytes were not written so, or are damaged
     */
    static <T> T read(InputStream in, Reading<T> values) throws IOException {
        try (DataInputStream data = new DataInputStream(new BufferedInputStream(new InflaterInputStream(in), BUFFER))) {
            return values.from(data);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // A name, or a class, that there is not.
            throw new IOException(e.getMessage(), e);
        }
    }
}
