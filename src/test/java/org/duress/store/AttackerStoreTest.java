package org.duress.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.duress.DuressException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class AttackerStoreTest {
    private static final String KEY = "abc123";

    @TempDir
    Path folder;

    private final List<String> notices = new ArrayList<>();
    private final TextRecipe recipe = new TextRecipe();
    private AttackerStore store = new AttackerStore(Path.of("unset"), notices::add);

    @BeforeEach
    void open() {
        store = new AttackerStore(folder.resolve("store"), notices::add);
    }

    private Path entry() {
        return folder.resolve("store/" + KEY + ".attacker");
    }

    @Test
    void trainsOnceThenLoads() throws IOException {
        assertThat(store.obtain(KEY, recipe)).isEqualTo(new Stored<>(TextRecipe.CONTENT, false));
        assertThat(store.obtain(KEY, recipe)).isEqualTo(new Stored<>(TextRecipe.CONTENT, true));
        assertThat(recipe.trainings).hasValue(1);
        assertThat(store.obtain("other", recipe).fromStore()).isFalse();
        assertThat(notices).isEmpty();
        assertThat(Files.readString(folder.resolve("store/" + KEY + ".attacker.sha256")))
                .isEqualTo(AtomicFiles.sha256(entry()) + "  " + KEY + ".attacker\n");
    }

    @Test
    void checkpointsAreDeletedAfterSuccess() throws IOException {
        store.obtain(KEY, recipe);
        assertThat(AtomicFilesTest.names(folder.resolve("store/work"))).isEmpty();
    }

    @Test
    void checkpointsStayWhenTrainingStops() {
        TextRecipe stopping = new TextRecipe() {
            @Override
            public String train(Path work) {
                super.train(work);
                throw new DuressException("interrupted");
            }
        };
        assertThatThrownBy(() -> store.obtain(KEY, stopping)).hasMessage("interrupted");
        assertThat(folder.resolve("store/work/" + KEY + "/steps/checkpoint")).hasContent("step 100");
        assertThat(entry()).doesNotExist();
    }

    @Test
    void aFlippedByteIsReportedSetAsideAndTrainedAgain() throws IOException {
        store.obtain(KEY, recipe);
        byte[] bytes = Files.readAllBytes(entry());
        bytes[bytes.length - 1] ^= 1;
        Files.write(entry(), bytes);

        assertThat(store.obtain(KEY, recipe)).isEqualTo(new Stored<>(TextRecipe.CONTENT, false));
        assertThat(notices)
                .containsExactly("stored attacker 'abc123.attacker' is damaged (its checksum does not fit); it was set "
                        + "aside as 'abc123.attacker.damaged-1' and is trained again");
        assertThat(folder.resolve("store/abc123.attacker.damaged-1")).hasBinaryContent(bytes);
        assertThat(store.obtain(KEY, recipe).fromStore()).isTrue();

        Files.writeString(entry(), "");
        assertThat(store.obtain(KEY, recipe).fromStore()).isFalse();
        assertThat(folder.resolve("store/abc123.attacker.damaged-2")).isEmptyFile();
        assertThat(recipe.trainings).hasValue(3);
    }

    @Test
    void anEntryWithoutChecksumIsDamaged() throws IOException {
        store.obtain(KEY, recipe);
        Files.delete(folder.resolve("store/abc123.attacker.sha256"));
        assertThat(store.obtain(KEY, recipe).fromStore()).isFalse();
        assertThat(notices).hasSize(1);
    }

    @Test
    void aChecksumOfAnyBytesIsDamaged() throws IOException {
        store.obtain(KEY, recipe);
        Files.write(folder.resolve("store/abc123.attacker.sha256"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        assertThat(store.obtain(KEY, recipe).fromStore()).isFalse();
        assertThat(notices).hasSize(1);
    }

    @Test
    void anEntryThatCannotBeParsedIsDamagedThoughItsChecksumFits() throws IOException {
        store.obtain(KEY, recipe);
        Files.writeString(entry(), "something else");
        Files.writeString(
                folder.resolve("store/abc123.attacker.sha256"), AtomicFiles.sha256(entry()) + "  abc123.attacker\n");
        assertThat(store.obtain(KEY, recipe)).isEqualTo(new Stored<>(TextRecipe.CONTENT, false));
        assertThat(notices).singleElement().asString().contains("('abc123.attacker' is no attacker)");
    }

    @Test
    void manyThreadsTrainOnce() throws Exception {
        int threads = 4;
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch allWait = new CountDownLatch(threads - 1);
        TextRecipe slow = new TextRecipe() {
            @Override
            public String train(Path work) {
                begun.countDown();
                try {
                    // Ends only when all the others are known to wait for this one.
                    assertThat(allWait.await(30, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return super.train(work);
            }
        };
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Stored<String>>> results = new ArrayList<>();
            AttackerStore first = new AttackerStore(folder.resolve("store"), line -> {});
            results.add(pool.submit(() -> first.obtain(KEY, slow)));
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            AttackerStore waiting = new AttackerStore(folder.resolve("store"), line -> allWait.countDown());
            for (int i = 1; i < threads; i++) {
                results.add(pool.submit(() -> waiting.obtain(KEY, slow)));
            }
            assertThat(results.get(0).get()).isEqualTo(new Stored<>(TextRecipe.CONTENT, false));
            for (Future<Stored<String>> result : results.subList(1, threads)) {
                assertThat(result.get()).isEqualTo(new Stored<>(TextRecipe.CONTENT, true));
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(slow.trainings).hasValue(1);
    }

    @Test
    void waitingObeysInterruption() throws Exception {
        Thread waiter = Thread.currentThread();
        CountDownLatch interrupted = new CountDownLatch(1);
        TextRecipe slow = new TextRecipe() {
            @Override
            public String train(Path work) {
                try {
                    assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
                return super.train(work);
            }
        };
        CountDownLatch locked = new CountDownLatch(1);
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try {
            Future<?> trainer = pool.submit(() -> {
                try (StoreLock lock =
                        StoreLock.acquire(folder.resolve("store/" + KEY + ".lock"), "attacker", notices::add)) {
                    assertThat(lock).isNotNull();
                    locked.countDown();
                    slow.train(folder.resolve("work"));
                }
            });
            assertThat(locked.await(30, TimeUnit.SECONDS)).isTrue();
            AttackerStore waiting = new AttackerStore(folder.resolve("store"), line -> waiter.interrupt());
            assertThatThrownBy(() -> waiting.obtain(KEY, recipe))
                    .isInstanceOf(DuressException.class)
                    .hasMessage("interrupted while waiting for another build that trains what this one needs;"
                            + " run the test again");
            assertThat(Thread.interrupted()).as("interrupt flag, kept").isTrue();
            interrupted.countDown();
            trainer.get();
        } finally {
            pool.shutdownNow();
        }
        assertThat(recipe.trainings).hasValue(0);
        assertThat(store.obtain(KEY, recipe).fromStore()).isFalse();
    }

    @Test
    void aStoreThatIsAFileIsOneSentence() throws IOException {
        Path file = Files.createFile(folder.resolve("plain"));
        assertThatThrownBy(() -> new AttackerStore(file, notices::add).obtain(KEY, recipe))
                .isInstanceOf(DuressException.class)
                .hasMessage("cannot write '" + file.resolve(KEY + ".lock") + "': '" + file
                        + "' is a file, not a folder; name another folder");
        assertThat(recipe.trainings)
                .as("found out before the training, not after")
                .hasValue(0);
    }

    @Test
    void aFullDiskIsOneSentenceAndLeavesNoEntry() throws IOException {
        try (FileSystem small = AtomicFilesTest.smallDisk()) {
            Path where = small.getPath("/store");
            TextRecipe large = new TextRecipe() {
                @Override
                public String train(Path work) {
                    super.train(work);
                    return "an attacker" + "x".repeat(1 << 20);
                }
            };
            AttackerStore full = new AttackerStore(where, notices::add);
            assertThatThrownBy(() -> full.obtain(KEY, large))
                    .isInstanceOf(DuressException.class)
                    .hasMessage("cannot write '/store/abc123.attacker': the disk is full; free some space or name a "
                            + "folder on another disk");
            assertThat(AtomicFilesTest.names(where)).containsExactly("abc123.lock", "work");
            assertThat(where.resolve("work/abc123/steps/checkpoint")).exists();

            assertThat(full.obtain(KEY, recipe).fromStore()).isFalse();
        }
    }

    @Test
    void theTrainedAttackerIsClosedAndTheStoredOneHandedOut() {
        List<String> closed = new ArrayList<>();
        record Handle(String name, List<String> closed) implements AutoCloseable {
            @Override
            public void close() {
                closed.add(name);
            }
        }
        Stored<Handle> stored = store.obtain(KEY, new Recipe<>() {
            @Override
            public String kind() {
                return "attacker";
            }

            @Override
            public Handle train(Path work) {
                return new Handle("trained", closed);
            }

            @Override
            public void save(Handle attacker, Path file) {
                recipe.save("an attacker", file);
            }

            @Override
            public Handle load(Path file) {
                return new Handle("loaded", closed);
            }
        });
        assertThat(stored.attacker().name()).isEqualTo("loaded");
        assertThat(closed).containsExactly("trained");
    }

    @Test
    void keysAreNoPaths() {
        assertThatThrownBy(() -> store.obtain("../x", recipe))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a store key is letters and digits, not '../x'");
    }
}
