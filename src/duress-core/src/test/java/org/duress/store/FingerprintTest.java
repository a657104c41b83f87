package org.duress.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    @Test
    void isStable() {
        // Written down once: a change here would orphan every stored attacker.
        assertThat(new Fingerprint()
                        .add("name", "value")
                        .add("count", 3)
                        .add("xi", 2.0)
                        .add("bytes", new byte[] {1, 2})
                        .add("pixels", new float[] {0.5f, -1})
                        .hex())
                .isEqualTo("70e7ccdd500aa506e19a5f5bd9bac979c6fbe88a8fc6be43fa4e56400e1dbf5f");
    }

    @Test
    void everyDifferenceCounts() {
        List<String> all = List.of(
                new Fingerprint().hex(),
                new Fingerprint().add("a", "bc").hex(),
                new Fingerprint().add("ab", "c").hex(),
                new Fingerprint().add("a", "b").add("c", "").hex(),
                new Fingerprint().add("a", "").add("b", "c").hex(),
                new Fingerprint().add("a", 1L).hex(),
                new Fingerprint().add("a", 1.0).hex(),
                new Fingerprint().add("a", Math.nextUp(1.0)).hex(),
                new Fingerprint().add("a", new byte[] {0, 0, 0, 0}).hex(),
                new Fingerprint().add("a", new float[] {0}).hex(),
                new Fingerprint().add("a", new float[] {-0f}).hex(),
                new Fingerprint().add("a", new float[] {0, 0}).hex());
        assertThat(all).doesNotHaveDuplicates().allMatch(hex -> hex.matches("[0-9a-f]{64}"));
    }

    @Test
    void longArraysCountToTheLastNumber() {
        float[] one = new float[10_000];
        float[] other = one.clone();
        other[9_999] = 1e-30f;
        assertThat(new Fingerprint().add("p", one).hex())
                .isEqualTo(new Fingerprint().add("p", one.clone()).hex())
                .isNotEqualTo(new Fingerprint().add("p", other).hex());
    }
}
