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

    /** A slice has 4 + 1 bytes a pixel, so 5 MiB; what the heap has no room for lies on the disk. */
    @Test
    void slicesThatTheDiskHasNoRoomForAreRefused() {
        CohortMemory memory = new CohortMemory(100 * MEBIBYTE, 1000 * MEBIBYTE);
        memory.requireImages(200, SIZE);

        assertThatThrownBy(() -> memory.requireImages(201, SIZE))
                .isInstanceOf(DuressException.class)
                .hasMessage("the cohort's slices of 1024 x 1024 pixels need 1005 MiB of temporary disk, more than the"
                        + " 1000 MiB that java.io.tmpdir has room for; set -Djava.io.tmpdir to a folder on another"
                        + " disk, lower cohort.size, or use fewer subjects");
        assertThatThrownBy(() -> memory.requireImages(Long.MAX_VALUE, SIZE)).isInstanceOf(DuressException.class);
    }

    /** A sixty-fourth of the heap holds what is kept. */
    @Test
    void noDiskIsNeededForFew() {
        CohortMemory memory = new CohortMemory(320 * MEBIBYTE, 0);
        memory.requireImages(1, SIZE);
        assertThatThrownBy(() -> memory.requireImages(2, SIZE)).isInstanceOf(DuressException.class);
    }

    /** Half of a heap of 100 MiB has room for 50 bytes a pixel, 12 intensities and a class. */
    @Test
    void anImageThatTheHeapHasNoRoomForIsRefused() {
        CohortMemory memory = new CohortMemory(100 * MEBIBYTE, Long.MAX_VALUE);
        memory.requireImage(SIZE, 12);
        assertThatThrownBy(() -> memory.requireImage(SIZE, 13))
                .isInstanceOf(DuressException.class)
                .hasMessage("a slice of the cohort, of 1024 x 1024 pixels, needs more than the 50 MiB that a heap of"
                        + " 100 MiB has for one; raise -Xmx of the JVM that runs the tests (argLine of Surefire), or"
                        + " lower cohort.size");
    }

    @Test
    void aFileThatTakesMoreThanThereIsIsRefused() {
        CohortMemory memory = new CohortMemory(100 * MEBIBYTE, Long.MAX_VALUE);

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
        CohortMemory memory = new CohortMemory(100 * MEBIBYTE, Long.MAX_VALUE);
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
