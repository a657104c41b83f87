package org.duress.model.openinference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Float16Test {
    @Test
    void everyHalfIsTheNumberThatItsBitsSayAndComesBack() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            short half = (short) bits;
            int exponent = (bits >> 10) & 0x1f;
            int fraction = bits & 0x3ff;
            double sign = bits < 1 << 15 ? 1 : -1;
            float value = Float16.toFloat(half);
            if (exponent == 31 && fraction != 0) {
                assertThat(value).isNaN();
                assertThat(Float16.toFloat(Float16.of(value))).isNaN();
                continue;
            }
            double expected = exponent == 31
                    ? Double.POSITIVE_INFINITY
                    : exponent == 0
                            ? fraction * Math.pow(2, -24)
                            : (1 + fraction / 1024.0) * Math.pow(2, exponent - 15);
            // Bits, so that the two zeros are told apart.
            assertThat(Float.floatToIntBits(value)).isEqualTo(Float.floatToIntBits((float) (sign * expected)));
            assertThat(Float16.of(value)).isEqualTo(half);
        }
    }

    @Test
    void aFloatBetweenTwoHalvesGoesToTheNearerOrTheEvenOne() {
        for (int bits = 0; bits < 0x7bff; bits++) {
            float low = Float16.toFloat((short) bits);
            float high = Float16.toFloat((short) (bits + 1));
            float middle = (low + high) / 2;
            int even = bits % 2 == 0 ? bits : bits + 1;
            for (int sign : new int[] {1, -1}) {
                int signBit = sign == 1 ? 0 : 0x8000;
                assertThat(Float16.of(sign * middle)).isEqualTo((short) (even | signBit));
                assertThat(Float16.of(sign * Math.nextDown(middle))).isEqualTo((short) (bits | signBit));
                assertThat(Float16.of(sign * Math.nextUp(middle))).isEqualTo((short) ((bits + 1) | signBit));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "65504, 7bff",
        "65519.996, 7bff",
        "65520, 7c00",
        "1e30, 7c00",
        "-Infinity, fc00",
        "1e-10, 0000",
        "-0.0, 8000"
    })
    void theEndsOfTheRange(float value, String bits) {
        assertThat(Float16.of(value)).isEqualTo((short) Integer.parseInt(bits, 16));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 3f80",
        "-2.5, c020",
        "3.4028235e38, 7f80",
        // Halfway between 1 and the next: to the even one; a little more: up.
        "1.00390625, 3f80",
        "1.0039064, 3f81",
        "1.01171875, 3f82",
        "NaN, 7fc0",
        "-Infinity, ff80"
    })
    void bfloat16IsTheUpperHalfOfAFloatRounded(float value, String bits) {
        ByteBuffer buffer = ByteBuffer.allocate(2);
        TensorType.BF16.put(buffer, value);
        assertThat(buffer.getShort(0)).isEqualTo((short) Integer.parseInt(bits, 16));
        float back = TensorType.BF16.get(buffer.rewind());
        assertThat(Float.floatToIntBits(back)).isEqualTo(Integer.parseUnsignedInt(bits, 16) << 16);
    }
}
