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
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.duress.DuressException;

/**
 * One holder at a time, over threads, processes and machines. The system's lock, which it drops with a process that is
 * killed, keeps those of this machine apart, where the disk knows locks; a {@link Lease} beside it those of others. The
 * lock file stays behind: to delete it would let a third process lock a new file while a second one still waits for the
 * old.
 */
final class StoreLock implements AutoCloseable {
    private static final int RETRY_MILLIS = 200;

    // A file lock belongs to the whole JVM, so threads need a lock of their own.
    private static final Map<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private final ReentrantLock threads;
    private final FileChannel channel;
    private final Lease lease;

    private StoreLock(ReentrantLock threads, FileChannel channel, Lease lease) {
        this.threads = threads;
        this.channel = channel;
        this.lease = lease;
    }

    /**
     * Waits until this is the only holder.
     *
     * @param file the lock file, {@code <name>.lock}
     * @param kind what is trained
     * @param listener hears once that there is somebody to wait for
     * @throws IOException if the file cannot be written, or the lease beside it
     */
    static StoreLock acquire(Path file, String kind, Consumer<String> listener) throws IOException {
        Runnable waiting =
                new Once(() -> listener.accept("another build is training the same " + kind + "; waiting for it"));
        ReentrantLock threads = THREADS.computeIfAbsent(file.toAbsolutePath().normalize(), path -> new ReentrantLock());
        lockAgainstThreads(threads, waiting);
        boolean held = false;
        try {
            StoreLock lock = lockAgainstProcesses(threads, file, waiting);
            held = true;
            return lock;
        } finally {
            if (!held) {
                threads.unlock();
            }
        }
    }

    /**
     * Becomes the only holder if there is none.
     *
     * @param file the lock file, {@code <name>.lock}
     * @return empty where there is one
     * @throws IOException if the file cannot be written, or the lease beside it
     */
    static Optional<StoreLock> tryToAcquire(Path file) throws IOException {
        ReentrantLock threads = THREADS.computeIfAbsent(file.toAbsolutePath().normalize(), path -> new ReentrantLock());
        if (threads.isHeldByCurrentThread() || !threads.tryLock()) {
            return Optional.empty();
        }
        Optional<StoreLock> lock = Optional.empty();
        try {
            lock = tryAgainstProcesses(threads, file);
            return lock;
        } finally {
            if (lock.isEmpty()) {
                threads.unlock();
            }
        }
    }

    private static Optional<StoreLock> tryAgainstProcesses(ReentrantLock threads, Path file) throws IOException {
        FileChannel channel = open(file);
        boolean held = false;
        try {
            boolean alone = true;
            try {
                if (channel.tryLock() == null) {
                    return Optional.empty();
                }
            } catch (OverlappingFileLockException e) {
                return Optional.empty();
            } catch (IOException e) {
                // A disk without locks.
                alone = false;
            }
            Optional<Lease> lease = Lease.tryToTake(leaseOf(file), alone, Lease.Times.USUAL);
            held = lease.isPresent();
            return lease.map(one -> new StoreLock(threads, channel, one));
        } finally {
            if (!held) {
                closeQuietly(channel);
            }
        }
    }

    /** Says it once. */
    private static final class Once implements Runnable {
        private final Runnable what;
        private boolean said;

        Once(Runnable what) {
            this.what = what;
        }

        @Override
        public void run() {
            if (!said) {
                said = true;
                what.run();
            }
        }
    }

    @SuppressWarnings("LockNotBeforeTry") // held until close
    private static void lockAgainstThreads(ReentrantLock threads, Runnable waiting) {
        if (threads.tryLock()) {
            return;
        }
        waiting.run();
        try {
            threads.lockInterruptibly();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static StoreLock lockAgainstProcesses(ReentrantLock threads, Path file, Runnable waiting)
            throws IOException {
        FileChannel channel = open(file);
        boolean held = false;
        try {
            boolean alone = locked(channel, waiting);
            Lease lease = Lease.take(leaseOf(file), alone, Lease.Times.USUAL, waiting);
            held = true;
            return new StoreLock(threads, channel, lease);
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

    private static Path leaseOf(Path file) {
        String name = String.valueOf(file.getFileName());
        return file.resolveSibling(name.substring(0, name.lastIndexOf('.')) + StoredEntry.LEASE);
    }

    /** Waits for the system's lock; false where this disk has none. */
    private static boolean locked(FileChannel channel, Runnable waiting) throws IOException, InterruptedException {
        boolean told = false;
        while (true) {
            try {
                FileLock lock = told ? channel.lock() : channel.tryLock();
                if (lock != null) {
                    return true;
                }
            } catch (OverlappingFileLockException e) {
                // Held by this library in another class loader of this JVM, which a file lock cannot wait for.
                Thread.sleep(RETRY_MILLIS);
            } catch (FileLockInterruptionException | ClosedByInterruptException e) {
                throw e;
            } catch (IOException e) {
                return false;
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
        try {
            lease.close();
        } finally {
            closeQuietly(channel);
            threads.unlock();
        }
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
