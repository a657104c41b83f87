package org.duress.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.duress.DuressException;
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
        assertThat(names(folder.resolve("new/deep"))).containsExactly("file");
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
        assertThat(names(folder)).containsExactly("file");
    }

    @Test
    void saysThatTheDiskIsFull() throws IOException {
        try (FileSystem small = smallDisk()) {
            Path file = small.getPath("/store/file");
            assertThatThrownBy(() -> AtomicFiles.write(file, to -> Files.write(to, new byte[1 << 20])))
                    .isInstanceOf(DuressException.class)
                    .hasMessage("cannot write '/store/file': the disk is full; free some space or name a folder on "
                            + "another disk");
            assertThat(names(small.getPath("/store"))).isEmpty();
        }
    }

    @Test
    void saysThatTheDiskIsFullAsLinuxPutsIt() {
        assertThat(AtomicFiles.cannotWrite(Path.of("f"), new FileSystemException("f", null, "No space left on device")))
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
        assertThat(AtomicFiles.cannotWrite(Path.of("f"), new AccessDeniedException("f")))
                .hasMessage("cannot write 'f': no permission; make the folder writable or name another one");
        assertThat(AtomicFiles.cannotWrite(Path.of("f"), new FileSystemException("f", null, "Read-only file system")))
                .hasMessage("cannot write 'f': no permission; make the folder writable or name another one");
    }

    @Test
    void saysThatTheFolderIsNotWritable() throws IOException {
        assumeTrue(
                Files.getFileStore(folder).supportsFileAttributeView("posix"),
                "this system has no POSIX permissions to take away");
        Path locked = Files.createDirectory(folder.resolve("locked"));
        Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeTrue(!Files.isWritable(locked), "this user (root?) may write everywhere");
        assertThatThrownBy(() -> AtomicFiles.write(locked.resolve("file"), to -> Files.writeString(to, "x")))
                .isInstanceOf(DuressException.class)
                .hasMessageContaining("no permission; make the folder writable or name another one");
    }

    @Test
    void checksumIsThatOfSha256sum() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "abc");
        assertThat(AtomicFiles.sha256(file))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    static FileSystem smallDisk() {
        return Jimfs.newFileSystem(Configuration.unix().toBuilder()
                .setBlockSize(1024)
                .setMaxSize(64 * 1024)
                .build());
    }

    static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
