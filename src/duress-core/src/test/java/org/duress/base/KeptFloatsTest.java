package org.duress.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duress.EnvironmentException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class KeptFloatsTest {
    private static final String TEMPORARY = "java.io.tmpdir";
    private static final int PAGE = 1 << 10;

    @TempDir
    private Path folder;

    private final String before = System.getProperty(TEMPORARY);
    private final Scratch scratch = new Scratch(Temporaries::file);

    @BeforeEach
    void temporariesLieInTheFolder() {
        System.setProperty(TEMPORARY, folder.toString());
    }

    @AfterEach
    void temporariesLieWhereTheyDid() {
        System.setProperty(TEMPORARY, before);
    }

    private KeptStorage storage(long large, long share) {
        return new KeptStorage(large, share, PAGE, scratch);
    }

    /** Everything lies in the file. */
    private KeptStorage inFile() {
        return storage(0, 0);
    }

    private static float[] random(int length, long seed) {
        Random random = new Random(seed);
        float[] values = new float[length];
        for (int i = 0; i < values.length; i++) {
            values[i] = Float.intBitsToFloat(random.nextInt());
        }
        return values;
    }

    private static int[] bits(float[] values) {
        return IntStream.range(0, values.length)
                .map(i -> Float.floatToRawIntBits(values[i]))
                .toArray();
    }

    private static void collectUntil(BooleanSupplier done) {
        long end = System.nanoTime() + 20_000_000_000L;
        boolean so = done.getAsBoolean();
        while (!so && System.nanoTime() < end) {
            System.gc();
            so = done.getAsBoolean();
        }
        assertThat(so).isTrue();
    }

    @Test
    void fewAreTheArrayItself() {
        float[] values = {1, 2, 3};
        KeptFloats kept = KeptFloats.of(values, storage(12, 0));
        assertThat(kept.few()).isTrue();
        assertThat(kept.values()).isSameAs(values);
        assertThat(folder).isEmptyDirectory();
        assertThat(KeptFloats.of(new float[4], storage(12, 16)).few()).isFalse();
    }

    /** Of a length that is no multiple of what is written at once, with every sort of number. */
    @Test
    void manyComeBackBitByBitAsOftenAsTheyAreAskedFor() {
        float[] values = random(2 * (1 << 16) + 17, 1);
        values[0] = -0f;
        values[values.length - 1] = Float.NEGATIVE_INFINITY;
        KeptFloats kept = KeptFloats.of(values, storage(4L * values.length - 1, 0));
        assertThat(kept.few()).isFalse();
        assertThat(scratch.taken()).isEqualTo(4L * values.length);
        assertThat(bits(kept.values())).isEqualTo(bits(values));
        float[] again = kept.values();
        assertThat(again).isNotSameAs(values);
        assertThat(bits(again)).isEqualTo(bits(values));
    }

    @Test
    void bytesComeBackToo() {
        byte[] values = new byte[(1 << 18) + 5];
        new Random(2).nextBytes(values);
        KeptBytes few = KeptBytes.of(values, storage(values.length, 0));
        assertThat(few.values()).isSameAs(values);
        KeptBytes many = KeptBytes.of(values, inFile());
        assertThat(many.values()).isNotSameAs(values).isEqualTo(values);
        assertThat(many.length()).isEqualTo(values.length);
    }

    @Test
    void ofAllThatIsPutAwayAShareIsOnTheHeap() {
        KeptStorage storage = storage(100, 20);
        List<KeptFloats> kept = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            kept.add(KeptFloats.of(new float[] {i, i}, storage).putAway());
        }
        assertThat(kept).extracting(KeptFloats::few).containsExactly(true, true, false, false);
        assertThat(kept).extracting(one -> one.values()[1]).containsExactly(0f, 1f, 2f, 3f);
        assertThat(KeptFloats.of(new float[1], storage).putAway().few())
                .as("there is room for one number")
                .isTrue();
        assertThat(KeptFloats.of(new float[9], storage).few())
                .as("it is worked on")
                .isTrue();
        kept.get(0).putAway();
        kept.get(2).putAway();
        assertThat(storage.inFile()).as("once is enough").isEqualTo(16);
        assertThat(scratch.taken()).as("side by side").isEqualTo(PAGE);
        kept.get(1).letGo();
        assertThat(KeptBytes.of(new byte[8], storage).putAway().few()).isTrue();
    }

    @Test
    void whatNobodyHoldsAnyMoreGivesItsRoomBack() {
        KeptStorage storage = storage(100, 8);
        float sum = 0;
        for (int i = 0; i < 20; i++) {
            sum += KeptFloats.of(new float[] {i}, storage).putAway().values()[0];
        }
        assertThat(sum).isEqualTo(190);
        collectUntil(() -> scratch.taken() == 0);
        assertThat(scratch.length()).isZero();
        collectUntil(() -> KeptFloats.of(new float[2], storage).putAway().few());
    }

    @Test
    void roomThatWasGivenBackIsUsedAgain() {
        KeptStorage storage = inFile();
        KeptFloats first = KeptFloats.of(random(1000, 1), storage);
        KeptFloats second = KeptFloats.of(random(1000, 2), storage);
        first.letGo();
        KeptFloats third = KeptFloats.of(random(600, 3), storage);
        KeptFloats fourth = KeptFloats.of(random(400, 4), storage);
        assertThat(scratch.length()).isEqualTo(8000);
        assertThat(bits(second.values())).isEqualTo(bits(random(1000, 2)));
        assertThat(bits(third.values())).isEqualTo(bits(random(600, 3)));
        assertThat(bits(fourth.values())).isEqualTo(bits(random(400, 4)));
        assertThatThrownBy(first::values).isInstanceOf(IllegalStateException.class);
    }

    /** Threads that keep, read and let go at once, each of its own numbers and all of common ones. */
    @Test
    void threadsDoNotGetInEachOthersWay() {
        KeptStorage storage = storage(1 << 20, 5000);
        List<KeptFloats> common = IntStream.range(0, 16)
                .mapToObj(i -> KeptFloats.of(random(100_000, i), storage).putAway())
                .toList();
        List<Boolean> same = IntStream.range(0, 64)
                .parallel()
                .mapToObj(thread -> {
                    boolean sound = true;
                    for (int i = 0; i < 8; i++) {
                        int seed = 100 * thread + i;
                        int length = 1 + seed * 37 % 90_000;
                        KeptFloats own =
                                KeptFloats.of(random(length, seed), storage).putAway();
                        int other = seed % common.size();
                        sound &= Arrays.equals(bits(common.get(other).values()), bits(random(100_000, other)));
                        sound &= Arrays.equals(bits(own.values()), bits(random(length, seed)));
                        if (i % 2 == 0) {
                            own.letGo();
                        }
                    }
                    return sound;
                })
                .toList();
        assertThat(same).containsOnly(true);
        assertThat(common).allSatisfy(one -> assertThat(one.few()).isFalse());
    }

    /** The same numbers are not on the heap twice while somebody works on them. */
    @Test
    void whatIsWorkedOnIsNotReadAgain() {
        KeptFloats kept = KeptFloats.of(random(100, 1), inFile());
        float[] worked = kept.values();
        assertThat(kept.values()).isSameAs(worked);
    }

    @Test
    void theFileHasNoName() throws IOException {
        KeptFloats kept = KeptFloats.of(new float[] {1}, inFile());
        try (Stream<Path> files = Files.list(folder)) {
            boolean windows = System.getProperty("os.name").startsWith("Windows");
            assertThat(files).hasSize(windows ? 1 : 0);
        }
        assertThat(kept.values()).containsExactly(1);
    }

    /** An interrupted thread ends a run between two batches, and not in the midst of a file. */
    @Test
    void anInterruptedThreadWritesAndReads() {
        float[] values = {4, 5, 6};
        Thread.currentThread().interrupt();
        try {
            assertThat(KeptFloats.of(values, inFile()).values()).containsExactly(values);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            Thread.interrupted();
        }
    }

    @Test
    void aFolderThatCannotBeWrittenIsOneSentence() {
        System.setProperty(TEMPORARY, folder.resolve("missing").toString());
        assertThatThrownBy(() -> KeptFloats.of(new float[9], inFile()))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("cannot write")
                .hasMessageContaining("-Djava.io.tmpdir");
        assertThat(scratch.taken()).isZero();
    }

    /** A place beyond what was written, as of a file that somebody cut. */
    @Test
    void aFileThatWasCutIsOneSentence() {
        KeptFloats kept = KeptFloats.of(new float[9], inFile());
        assertThatThrownBy(() -> scratch.read(20, new byte[36], 36))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageContaining("cannot be read again");
        assertThat(kept.values()).hasSize(9);
    }

    /** A link to the device that is always full. */
    @Test
    void aFullDiskIsOneSentence() throws IOException {
        Path full = Path.of("/dev/full");
        assumeThat(full).exists();
        Path link = Files.createSymbolicLink(folder.resolve("full"), full);
        Scratch none = new Scratch(() -> link);
        KeptStorage storage = new KeptStorage(100, 8, PAGE, none);
        KeptFloats few = KeptFloats.of(new float[2], storage).putAway();
        KeptFloats more = KeptFloats.of(new float[] {7}, storage);
        assertThatThrownBy(more::putAway)
                .isInstanceOf(EnvironmentException.class)
                .hasMessageMatching(
                        "cannot write '.*full': the disk is full; free some space or set -Djava.io.tmpdir to"
                                + " a folder on another disk");
        assertThat(none.taken()).isZero();
        assertThat(more.values()).as("it is where it was").containsExactly(7);
        assertThat(few.few()).isTrue();
        assertThat(full).exists();
    }
}
