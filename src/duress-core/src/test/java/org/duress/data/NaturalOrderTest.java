package org.duress.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NaturalOrderTest {
    @Test
    void numbersCompareByValue() {
        assertThat(Stream.of("s1_z10", "s1_z9", "s1_z009b", "s1_z", "s10_z1", "s2_z1")
                        .sorted(NaturalOrder.INSTANCE))
                .containsExactly("s1_z", "s1_z9", "s1_z009b", "s1_z10", "s2_z1", "s10_z1");
    }

    @Test
    void onlyEqualNamesAreEqual() {
        assertThat(NaturalOrder.INSTANCE.compare("a01", "a1")).isNotZero();
        assertThat(NaturalOrder.INSTANCE.compare("a1", "a1")).isZero();
        assertThat(NaturalOrder.INSTANCE.compare("a99999999999999999999", "a100000000000000000000"))
                .isNegative();
    }
}
