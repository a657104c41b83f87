package org.duress.gate.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FloatBytesTest {
    @Test
    void everyBitComesBack() throws IOException {
        Random random = new Random(1);
        for (int length : new int[] {0, 1, 7, 1 << 14, (1 << 14) + 1, 40_000}) {
            float[] values = new float[length];
            for (int i = 0; i < length; i++) {
                values[i] = Float.intBitsToFloat(random.nextInt());
            }
            if (length > 4) {
                values[0] = -0.0f;
                values[1] = Float.intBitsToFloat(0x7fc00123);
                values[2] = Float.MIN_VALUE;
            }
            byte[] bytes = written(values);
            assertThat(bytes).hasSize(length * Float.BYTES);
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
            float[] read = FloatBytes.read(length, in);
            for (int i = 0; i < length; i++) {
                assertThat(Float.floatToRawIntBits(read[i])).isEqualTo(Float.floatToRawIntBits(values[i]));
            }
            assertThat(in.read()).isEqualTo(-1);
        }
    }

    /** 1 is 3f800000, 2 is 40000000. */
    @Test
    void bytesOfOnePlaceLieTogether() throws IOException {
        assertThat(written(new float[] {1, 2})).containsExactly(0x3f, 0x40, 0x80, 0, 0, 0, 0, 0);
    }

    private static byte[] written(float[] values) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FloatBytes.write(values, new DataOutputStream(out));
        return out.toByteArray();
    }
}
