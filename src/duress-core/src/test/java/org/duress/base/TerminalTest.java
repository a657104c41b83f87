package org.duress.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
    @Test
    void aTerminalIsOneThatSomebodyWatches() {
        assertThat(Terminal.of(true, Map.of("TERM", "xterm"))).isEqualTo(new Terminal(true, 80));
        assertThat(Terminal.of(false, Map.of("TERM", "xterm")).interactive()).isFalse();
        assertThat(Terminal.of(true, Map.of("TERM", "dumb")).interactive()).isFalse();
        assertThat(Terminal.of(true, Map.of("NO_COLOR", "1")).interactive()).isFalse();
        assertThat(Terminal.of(true, Map.of("NO_COLOR", "")).interactive()).isTrue();
        assertThat(Terminal.of(true, Map.of("CI", "true")).interactive()).isFalse();
        assertThat(Terminal.of(true, Map.of("CI", "false")).interactive()).isTrue();
        assertThat(Terminal.of(true, Map.of("COLUMNS", "132")).columns()).isEqualTo(132);
        assertThat(Terminal.of(true, Map.of("COLUMNS", "0")).columns()).isEqualTo(80);
    }
}
