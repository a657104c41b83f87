package org.duress.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DifferencesTest {
    @Test
    void theLargestOfAnyNumber() {
        assertThat(Differences.largest(new float[] {1, 2, -3}, new float[] {1, 2.5f, -5}))
                .isEqualTo(2);
        assertThat(Differences.largest(new float[] {1, 2, 3, 4}, 1, new float[] {3, 8}))
                .isEqualTo(4);
        assertThat(Differences.text(0.03125)).isEqualTo("0.031");
    }

    @Test
    void alikeIsAShareOfTheLargestNumber() {
        float[] large = {1000, 0};
        assertThat(Differences.alike(large, new float[] {1000, 0.09f}, 0)).isTrue();
        assertThat(Differences.alike(large, new float[] {1000, 0.11f}, 0)).isFalse();
        float[] small = {0.5f, 0};
        assertThat(Differences.alike(small, new float[] {0.5f, 0.00009f}, 1)).isTrue();
        assertThat(Differences.alike(small, new float[] {0.5f, 0.00009f}, 0)).isFalse();
        assertThat(Differences.alike(new float[2], new float[2], 0)).isTrue();
    }

    @Test
    void whatIsNoNumberIsLikeItselfAlone() {
        float[] odd = {Float.NaN, Float.POSITIVE_INFINITY, 1};
        assertThat(Differences.alike(odd, odd.clone(), 1)).isTrue();
        assertThat(Differences.alike(new float[] {1}, new float[] {Float.NaN}, 1))
                .isFalse();
        assertThat(Differences.alike(new float[] {Float.NaN, 1}, new float[] {1, 1}, 1))
                .isFalse();
    }
}
