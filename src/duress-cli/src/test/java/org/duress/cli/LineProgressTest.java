package org.duress.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.duress.base.Terminal;
import org.duress.gate.GateListener.Stage;
import org.junit.jupiter.api.Test;

class LineProgressTest {
    private static final long SECOND = 1_000_000_000;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final AtomicLong clock = new AtomicLong();

    private GateLines lines(boolean interactive) {
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        return new GateLines(new LineProgress(out, new Terminal(interactive, 60), clock::get));
    }

    private String said() {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    @Test
    void onATerminalOneLineIsWrittenAnew() {
        GateLines lines = lines(true);
        lines.begin(Stage.TRAIN);
        lines.step("train", 0, 4, "ce=1");
        clock.addAndGet(10 * SECOND);
        lines.step("train", 1, 4, "ce=2");
        clock.addAndGet(SECOND / 100);
        lines.step("train", 2, 4, "too soon");
        lines.warn("few subjects");
        lines.end(Stage.TRAIN, "trained");
        String first = "train [>                   ] 0 %, 0/4: ce=1";
        String second = "train [=====>              ] 25 %, 1/4, about 30 s left: ce=2".substring(0, 59);
        assertThat(said())
                .isEqualTo(first + "\r" + " ".repeat(first.length()) + "\r" + second + "\r" + " ".repeat(59) + "\r"
                        + "warning: few subjects\ntrained\n");
    }

    @Test
    void elsewhereItIsPlainLines() {
        GateLines lines = lines(false);
        lines.begin(Stage.ATTACK);
        for (int step = 0; step <= 4; step++) {
            lines.step("attack", step, 4, "p=" + step);
            clock.addAndGet(3 * SECOND);
        }
        assertThat(said())
                .isEqualTo("attack 0/4: p=0\nattack 2/4, about 6 s left: p=2\nattack 4/4: p=4\n")
                .doesNotContain("\r");
    }

    /** An attack comes twice where known counterexamples are tried first. */
    @Test
    void aStageHasItsOwnClock() {
        GateLines lines = lines(false);
        lines.begin(Stage.ATTACK);
        lines.step("attack", 0, 4, "");
        lines.begin(Stage.ATTACK);
        clock.addAndGet(100 * SECOND);
        lines.step("attack", 1, 4, "first of the second");
        assertThat(said()).contains("attack 1/4: first of the second");
    }
}
