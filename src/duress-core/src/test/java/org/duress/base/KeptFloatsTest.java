package org.duress.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duress.EnvironmentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptFloatsTest {
    private static final String TEMPORARY = "java.io.tmpdir";

    @TempDir
    private Path folder;

    private interface Work {
        void in(Path temporary) throws IOException;
    }

    /** With another folder for temporary files. */
    private void with(Path temporary, Work work) throws IOException {
        String before = System.getProperty(TEMPORARY);
        System.setProperty(TEMPORARY, temporary.toString());
        try {
            work.in(temporary);
        } finally {
            System.setProperty(TEMPORARY, before);
        }
    }

    private long files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.count();
        }
    }

    @Test
    void fewAreTheArrayItself() throws IOException {
        with(folder, temporary -> {
            float[] values = {1, 2, 3};
            KeptFloats kept = KeptFloats.of(values, 12);
            assertThat(kept.few()).isTrue();
            assertThat(kept.values()).isSameAs(values);
            assertThat(files()).isZero();
        });
    }

    /** Of a length that is no multiple of what is written at once, with every sort of number. */
    @Test
    void manyComeBackBitByBitAsOftenAsTheyAreAskedFor() throws IOException {
        with(folder, temporary -> {
            float[] values = new float[2 * (1 << 16) + 17];
            Random random = new Random(1);
            for (int i = 0; i < values.length; i++) {
                values[i] = Float.intBitsToFloat(random.nextInt());
            }
            values[0] = -0f;
            values[values.length - 1] = Float.NEGATIVE_INFINITY;
            KeptFloats kept = KeptFloats.of(values, 4L * values.length - 1);
            assertThat(kept.few()).isFalse();
            assertThat(files()).isEqualTo(1);
            assertThat(bits(kept.values())).isEqualTo(bits(values));
            float[] again = kept.values();
            assertThat(again).isNotSameAs(values);
            assertThat(bits(again)).isEqualTo(bits(values));
        });
    }

    private static int[] bits(float[] values) {
        return IntStream.range(0, values.length)
                .map(i -> Float.floatToRawIntBits(values[i]))
                .toArray();
    }

    /** An interrupted thread ends a run between two batches, and not in the midst of a file. */
    @Test
    void anInterruptedThreadWritesAndReads() throws IOException {
        with(folder, temporary -> {
            float[] values = {4, 5, 6};
            Thread.currentThread().interrupt();
            try {
                assertThat(KeptFloats.of(values, 0).values()).containsExactly(values);
                assertThat(Thread.currentThread().isInterrupted()).isTrue();
            } finally {
                Thread.interrupted();
            }
        });
    }

    @Test
    void theFileGoesWhenNobodyHoldsTheNumbersAnyMore() throws IOException {
        with(folder, temporary -> {
            float sum = 0;
            for (int i = 0; i < 20; i++) {
                sum += KeptFloats.of(new float[] {i}, 0).values()[0];
            }
            assertThat(sum).isEqualTo(190);
            long end = System.nanoTime() + 20_000_000_000L;
            while (files() > 0 && System.nanoTime() < end) {
                System.gc();
                Thread.onSpinWait();
            }
            assertThat(files()).isZero();
        });
    }

    @Test
    void aFolderThatCannotBeWrittenIsOneSentence() throws IOException {
        Path missing = folder.resolve("missing");
        with(
                missing,
                temporary -> assertThatThrownBy(() -> KeptFloats.of(new float[9], 0))
                        .isInstanceOf(EnvironmentException.class)
                        .hasMessageContaining("cannot write")
                        .hasMessageContaining("-Djava.io.tmpdir"));
    }

    @Test
    void aFileThatWasCutIsOneSentence() throws IOException {
        with(folder, temporary -> {
            KeptFloats kept = KeptFloats.of(new float[9], 0);
            try (Stream<Path> all = Files.list(folder)) {
                for (Path file : all.toList()) {
                    Files.write(file, new byte[5]);
                }
            }
            assertThatThrownBy(kept::values)
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessageContaining("cannot be read again");
        });
    }
}
