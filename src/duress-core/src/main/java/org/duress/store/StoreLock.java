package org.duress.store;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.FileLockInterruptionException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.duress.DuressException;

/**
 * One holder at a time, over threads and processes. The lock file stays behind: to delete it would let a third process
 * lock a new file while a second one still waits for the old.
 */
final class StoreLock implements AutoCloseable {
    private static final int RETRY_MILLIS = 200;

    // A file lock belongs to the whole JVM, so threads need a lock of their own.
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final ReentrantLock threads;
    private final FileChannel channel;

    private StoreLock(ReentrantLock threads, FileChannel channel) {
        this.threads = threads;
        this.channel = channel;
    }

    /**
     * Waits until this is the only holder.
     *
     * @param kind what is trained
     * @param listener hears once that there is somebody to wait for
     * @throws IOException if the file cannot be written or locked
     */
    static StoreLock acquire(Path file, String kind, Consumer<String> listener) throws IOException {
        Runnable waiting = () -> listener.accept("another build is training the same " + kind + "; waiting for it");
        ReentrantLock threads = THREADS.computeIfAbsent(file.toAbsolutePath().normalize(), path -> new ReentrantLock());
        boolean waited = lockAgainstThreads(threads, waiting);
        boolean held = false;
        try {
            FileChannel channel = lockAgainstProcesses(file, waited ? () -> {} : waiting);
            held = true;
            return new StoreLock(threads, channel);
        } finally {
            if (!held) {
                threads.unlock();
            }
        }
    }

    @SuppressWarnings("LockNotBeforeTry") // held until close
    private static boolean lockAgainstThreads(ReentrantLock threads, Runnable waiting) {
        if (threads.tryLock()) {
            return false;
        }
        waiting.run();
        try {
            threads.lockInterruptibly();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        return true;
    }

    private static FileChannel lockAgainstProcesses(Path file, Runnable waiting) throws IOException {
        FileChannel channel = open(file);
        boolean held = false;
        try {
            lock(channel, waiting);
            held = true;
            return channel;
        } catch (FileLockInterruptionException | ClosedByInterruptException | InterruptedException e) {
            throw interrupted(e);
        } finally {
            if (!held) {
                closeQuietly(channel);
            }
        }
    }

    private static FileChannel open(Path file) throws IOException {
        try {
            Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a folder"));
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (ReadOnlyFileSystemException e) {
            throw new AccessDeniedException(file.toString());
        }
    }

    private static void lock(FileChannel channel, Runnable waiting) throws IOException, InterruptedException {
        boolean told = false;
        while (true) {
            try {
                FileLock lock = told ? channel.lock() : channel.tryLock();
                if (lock != null) {
                    return;
                }
            } catch (OverlappingFileLockException e) {
                // Held by this library in another class loader of this JVM, which a file lock cannot wait for.
                Thread.sleep(RETRY_MILLIS);
            }
            if (!told) {
                waiting.run();
                told = true;
            }
        }
    }

    private static DuressException interrupted(Exception e) {
        Thread.currentThread().interrupt();
        return new DuressException(
                "interrupted while waiting for another build that trains what this one needs; run the test again", e);
    }

    @Override
    public void close() {
        closeQuietly(channel);
        threads.unlock();
    }

    private static void closeQuietly(FileChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was written through it, and the system drops the lock with the process at the latest.
            return;
        }
    }
}
