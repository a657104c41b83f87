package org.duress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DuressExceptionTest {
    @Test
    void aMessageIsOneLineWhateverItQuotes() {
        String lone = new String(new char[] {'\uD800'});
        assertThat(new DuressException("a\r\nb\tc\0d\u007fe" + lone + "f\uD83D\uDC1F ä"))
                .hasMessage("a  b c?d?e?f\uD83D\uDC1F ä");
        assertThat(new EnvironmentException("a\nb", new IllegalStateException()))
                .hasMessage("a b");
    }
}
