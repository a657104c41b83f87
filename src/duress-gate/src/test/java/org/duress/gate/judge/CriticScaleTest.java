package org.duress.gate.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class CriticScaleTest {
    private final CriticScale scale = new CriticScale(new double[] {0.4, -0.2, 0.1, 0.1});

    @Test
    void isTheShareOfCleanImagesThatAreNoMoreReal() {
        assertThat(scale.percentile(-0.3)).isZero();
        assertThat(scale.percentile(-0.2)).isEqualTo(25);
        assertThat(scale.percentile(0)).isEqualTo(25);
        assertThat(scale.percentile(0.1)).isEqualTo(75);
        assertThat(scale.percentile(0.3)).isEqualTo(75);
        assertThat(scale.percentile(0.4)).isEqualTo(100);
        assertThat(scale.percentile(7)).isEqualTo(100);
    }

    @Test
    void needsACleanImage() {
        assertThatThrownBy(() -> new CriticScale(new double[0])).isInstanceOf(IllegalArgumentException.class);
    }
}
