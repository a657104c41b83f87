package org.duress.base;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Says to other processes that a folder is in use: a locked file {@value #NAME} in it, which is deleted at the end. The
 * system drops the lock of a process that is killed. Where a system cannot lock files nothing is said, and nobody is
 * hindered.
 */
public final class FolderLock implements AutoCloseable {
    private static final String NAME = ".lock";

    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * Takes a folder, which is made when missing.
     *
     * @return empty if another process, or another user in this one, has it
     * @throws IOException if it cannot be written to
     */
    public static Optional<FolderLock> tryToTake(Path folder) throws IOException {
        Path file = folder.resolve(NAME);
        while (true) {
            FileChannel channel = open(folder, file);
            if (!locked(channel)) {
                channel.close();
                return Optional.empty();
            }
            // Else whoever had it has deleted it since it was opened here, and the next one makes a new file.
            if (Files.exists(file)) {
                return Optional.of(new FolderLock(folder, channel));
            }
            channel.close();
        }
    }

    private static FileChannel open(Path folder, Path file) throws IOException {
        try {
            Files.createDirectories(folder);
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (ReadOnlyFileSystemException e) {
            throw new AccessDeniedException(file.toString());
        }
    }

    private static boolean locked(FileChannel channel) {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        } catch (IOException e) {
            // A network disk without locks.
            return true;
        }
    }

    /** Gives the folder back, and deletes it if it is empty. */
    @Override
    public void close() {
        try (channel) {
            Files.deleteIfExists(folder.resolve(NAME));
        } catch (IOException e) {
            // It hinders nobody: what counts is the lock, which ends with the channel.
            return;
        }
        try {
            Files.delete(folder);
        } catch (IOException e) {
            // There are reports in it.
            return;
        }
    }
}
