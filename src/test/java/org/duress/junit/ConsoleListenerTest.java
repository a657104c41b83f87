package org.duress.junit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.duress.gate.GateListener.Stage;
import org.junit.jupiter.api.Test;

class ConsoleListenerTest {
    private static final long SECOND = 1_000_000_000;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicLong clock = new AtomicLong();

    @Test
    void elsewhereThanOnATerminalALineComesEveryFiveSeconds() {
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
                ConsoleListener listener = new ConsoleListener("liver", out, false, clock::get)) {
            listener.begin(Stage.TRAIN);
            for (int step = 1; step <= 12; step++) {
                clock.addAndGet(SECOND);
                listener.step("train attacker", step, 600, "ce=" + step);
            }
            listener.end(Stage.TRAIN, "xi reached");
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "[duress] liver: train or load attacker",
                        "[duress] liver: train attacker 5/600 ce=5",
                        "[duress] liver: train attacker 10/600 ce=10",
                        "[duress] liver: train or load attacker done in 12.0 s: xi reached");
    }

    @Test
    void aWarningIsALineAtOnce() {
        for (boolean terminal : new boolean[] {true, false}) {
            bytes.reset();
            try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
                    ConsoleListener listener = new ConsoleListener("liver", out, terminal, clock::get)) {
                listener.warn("few subjects");
            }
            assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                    .containsExactly("[duress] liver: warning: few subjects");
        }
    }

    @Test
    void onATerminalStepsMakeNoLines() {
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
                ConsoleListener listener = new ConsoleListener("liver", out, true, clock::get)) {
            listener.begin(Stage.ATTACK);
            clock.addAndGet(60 * SECOND);
            listener.step("attack", 1, 2, "p=0.05");
            listener.step("judge", 1, 2, "");
            listener.end(Stage.ATTACK, "p=0.05");
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("[duress] liver: attack", "[duress] liver: attack done in 60.0 s: p=0.05");
    }
}
