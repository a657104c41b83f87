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
import org.duress.EnvironmentException;
import org.duress.base.Disks;
import org.duress.base.FaultyDisk;
import org.duress.base.Sha256;
import org.duress.base.Writer;
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
                .isEqualTo(Sha256.of(entry()) + "  " + KEY + ".attacker\n");
    }

    @Test
    void checkpointsAreDeletedAfterSuccess() throws IOException {
        store.obtain(KEY, recipe);
        assertThat(Disks.names(folder.resolve("store/work"))).isEmpty();
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
        Files.writeString(folder.resolve("store/abc123.attacker.sha256"), Sha256.of(entry()) + "  abc123.attacker\n");
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
                    return slow.train(folder.resolve("work"));
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
                .hasMessage("the store '" + file
                        + "' holds no attacker for this model, these images and settings, and none"
                        + " can be kept there: '" + file + "' is a file, not a folder; set -Dduress.store to another"
                        + " folder");
        assertThat(recipe.trainings)
                .as("found out before the training, not after")
                .hasValue(0);
    }

    @Test
    void aDiskThatCannotRenameInOneStepIsOneSentenceBeforeTheTraining() throws IOException {
        try (FileSystem disk = LeaseTest.cannotRename()) {
            Path where = disk.getPath("/store");
            assertThatThrownBy(() -> new AttackerStore(where, notices::add).obtain(KEY, recipe))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessage("the store '/store' holds no attacker for this model, these images and settings, and"
                            + " none can be kept there: its file system cannot rename a file in one step, so that half"
                            + " a file could be read; set -Dduress.store to a folder on one that can");
            assertThat(recipe.trainings).hasValue(0);
            assertThat(Disks.names(where)).containsExactly(KEY + ".lock");
        }
    }

    @Test
    void aLeaseThatAKilledProcessHasLeftHindersNobody() throws IOException {
        Files.createDirectories(folder.resolve("store"));
        Path lease = folder.resolve("store/" + KEY + ".lease");
        Files.writeString(lease, Writer.THIS + " 00000000-0000-0000-0000-000000000000 7");
        assertThat(store.obtain(KEY, recipe).fromStore()).isFalse();
        assertThat(lease).doesNotExist();
        assertThat(notices).isEmpty();
    }

    @Test
    void aFullDiskIsOneSentenceAndLeavesNoEntry() throws IOException {
        try (FileSystem small = Disks.small()) {
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
                    .hasMessage("cannot write '/store/abc123.attacker': the disk is full; free some space or set"
                            + " -Dduress.store to a folder on another disk");
            assertThat(Disks.names(where)).containsExactly("abc123.lock", "work");
            assertThat(where.resolve("work/abc123/steps/checkpoint")).exists();

            assertThat(full.obtain(KEY, recipe).fromStore()).isFalse();
        }
    }

    @Test
    void whatIsDamagedInAWayNobodyForesawIsTrainedAgainToo() {
        store.obtain(KEY, recipe);
        TextRecipe surprised = new TextRecipe() {
            @Override
            public String load(Path file) {
                if (trainings.get() == 0) {
                    throw new IllegalArgumentException("malformed input off : 3, length : 1");
                }
                return super.load(file);
            }
        };
        assertThat(store.obtain(KEY, surprised)).isEqualTo(new Stored<>(TextRecipe.CONTENT, false));
        assertThat(notices)
                .containsExactly(
                        "stored attacker 'abc123.attacker' is damaged (malformed input off : 3, length : 1); it"
                                + " was set aside as 'abc123.attacker.damaged-1' and is trained again");
    }

    @Test
    void whatCannotBeReadIsNoDamage() throws IOException {
        store.obtain(KEY, recipe);
        Files.delete(entry());
        Files.createDirectory(entry());
        assertThatThrownBy(() -> store.obtain(KEY, recipe))
                .isInstanceOf(EnvironmentException.class)
                .hasMessageStartingWith("cannot read '" + entry() + "': ")
                .hasMessageEndingWith("; make it readable or delete it");
        Files.delete(entry());
        store.obtain(KEY, recipe);
        TextRecipe unreadable = new TextRecipe() {
            @Override
            public String load(Path file) {
                throw new EnvironmentException("the cable broke");
            }
        };
        assertThatThrownBy(() -> store.obtain(KEY, unreadable)).hasMessage("the cable broke");
        assertThat(entry()).exists();
        assertThat(notices).isEmpty();
    }

    @Test
    void aReadOnlyStoreIsLoadedFrom() throws IOException {
        try (FileSystem disk = Disks.large()) {
            new AttackerStore(disk.getPath("/store"), notices::add).obtain(KEY, recipe);
            // A checkpoint that a killed run left does not hinder either.
            Files.createDirectories(disk.getPath("/store/work/" + KEY));
            List<String> before = Disks.tree(disk.getPath("/store"));
            Path readOnly = FaultyDisk.readOnly(disk).getPath("/store");

            assertThat(new AttackerStore(readOnly, notices::add).obtain(KEY, recipe))
                    .isEqualTo(new Stored<>(TextRecipe.CONTENT, true));
            assertThat(Disks.tree(readOnly)).isEqualTo(before);
            assertThat(notices).isEmpty();
        }
    }

    @Test
    void aReadOnlyStoreWithoutTheAttackerNamesTheProperty() throws IOException {
        try (FileSystem disk = Disks.large()) {
            Files.createDirectories(disk.getPath("/store"));
            Path readOnly = FaultyDisk.readOnly(disk).getPath("/store");
            assertThatThrownBy(() -> new AttackerStore(readOnly, notices::add).obtain(KEY, recipe))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessage(
                            "the store '/store' holds no attacker for this model, these images and settings, and none"
                                    + " can be kept there: no permission; make the folder writable or set"
                                    + " -Dduress.store to"
                                    + " another one");
            new AttackerStore(disk.getPath("/store"), notices::add).obtain(KEY, recipe);
            Files.writeString(disk.getPath("/store/abc123.attacker"), "flipped");
            assertThatThrownBy(() -> new AttackerStore(readOnly, notices::add).obtain(KEY, recipe))
                    .hasMessageStartingWith(
                            "the store '/store' holds a damaged attacker (its checksum does not fit), and"
                                    + " none can be kept there: no permission; ");
        }
        assertThat(recipe.trainings).as("found out before a training").hasValue(1);
    }

    @Test
    void aRunThatIsKilledAtAnyStepHasTheAttackerOrItsCheckpoint() throws IOException {
        int steps;
        try (FaultyDisk disk = FaultyDisk.sound(Disks.large())) {
            new AttackerStore(disk.getPath("/store"), notices::add).obtain(KEY, resuming(disk, true));
            steps = disk.steps();
        }
        assertThat(steps).isGreaterThan(8);
        for (int step = 0; step < steps; step++) {
            try (FileSystem disk = Disks.large()) {
                FaultyDisk killed = FaultyDisk.killedAt(disk, step);
                assertThatThrownBy(() -> new AttackerStore(killed.getPath("/store"), notices::add)
                                .obtain(KEY, resuming(killed, true)))
                        .isInstanceOf(FaultyDisk.Killed.class);
                Path store = disk.getPath("/store");
                boolean began = Files.exists(store.resolve("work/abc123/steps/checkpoint"));
                boolean kept = Files.exists(store.resolve("abc123.attacker"));

                Stored<String> again =
                        new AttackerStore(store, notices::add).obtain(KEY, resuming(disk, !began && !kept));
                assertThat(again).as("killed at %d", step).isEqualTo(new Stored<>(TextRecipe.CONTENT, kept));
                assertThat(store.resolve("work/abc123"))
                        .as("killed at %d", step)
                        .doesNotExist();
                assertThat(Disks.tree(store))
                        .as("killed at %d", step)
                        // A lease that is left hinders nobody, and is swept up by who needs it next.
                        .filteredOn(name -> !name.endsWith(".tmp") && !name.endsWith(".lease"))
                        .containsExactly("abc123.attacker", "abc123.attacker.sha256", "abc123.lock");
            }
        }
        assertThat(notices).as("nothing was ever damaged").isEmpty();
    }

    /** Trains from a checkpoint, or from the start, which must be expected. */
    private static TextRecipe resuming(FileSystem disk, boolean fromTheStart) {
        return new TextRecipe() {
            @Override
            public String train(Path work) {
                assertThat(work.getFileSystem()).isSameAs(disk);
                assertThat(Files.exists(work.resolve("steps/checkpoint"))).isEqualTo(!fromTheStart);
                return super.train(work);
            }
        };
    }

    @Test
    void whatWasSetAsideInTheWorkFolderStays() throws IOException {
        TextRecipe damaged = new TextRecipe() {
            @Override
            public String train(Path work) {
                String trained = super.train(work);
                try {
                    Files.writeString(work.resolve("steps/checkpoint.damaged-1"), "half");
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
                return trained;
            }
        };
        store.obtain(KEY, damaged);
        store.obtain(KEY, damaged);
        assertThat(Disks.tree(folder.resolve("store/work"))).containsExactly("abc123/steps/checkpoint.damaged-1");
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
