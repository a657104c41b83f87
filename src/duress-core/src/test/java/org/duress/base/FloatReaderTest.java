package org.duress.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FloatReaderTest {
    /** 1, 2, 3, ... as little-endian float32. */
    private static byte[] bytes(int count) {
        ByteBuffer buffer = ByteBuffer.allocate(count * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            buffer.putFloat(i + 1);
        }
        return buffer.array();
    }

    /** Around the size of a piece, which is 16384 values. */
    @ParameterizedTest
    @ValueSource(ints = {1, 16_383, 16_384, 16_385, 40_000})
    void fillsAPartInOrderAndReadsNoFurther(int count) throws IOException {
        ByteArrayInputStream in = new ByteArrayInputStream(bytes(count + 1));
        float[] values = new float[count + 3];
        assertThat(FloatReader.read(in, values, 2, count + 2)).isEqualTo(count + 2);
        assertThat(values).startsWith(0, 0, 1).endsWith(count, 0);
        assertThat(in.available()).isEqualTo(Float.BYTES);
    }

    @Test
    void saysWhereTheStreamEnds() throws IOException {
        byte[] cut = Arrays.copyOf(bytes(20_000), 4 * 17_000 + 3);
        float[] values = new float[20_000];
        assertThat(FloatReader.read(new ByteArrayInputStream(cut), values, 0, 20_000))
                .isEqualTo(17_000);
        assertThat(values[16_999]).isEqualTo(17_000);
        assertThat(values[17_000]).isZero();
    }
}
