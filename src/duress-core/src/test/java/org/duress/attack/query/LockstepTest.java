package org.duress.attack.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.duress.DuressException;
import org.duress.attack.query.Lockstep.Asked;
import org.duress.attack.query.Lockstep.Search;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LockstepTest {
    private final List<List<Asked<Integer>>> rounds = new ArrayList<>();
    private final Lockstep<Integer, Integer> squares = new Lockstep<>(asked -> {
        rounds.add(asked);
        return asked.stream().map(one -> one.question() * one.question()).toList();
    });

    @Test
    void answersTheQuestionsOfAllSearchesTogetherUntilEachHasEnded() {
        List<Integer> sums = new ArrayList<>(List.of(0, 0));
        Search<Integer, Integer> two = oracle -> sums.set(0, oracle.ask(1) + oracle.ask(2));
        Search<Integer, Integer> three = oracle -> sums.set(1, oracle.ask(3) + oracle.ask(4) + oracle.ask(5));
        squares.run(List.of(two, three));
        assertThat(sums).containsExactly(5, 50);
        assertThat(rounds)
                .containsExactly(
                        List.of(new Asked<>(0, 1), new Asked<>(1, 3)),
                        List.of(new Asked<>(0, 2), new Asked<>(1, 4)),
                        List.of(new Asked<>(1, 5)));
    }

    @Test
    void aSearchThatAsksNothingEnds() {
        squares.run(List.of(oracle -> {}));
        assertThat(rounds).isEmpty();
    }

    @Test
    void whatASearchThrowsComesOutAndTheOthersAreStopped() throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        Search<Integer, Integer> endless = oracle -> {
            try {
                while (true) {
                    oracle.ask(1);
                }
            } finally {
                stopped.countDown();
            }
        };
        Search<Integer, Integer> fails = oracle -> {
            oracle.ask(1);
            throw new IllegalStateException("no more");
        };
        assertThatThrownBy(() -> squares.run(List.of(endless, fails)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no more");
        assertThat(stopped.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatTheModelThrowsComesOut() {
        Lockstep<Integer, Integer> broken = new Lockstep<>(asked -> {
            throw new DuressException("the server is gone");
        });
        assertThatThrownBy(() -> broken.run(List.of(oracle -> oracle.ask(1))))
                .isInstanceOf(DuressException.class)
                .hasMessage("the server is gone");
    }

    @Test
    void anInterruptedThreadStopsAndStaysInterrupted() {
        Lockstep<Integer, Integer> interrupting = new Lockstep<>(asked -> {
            Thread.currentThread().interrupt();
            return asked.stream().map(Asked::question).toList();
        });
        Search<Integer, Integer> endless = oracle -> {
            while (true) {
                oracle.ask(1);
            }
        };
        assertThatThrownBy(() -> interrupting.run(List.of(endless)))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }
}
