package org.duress.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
    @TempDir
    Path folder;

    @Test
    void writesAndReplacesAndLeavesNothingElse() throws IOException {
        Path file = folder.resolve("new/deep/file");
        AtomicFiles.write(file, to -> Files.writeString(to, "one"));
        AtomicFiles.write(file, to -> Files.writeString(to, "two"));

        assertThat(file).hasContent("two");
        assertThat(Disks.names(folder.resolve("new/deep"))).containsExactly("file");
    }

    @Test
    void theFileIsAbsentWhileItIsWritten() {
        Path file = folder.resolve("file");
        AtomicFiles.write(file, to -> {
            Files.writeString(to, "half");
            assertThat(file).doesNotExist();
            assertThat(to).hasParent(folder);
        });
        assertThat(file).exists();
    }

    @Test
    void aFailureKeepsWhatWasThere() throws IOException {
        Path file = folder.resolve("file");
        AtomicFiles.write(file, to -> Files.writeString(to, "old"));

        assertThatThrownBy(() -> AtomicFiles.write(file, to -> {
                    Files.writeString(to, "half");
                    throw new UncheckedIOException(new IOException("the cable broke"));
                }))
                .isInstanceOf(DuressException.class)
                .hasMessage("cannot write '" + file + "': the cable broke; name another folder or repair this one");
        assertThat(file).hasContent("old");
        assertThat(Disks.names(folder)).containsExactly("file");
    }

    @Test
    void saysThatTheDiskIsFull() throws IOException {
        try (FileSystem small = Disks.small()) {
            Path file = small.getPath("/store/file");
            assertThatThrownBy(() -> AtomicFiles.write(file, to -> Files.write(to, new byte[1 << 20])))
                    .isInstanceOf(DuressException.class)
                    .hasMessage("cannot write '/store/file': the disk is full; free some space or name a folder on "
                            + "another disk");
            assertThat(Disks.names(small.getPath("/store"))).isEmpty();
        }
    }

    @Test
    void saysThatTheDiskIsFullAsLinuxPutsIt() {
        assertThat(Unwritable.at(Path.of("f"), "", new FileSystemException("f", null, "No space left on device")))
                .hasMessageContaining("the disk is full");
    }

    @Test
    void saysThatAFileStandsWhereAFolderShould() throws IOException {
        Path file = Files.createFile(folder.resolve("plain"));
        assertThatThrownBy(() -> AtomicFiles.write(file.resolve("entry"), to -> Files.writeString(to, "x")))
                .isInstanceOf(DuressException.class)
                .hasMessage("cannot write '" + file.resolve("entry") + "': '" + file
                        + "' is a file, not a folder; name another folder");
    }

    @Test
    void saysThatThereIsNoPermission() {
        assertThat(Unwritable.at(Path.of("f"), "", new AccessDeniedException("f")))
                .hasMessage("cannot write 'f': no permission; make the folder writable or name another one");
        assertThat(Unwritable.at(Path.of("f"), "", new FileSystemException("f", null, "Read-only file system")))
                .hasMessage("cannot write 'f': no permission; make the folder writable or name another one");
    }

    @Test
    void saysThatTheFolderIsNotWritable() throws IOException {
        try (FileSystem disk = FaultyDisk.readOnly(Disks.large())) {
            assertThatThrownBy(() -> AtomicFiles.write(disk.getPath("/file"), to -> Files.writeString(to, "x")))
                    .isInstanceOf(EnvironmentException.class)
                    .hasMessage("cannot write '/file': no permission; make the folder writable or name another one");
        }
    }

    @Test
    void theSettingThatNamesTheFolderIsSaid() {
        FileSystemException full = new FileSystemException("f", null, "No space left on device");
        assertThat(Unwritable.at(Path.of("f"), "duress.reports", full))
                .isInstanceOf(EnvironmentException.class)
                .hasCause(full)
                .hasMessage("cannot write 'f': the disk is full; free some space or set -Dduress.reports to a folder"
                        + " on another disk");
        assertThat(Unwritable.at(Path.of("f"), "duress.reports", new ReadOnlyFileSystemException()))
                .hasMessage("cannot write 'f': no permission; make the folder writable or set -Dduress.reports to"
                        + " another one");
        assertThat(Unwritable.at(Path.of("f"), "duress.reports", new IOException("the cable broke")))
                .hasMessage("cannot write 'f': the cable broke; set -Dduress.reports to another folder or repair"
                        + " this one");
    }

    @Test
    void checksumIsThatOfSha256sum() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "abc");
        assertThat(Sha256.of(file)).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
