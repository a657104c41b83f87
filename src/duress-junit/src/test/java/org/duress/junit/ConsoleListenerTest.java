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
    void elsewhereThanOnATerminalALineComesSoonAndThenEveryHalfMinuteWithTheTimeLeft() {
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
                ConsoleListener listener = new ConsoleListener("liver", out, false, clock::get)) {
            listener.begin(Stage.TRAIN);
            for (int step = 1; step <= 100; step++) {
                listener.step("train attacker", step, 600, "ce=" + step);
                clock.addAndGet(SECOND);
            }
            listener.end(Stage.TRAIN, "xi reached");
            listener.begin(Stage.ATTACK);
            for (int batch = 1; batch <= 12; batch++) {
                clock.addAndGet(SECOND);
                listener.step("attack", batch, 12, "p=0.05");
            }
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "[duress] liver: train or load attacker",
                        "[duress] liver: train attacker 4/600, about 10 min left: ce=4",
                        "[duress] liver: train attacker 34/600, about 9 min left: ce=34",
                        "[duress] liver: train attacker 64/600, about 9 min left: ce=64",
                        "[duress] liver: train attacker 94/600, about 8 min left: ce=94",
                        "[duress] liver: train or load attacker done in 100.0 s: xi reached",
                        "[duress] liver: attack");
    }

    @Test
    void aShortRunIsToldHowManySecondsAreLeft() {
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
                ConsoleListener listener = new ConsoleListener("liver", out, false, clock::get)) {
            listener.begin(Stage.TRAIN);
            for (int step = 1; step <= 10; step++) {
                listener.step("train attacker", step, 10, "ce=" + step);
                clock.addAndGet(SECOND);
            }
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "[duress] liver: train or load attacker",
                        "[duress] liver: train attacker 4/10, about 6 s left: ce=4");
    }

    @Test
    void whatIsWaitedForBeforeTheFirstStageIsSaidAtOnce() {
        try (PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
                ConsoleListener listener = new ConsoleListener("liver", out, false, clock::get)) {
            listener.step("wait for model", 0, 1, "http://localhost:8000");
        }

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("[duress] liver: wait for model 0/1: http://localhost:8000");
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
