package org.duress.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class SideBySideTest {
    @RepeatedTest(20)
    void everyWorkIsDoneOnceAndInItsPlace() {
        AtomicIntegerArray done = new AtomicIntegerArray(1000);
        SideBySide.works(done.length(), done::incrementAndGet);
        assertThat(IntStream.range(0, done.length()).map(done::get)).containsOnly(1);
        assertThat(SideBySide.each(100, i -> i * i))
                .containsExactlyElementsOf(
                        IntStream.range(0, 100).map(i -> i * i).boxed().toList());
    }

    @Test
    void nothingIsNothing() {
        SideBySide.works(0, i -> {
            throw new AssertionError("there is no work " + i);
        });
        assertThat(SideBySide.each(0, i -> i)).isEmpty();
    }

    @Test
    void partsCoverAllElementsOnce() {
        for (int count : new int[] {0, 1, 4095, 4096, 4097, 20_000}) {
            int[] seen = new int[count];
            SideBySide.elements(count, (from, to) -> IntStream.range(from, to).forEach(i -> seen[i]++));
            assertThat(IntStream.of(seen).filter(times -> times != 1)).isEmpty();
        }
    }

    /** A model is asked by the thread that it belongs to, whoever helps. */
    @RepeatedTest(20)
    void theFirstIsDoneByTheThreadThatCalls() {
        Thread[] threads = SideBySide.each(20, i -> Thread.currentThread()).toArray(Thread[]::new);
        assertThat(threads[0]).isSameAs(Thread.currentThread());
    }

    @Test
    void worksWithinWorksEnd() {
        AtomicIntegerArray done = new AtomicIntegerArray(64);
        SideBySide.works(8, i -> SideBySide.works(8, k -> done.incrementAndGet(8 * i + k)));
        assertThat(IntStream.range(0, 64).map(done::get)).containsOnly(1);
    }

    @RepeatedTest(20)
    void theFirstOfThoseThatFailIsThrown() {
        assertThatThrownBy(() -> SideBySide.works(100, i -> {
                    if (i == 7 || i == 8 || i == 50) {
                        throw new IllegalStateException("work " + i);
                    }
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("work 7");
    }

    /** It waits for another thread when it is interrupted, and is interrupted already when it waits for others. */
    @Test
    void anInterruptedThreadStaysSo() {
        Thread own = Thread.currentThread();
        CountDownLatch helped = new CountDownLatch(1);
        try {
            SideBySide.works(2, i -> {
                if (Thread.currentThread() == own) {
                    await(helped, 10_000);
                } else {
                    helped.countDown();
                    pause();
                    own.interrupt();
                    pause();
                }
            });
            assumeThat(helped.getCount()).as("a second thread had time").isZero();
            assertThat(own.isInterrupted()).isTrue();
            SideBySide.works(50, i -> {
                if (Thread.currentThread() != own) {
                    pause();
                }
            });
            assertThat(own.isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }

    private static void pause() {
        await(new CountDownLatch(1), 20);
    }

    /** Goes on when the time is over, or when the thread is interrupted, which it stays. */
    private static void await(CountDownLatch latch, long milliseconds) {
        try {
            latch.await(milliseconds, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
