package org.duress.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.duress.base.AtomicFiles;
import org.duress.base.Temporaries;
import org.duress.base.Writer;

/**
 * One holder at a time over machines that share a folder, with nothing asked of its file system but that it makes a
 * file only where there is none, and renames in one step: on many that are shared, locks of the system mean nothing, or
 * nothing elsewhere.
 *
 * <p>A lease is a file that its holder writes anew every few seconds and deletes at the end. One that is seen not to
 * change for long is lost, its holder dead or cut off, and taken over by the first who makes a file that is named after
 * it. No clock of another machine is believed. A holder that was only asleep finds the lease another's, and works on
 * without: all that a lease saves is work that is done twice.
 */
final class Lease implements AutoCloseable {
    /**
     * How the time goes.
     *
     * @param beat between two writings
     * @param unwritten after which one that was made and not written, which takes no time, is lost
     * @param lost without a change, after which a lease is lost: longer than a network disk believes what it has read
     * @param look between two looks of who waits
     */
    record Times(Duration beat, Duration unwritten, Duration lost, Duration look) {
        static final Times USUAL =
                new Times(Duration.ofSeconds(15), Duration.ofSeconds(2), Duration.ofMinutes(3), Duration.ofMillis(200));
    }

    private final Path file;
    private final Times times;
    private final String token = Writer.THIS + " " + UUID.randomUUID();
    private long beats;
    private boolean open = true;

    private Lease(Path file, Times times) {
        this.file = file;
        this.times = times;
    }

    /**
     * Waits until this is the only holder.
     *
     * @param alone whether the system keeps other processes of this machine out, so that what one of them has left is
     *     lost
     * @param waiting is told once that there is somebody to wait for
     * @throws IOException if the file cannot be made, or not be renamed in one step
     */
    static Lease take(Path file, boolean alone, Times times, Runnable waiting)
            throws IOException, InterruptedException {
        Lease lease = new Lease(file, times);
        lease.await(alone, waiting);
        lease.start();
        return lease;
    }

    /**
     * The same without waiting: empty where somebody has it, or may have it.
     *
     * @throws IOException as {@link #take}
     */
    static Optional<Lease> tryToTake(Path file, boolean alone, Times times) throws IOException {
        Lease lease = new Lease(file, times);
        if (!lease.made()) {
            String there = lease.read();
            if (!left(there, alone) || !lease.takenOver(there, new Watch(times))) {
                return Optional.empty();
            }
        }
        lease.start();
        return Optional.of(lease);
    }

    private void start() {
        Thread heart = new Thread(this::live, "duress-lease");
        heart.setDaemon(true);
        heart.start();
    }

    private void await(boolean alone, Runnable waiting) throws IOException, InterruptedException {
        Watch watch = new Watch(times);
        boolean told = false;
        while (!made()) {
            String there = read();
            boolean lost = left(there, alone) || watch.unchanged(there);
            if (lost && takenOver(there, watch)) {
                return;
            }
            // One that is not written yet may not be worth a word.
            if (!lost && !told && !there.isEmpty()) {
                waiting.run();
                told = true;
            }
            Thread.sleep(times.look().toMillis());
        }
    }

    /** What was seen last, and since when. */
    private static final class Watch {
        private final Times times;
        private String seen = "";
        private long since = System.nanoTime();
        private boolean claimed;

        Watch(Times times) {
            this.times = times;
        }

        boolean unchanged(String now) {
            if (!now.equals(seen)) {
                seen = now;
                claimed = false;
                since = System.nanoTime();
            }
            return longAgo(now.isEmpty() ? times.unwritten() : times.lost());
        }

        /** Somebody else takes over what was seen; true where that was found long ago, and is still not done. */
        boolean claimedInVain() {
            if (!claimed) {
                claimed = true;
                since = System.nanoTime();
            }
            return longAgo(times.lost());
        }

        private boolean longAgo(Duration time) {
            return System.nanoTime() - since > time.toNanos();
        }
    }

    /** The first who makes the file has it. */
    private boolean made() throws IOException {
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            return false;
        }
        boolean written = false;
        try {
            write();
            written = true;
            return true;
        } finally {
            if (!written) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** What the holder wrote last; nothing where there is no lease, or none that was written yet. */
    private String read() throws IOException {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    /** Whether whoever wrote it is known to be dead. */
    private static boolean left(String lease, boolean alone) {
        return Writer.parse(lease.split(" ", 2)[0])
                .filter(writer -> alone ? writer.isHere() : writer.isGone(Instant.now()))
                .isPresent();
    }

    private boolean takenOver(String lost, Watch watch) throws IOException {
        String holder = lost.substring(0, Math.max(0, lost.lastIndexOf(' ')));
        Path claim = file.resolveSibling(file.getFileName() + "-" + Integer.toHexString(holder.hashCode()));
        try {
            Files.createFile(claim);
        } catch (FileAlreadyExistsException e) {
            if (watch.claimedInVain()) {
                Files.deleteIfExists(claim);
            }
            return false;
        }
        try {
            if (!Files.exists(file) || !read().equals(lost)) {
                return false;
            }
            write();
            return true;
        } finally {
            Files.deleteIfExists(claim);
        }
    }

    private void write() throws IOException {
        Path next = Temporaries.beside(file);
        try {
            Files.writeString(next, token + " " + beats++, StandardCharsets.ISO_8859_1);
            AtomicFiles.replace(next, file);
        } finally {
            Temporaries.delete(next);
        }
    }

    private boolean mine() throws IOException {
        return read().startsWith(token + " ");
    }

    private synchronized void live() {
        try {
            while (open) {
                wait(times.beat().toMillis());
                if (open) {
                    beat();
                }
            }
        } catch (InterruptedException e) {
            // Nobody knows this thread; without it the lease will be taken for lost.
            Thread.currentThread().interrupt();
        }
    }

    private void beat() {
        try {
            if (mine()) {
                write();
            }
        } catch (IOException e) {
            // Perhaps the next one reaches the disk; else others will take it for lost, and work too.
            return;
        }
    }

    @Override
    public synchronized void close() {
        open = false;
        notifyAll();
        try {
            if (mine()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // It will be taken for lost.
            return;
        }
    }
}
