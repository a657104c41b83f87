package org.duress.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class CohortMemoryTest {
    private static final int MEBIBYTE = 1 << 20;
    private static final Grid SIZE = Grid.of(1024, 1024);

    /** A slice has 4 + 1 bytes a pixel, so 5 MiB; 100 MiB hold half as many MiB of them. */
    @Test
    void slicesThatAreKeptAreCounted() {
        CohortMemory memory = new CohortMemory(100 * MEBIBYTE);
        memory.requireImages(10, SIZE);
        for (int i = 0; i < 10; i++) {
            memory.keep(SIZE, 1);
        }

        assertThatThrownBy(() -> memory.keep(SIZE, 1))
                .isInstanceOf(DuressException.class)
                .hasMessage("the cohort's slices of 1024 x 1024 pixels need more than the 50 MiB that a heap of 100 MiB"
                        + " has for them; raise -Xmx of the JVM that runs the tests (argLine of Surefire),"
                        + " lower cohort.size, or use fewer subjects");
        assertThatThrownBy(() -> memory.requireImages(Long.MAX_VALUE, SIZE)).isInstanceOf(DuressException.class);
    }

    @Test
    void aFileThatTakesMoreThanThereIsIsRefused() {
        CohortMemory memory = new CohortMemory(100 * MEBIBYTE);

        assertThatThrownBy(() -> memory.work(61 * MEBIBYTE, "image a.nii", () -> {}))
                .isInstanceOf(DuressException.class)
                .hasMessage(
                        "image a.nii needs 61 MiB to be read, more than the 60 MiB that a heap of 100 MiB has for it;"
                                + " raise -Xmx of the JVM that runs the tests (argLine of Surefire), or crop the"
                                + " files");
    }

    @Test
    @Timeout(60)
    void filesThatDoNotFitBesideEachOtherWait() throws InterruptedException {
        CohortMemory memory = new CohortMemory(100 * MEBIBYTE);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        Thread second = new Thread(() -> memory.work(40 * MEBIBYTE, "b", () -> order.add("b")));
        memory.work(40 * MEBIBYTE, "a", () -> {
            second.start();
            while (second.getState() != Thread.State.WAITING && second.isAlive()) {
                Thread.onSpinWait();
            }
            order.add("a");
        });
        second.join();

        assertThat(order).containsExactly("a", "b");
    }
}
