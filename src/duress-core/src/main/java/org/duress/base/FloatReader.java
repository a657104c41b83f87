package org.duress.base;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Little-endian float32 from a stream, in pieces, so that no more memory is taken than the values themselves need. */
public final class FloatReader {
    private static final int CHUNK = 1 << 14;

    private FloatReader() {}

    /**
     * Reads values into a part of an array.
     *
     * @param from the first to fill
     * @param to behind the last
     * @return behind the last that was filled; less than {@code to} where the stream ends before
     */
    public static int read(InputStream in, float[] values, int from, int to) throws IOException {
        byte[] bytes = new byte[Math.min(CHUNK, to - from) * Float.BYTES];
        for (int done = from; done < to; ) {
            int wanted = Math.min(CHUNK, to - done);
            int more = in.readNBytes(bytes, 0, wanted * Float.BYTES) / Float.BYTES;
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(values, done, more);
            done += more;
            if (more < wanted) {
                return done;
            }
        }
        return to;
    }
}
