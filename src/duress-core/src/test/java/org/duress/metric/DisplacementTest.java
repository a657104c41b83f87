package org.duress.metric;

import static org.assertj.core.api.Assertions.assertThat;

import org.duress.base.FiniteDifferences;
import org.junit.jupiter.api.Test;

class DisplacementTest {
    @Test
    void isTheLongestAndExact() {
        assertThat(Displacement.longest(new float[] {1, 1, -3, 4, 0, 4.5f}, 2)).isEqualTo(5);
        assertThat(Displacement.longest(new float[4], 2)).isZero();
        float[] field = FiniteDifferences.gaussian(1, 2000);
        double longest = 0;
        for (int i = 0; i < field.length; i += 2) {
            longest = Math.max(longest, Math.hypot(field[i], field[i + 1]));
        }
        assertThat(Displacement.longest(field, 2)).isEqualTo(longest);
    }
}
