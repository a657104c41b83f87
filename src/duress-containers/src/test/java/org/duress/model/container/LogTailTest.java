package org.duress.model.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogTailTest {
    private final LogTail tail = new LogTail();

    @Test
    void aShortLogIsWhole() {
        tail.add(bytes("ready\n"));
        tail.add(bytes("größer\n"));

        assertThat(tail.text()).isEqualTo("ready\ngrößer\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1000, LogTail.LIMIT, 2 * LogTail.LIMIT, 3_000_000})
    void aLongLogKeepsItsLastWholeLines(int chunk) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; all.length() < 3 * LogTail.LIMIT; i++) {
            all.append("line ").append(i).append('\n');
        }
        byte[] bytes = bytes(all.toString());
        for (int from = 0; from < bytes.length; from += chunk) {
            tail.add(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + chunk)));
        }

        String last = all.substring(all.length() - LogTail.LIMIT);
        assertThat(tail.text()).isEqualTo("(earlier lines are left out)\n" + last.substring(last.indexOf('\n') + 1));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
