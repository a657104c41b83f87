package org.duress.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.duress.base.Disks;
import org.duress.base.FaultyDisk;
import org.duress.base.Writer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LeaseTest {
    private static final Duration LOST = Duration.ofMillis(600);
    private static final Lease.Times QUICK =
            new Lease.Times(Duration.ofMillis(40), Duration.ofMillis(300), LOST, Duration.ofMillis(10));
    private static final Lease.Times NEVER_LOST =
            new Lease.Times(Duration.ofMillis(40), Duration.ofMillis(300), Duration.ofDays(1), Duration.ofMillis(10));
    private static final String ELSEWHERE = "0badcafe-1-1 00000000-0000-0000-0000-000000000000";

    @TempDir
    Path folder;

    private final ExecutorService pool = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        pool.shutdownNow();
    }

    private Path file() {
        return folder.resolve("key.lease");
    }

    private Lease take(boolean alone, Lease.Times times) throws IOException, InterruptedException {
        return Lease.take(file(), alone, times, () -> {});
    }

    @Test
    void oneHoldsItAndTheNextWaitsForItsEnd() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        Lease first = take(false, QUICK);
        Future<Lease> second = pool.submit(() -> Lease.take(file(), false, QUICK, told::countDown));
        assertThat(told.await(30, TimeUnit.SECONDS)).isTrue();
        // It beats, so however long it is held nobody takes it for lost.
        assertThatThrownBy(() -> second.get(3 * LOST.toMillis(), TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        first.close();
        second.get().close();
        assertThat(Disks.names(folder)).isEmpty();
    }

    @Test
    void oneThatIsNotWrittenAnyMoreIsTakenOverAfterAWhile() throws Exception {
        Files.writeString(file(), ELSEWHERE + " 7");
        long before = System.nanoTime();
        try (Lease lease = take(true, QUICK)) {
            assertThat(lease).isNotNull();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(LOST);
            assertThat(Files.readString(file())).startsWith(Writer.THIS + " ");
        }
        assertThat(Disks.names(folder)).isEmpty();
    }

    @Test
    void oneThatWasMadeAndNeverWrittenIsTakenOverToo() throws Exception {
        Files.createFile(file());
        take(false, NEVER_LOST).close();
        assertThat(Disks.names(folder)).isEmpty();
    }

    @Test
    void oneOfADeadProcessOfThisMachineIsTakenOverAtOnce() throws Exception {
        Writer dead = new Writer(Writer.THIS.place(), 999_999_999_999L, 1);
        Files.writeString(file(), dead + " 00000000-0000-0000-0000-000000000000 7");
        take(false, NEVER_LOST).close();
        assertThat(Disks.names(folder)).isEmpty();
    }

    @Test
    void whoeverLeftItOnThisMachineIsOutWhereTheSystemSaysSo() throws Exception {
        Files.writeString(file(), Writer.THIS + " 00000000-0000-0000-0000-000000000000 7");
        take(true, NEVER_LOST).close();
        assertThat(Disks.names(folder)).isEmpty();
    }

    @Test
    void aHolderThatWasTakenForLostLeavesTheNextOneAlone() throws Exception {
        Lease asleep = take(false, new Lease.Times(Duration.ofDays(1), LOST, LOST, Duration.ofMillis(10)));
        try (Lease next = take(false, QUICK)) {
            assertThat(next).isNotNull();
            asleep.close();
            assertThat(file()).exists();
        }
        assertThat(file()).doesNotExist();
    }

    @Test
    void aLostOneIsTakenOverByOneOfMany() throws Exception {
        Files.writeString(file(), ELSEWHERE + " 7");
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(pool.submit(() -> {
                try (Lease lease = take(false, QUICK)) {
                    assertThat(lease).isNotNull();
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    Thread.sleep(20);
                    inside.decrementAndGet();
                }
                return null;
            }));
        }
        for (Future<?> one : all) {
            one.get();
        }
        assertThat(most).hasValue(1);
        assertThat(Disks.names(folder)).isEmpty();
    }

    @Test
    void whoDiesWhileTakingOverHindersNobodyForEver() throws Exception {
        Files.writeString(file(), ELSEWHERE + " 7");
        Files.createFile(folder.resolve("key.lease-" + Integer.toHexString(ELSEWHERE.hashCode())));
        take(false, QUICK).close();
        assertThat(Disks.names(folder)).isEmpty();
    }

    @Test
    void waitingEndsWithAnInterruption() throws Exception {
        try (Lease first = take(false, QUICK)) {
            assertThat(first).isNotNull();
            Future<Lease> second = pool.submit(() -> take(false, QUICK));
            pool.shutdownNow();
            assertThatThrownBy(second::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasRootCauseInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void aDiskThatCannotRenameInOneStepHasNone() throws Exception {
        try (FileSystem disk = cannotRename()) {
            Path there = disk.getPath("/store/key.lease");
            Files.createDirectories(disk.getPath("/store"));
            assertThatThrownBy(() -> Lease.take(there, false, QUICK, () -> {}))
                    .isInstanceOf(AtomicMoveNotSupportedException.class);
            assertThat(Disks.names(disk.getPath("/store"))).isEmpty();
        }
    }

    /** A disk that takes no lease's second step, which is the rename. */
    static FileSystem cannotRename() {
        AtomicInteger steps = new AtomicInteger();
        return FaultyDisk.of(Disks.large(), (step, path) -> {
            if (path.endsWith(".lease") && steps.incrementAndGet() == 2) {
                throw new AtomicMoveNotSupportedException(path, path, "Operation not supported");
            }
        });
    }
}
