package org.duress.spec.key;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestKeyTest {
    @Test
    void theNearestKeyIsTheOneWithTheFewestSlips() {
        assertThat(NearestKey.distance("kitten", "sitting")).isEqualTo(3);
        assertThat(NearestKey.distance("dorp", "drop")).isEqualTo(1);
        assertThat(NearestKey.distance("", "abc")).isEqualTo(3);
        assertThat(NearestKey.of("STEP", List.of("samples", "steps", "seed"))).isEqualTo("steps");
    }
}
