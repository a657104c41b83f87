package org.duress.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {
    private final AtomicLong clock = new AtomicLong(-5);
    private final ProgressLines lines = new ProgressLines(Duration.ofSeconds(10), clock::get);

    private void pass(int seconds) {
        clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void theFirstLineIsDueAtOnceAndTheNextAWhileLater() {
        assertThat(lines.due()).isTrue();
        pass(9);
        assertThat(lines.due()).isFalse();
        pass(1);
        assertThat(lines.due()).isTrue();
        assertThat(lines.due()).isFalse();
    }

    @Test
    void aPausePutsTheNextLineOffAndNeverForward() {
        lines.pause(Duration.ofSeconds(3));
        assertThat(lines.due()).isFalse();
        pass(3);
        assertThat(lines.due()).isTrue();
        lines.pause(Duration.ofSeconds(3));
        pass(3);
        assertThat(lines.due()).isFalse();
    }

    @Test
    void theTimeLeftIsThatOfThePhaseUnderWay() {
        assertThat(lines.enter("train", 20)).isTrue();
        assertThat(lines.line(20, 40, "a")).isEqualTo("train 20/40: a");
        pass(30);
        assertThat(lines.enter("train", 30)).isFalse();
        assertThat(lines.line(30, 40, "b")).isEqualTo("train 30/40, about 30 s left: b");
        assertThat(lines.line(30, 130, "c")).isEqualTo("train 30/130, about 5 min left: c");
        assertThat(lines.line(40, 40, "d")).isEqualTo("train 40/40: d");
        assertThat(lines.enter("judge", 0)).isTrue();
        pass(1);
        assertThat(lines.line(1, 3, "e")).isEqualTo("judge 1/3, about 2 s left: e");
    }

    @Test
    void aPhaseThatBeginsAgainHasANewClock() {
        lines.enter("train", 0);
        pass(100);
        lines.enter("train", 10);
        assertThat(lines.enter("train", 1)).isTrue();
        pass(1);
        assertThat(lines.enter("train", 2)).isFalse();
        assertThat(lines.line(2, 4, "a")).isEqualTo("train 2/4, about 2 s left: a");
    }

    @Test
    void aBarShowsTheShareAndFitsTheTerminal() {
        lines.enter("train", 0);
        assertThat(lines.bar(0, 0, "a", 80)).isEqualTo("train [>                   ] 0 %, 0/0: a");
        pass(10);
        assertThat(lines.bar(199, 200, "b", 80))
                .isEqualTo("train [===================>] 99 %, 199/200, about 0 s left: b");
        assertThat(lines.bar(200, 200, "c", 80)).isEqualTo("train [====================] 100 %, 200/200: c");
        assertThat(lines.bar(300, 200, "d", 80)).isEqualTo("train [====================] 100 %, 300/200: d");
        assertThat(lines.bar(100, 200, "x".repeat(99), 40)).hasSize(39);
    }
}
