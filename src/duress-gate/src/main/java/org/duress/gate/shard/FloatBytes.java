package org.duress.gate.shard;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/**
 * Numbers as bytes, bit by bit: of some thousand numbers together first all first bytes, then all second ones, and so
 * on. Neighbours of a smooth field have their first bytes in common, and such bytes deflate.
 */
final class FloatBytes {
    private static final int PART = 1 << 14;

    private FloatBytes() {}

    static void write(float[] values, DataOutputStream out) throws IOException {
        byte[] bytes = new byte[Math.min(PART, values.length) * Float.BYTES];
        for (int from = 0; from < values.length; from += PART) {
            int count = Math.min(PART, values.length - from);
            for (int i = 0; i < count; i++) {
                int bits = Float.floatToRawIntBits(values[from + i]);
                for (int k = 0; k < Float.BYTES; k++) {
                    bytes[k * count + i] = (byte) (bits >>> (Byte.SIZE * (Float.BYTES - 1 - k)));
                }
            }
            out.write(bytes, 0, count * Float.BYTES);
        }
    }

    static float[] read(int length, DataInputStream in) throws IOException {
        float[] values = new float[length];
        byte[] bytes = new byte[Math.min(PART, length) * Float.BYTES];
        for (int from = 0; from < length; from += PART) {
            int count = Math.min(PART, length - from);
            in.readFully(bytes, 0, count * Float.BYTES);
            for (int i = 0; i < count; i++) {
                int bits = 0;
                for (int k = 0; k < Float.BYTES; k++) {
                    bits = (bits << Byte.SIZE) | (bytes[k * count + i] & 0xff);
                }
                values[from + i] = Float.intBitsToFloat(bits);
            }
        }
        return values;
    }
}
