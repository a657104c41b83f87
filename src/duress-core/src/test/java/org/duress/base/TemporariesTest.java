package org.duress.base;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TemporariesTest {
    /** The largest number that Linux gives a process is 2^22. */
    private static final long NOBODY = 1L << 23;

    @TempDir
    Path folder;

    private Path left(String writer, Duration ago) throws IOException {
        String named = writer.isEmpty() ? "" : writer + ".";
        Path file = Files.writeString(folder.resolve(".file.npz." + named + UUID.randomUUID() + ".tmp"), "half");
        return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(ago)));
    }

    private static String here(long pid, long start) {
        return new Writer(Writer.THIS.place(), pid, start).toString();
    }

    @ParameterizedTest
    @ValueSource(strings = {"write", "file"})
    void whatAKilledProcessLeftIsSweptAndALivingOnesIsNot(String what) throws IOException {
        try (LeftBehind.Held held = LeftBehind.start(what, folder)) {
            Temporaries.sweep(folder);
            assertThat(held.process().isAlive()).isTrue();
            assertThat(Disks.tree(folder)).singleElement().asString().contains(".tmp");
        }
        assertThat(Disks.tree(folder)).hasSize(1);
        Temporaries.sweep(folder);
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whoeverWritesSweepsBefore() throws IOException {
        left(here(NOBODY, 0), Duration.ZERO);
        AtomicFiles.write(folder.resolve("other"), file -> Files.writeString(file, "whole"));
        assertThat(Disks.names(folder)).containsExactly("other");
    }

    @Test
    void aProcessThatHasTheNumberOfADeadOneIsNotTheWriter() throws IOException {
        Writer own = Writer.THIS;
        assertThat(own.isGone(Instant.EPOCH)).isFalse();
        assertThat(new Writer(own.place(), own.pid(), own.start() - 3_600_000).isGone(Instant.now()))
                .isTrue();
        // The clock was set a little since.
        assertThat(new Writer(own.place(), own.pid(), own.start() - 1_000).isGone(Instant.EPOCH))
                .isFalse();
    }

    @Test
    void ofAnotherMachineOnlyAgeCanTell() throws IOException {
        String elsewhere = new Writer("fedcba98", NOBODY, 0).toString();
        Path fresh = left(elsewhere, Duration.ofHours(20));
        Path old = left(elsewhere, Duration.ofHours(30));
        Path unknown = left(new Writer(Writer.NOWHERE, NOBODY, 0).toString(), Duration.ZERO);
        Path ofAnEarlierVersion = left("", Duration.ofHours(20));
        Path oldOfAnEarlierVersion = left("", Duration.ofHours(30));
        Temporaries.sweep(folder);
        assertThat(List.of(fresh, unknown, ofAnEarlierVersion))
                .allSatisfy(file -> assertThat(file).exists());
        assertThat(List.of(old, oldOfAnEarlierVersion))
                .allSatisfy(file -> assertThat(file).doesNotExist());
    }

    @Test
    void filesOfOtherNamesAreNobodysBusiness() throws IOException {
        Instant old = Instant.now().minus(Duration.ofDays(30));
        List<String> names = List.of(
                ".file.tmp",
                "file.npz." + here(NOBODY, 0) + "." + UUID.randomUUID() + ".tmp",
                ".file." + here(NOBODY, 0) + ".tmp",
                ".file.npz." + here(NOBODY, 0) + "." + UUID.randomUUID() + ".npz");
        for (String name : names) {
            Files.setLastModifiedTime(Files.writeString(folder.resolve(name), "x"), FileTime.from(old));
        }
        Temporaries.sweep(folder);
        Temporaries.sweep(folder.resolve("missing"));
        assertThat(Disks.names(folder)).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void aWriterIsReadBackFromItsName() {
        assertThat(Writer.parse(Writer.THIS.toString())).contains(Writer.THIS);
        assertThat(Writer.parse("12-3")).isEmpty();
        assertThat(Temporaries.beside(folder.resolve("file")).getFileName().toString())
                .startsWith(".file." + Writer.THIS + ".")
                .endsWith(".tmp");
    }

    @Test
    void aFolderThatCannotBeWrittenIsLeftAlone() throws IOException {
        try (FileSystem disk = Disks.large()) {
            Path file = disk.getPath("/.file." + here(NOBODY, 0) + "." + UUID.randomUUID() + ".tmp");
            Files.writeString(file, "half");
            Temporaries.sweep(FaultyDisk.readOnly(disk).getPath("/"));
            assertThat(file).exists();
            Temporaries.sweep(disk.getPath("/"));
            assertThat(file).doesNotExist();
        }
    }
}
