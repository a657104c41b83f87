package org.duress.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.duress.DuressException;
import org.duress.EnvironmentException;

/** Files that are either whole or absent: written beside their place, forced to disk, then renamed. */
public final class AtomicFiles {
    /** Ends the name of a file that is still being written. */
    static final String TEMPORARY = ".tmp";

    private AtomicFiles() {}

    /** Writes one file. */
    @FunctionalInterface
    public interface Content {
        /**
         * Writes everything to a new file.
         *
         * @param file does not exist yet
         */
        void writeTo(Path file) throws IOException;
    }

    /**
     * Writes a file so that nobody ever reads half of it, replacing what was there. Missing folders are made.
     *
     * @throws DuressException if it cannot be written, for example because the disk is full; what was there is kept
     */
    public static void write(Path target, Content content) {
        Path folder = Objects.requireNonNull(target.toAbsolutePath().getParent(), "a file has a folder");
        Path temporary = folder.resolve("." + target.getFileName() + "." + UUID.randomUUID() + TEMPORARY);
        try {
            Files.createDirectories(folder);
            content.writeTo(temporary);
            force(temporary);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceFolder(folder);
        } catch (IOException e) {
            throw cannotWrite(target, e);
        } catch (UncheckedIOException e) {
            throw cannotWrite(target, Objects.requireNonNull(e.getCause()));
        } catch (ReadOnlyFileSystemException e) {
            throw cannotWrite(target, new AccessDeniedException(target.toString()));
        } finally {
            deleteQuietly(temporary);
        }
    }

    /**
     * Checksum of a file.
     *
     * @return SHA-256, lower-case hex
     * @throws IOException if it cannot be read
     */
    public static String sha256(Path file) throws IOException {
        MessageDigest digest = Fingerprint.sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The one sentence for a file or folder that cannot be written. */
    static DuressException cannotWrite(Path target, IOException e) {
        return new EnvironmentException("cannot write '" + target + "': " + reason(e), e);
    }

    private static String reason(IOException e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left") || lower.contains("disk space") || lower.contains("quota")) {
            return "the disk is full; free some space or name a folder on another disk";
        }
        if (e instanceof AccessDeniedException || lower.contains("read-only") || lower.contains("not permitted")) {
            return "no permission; make the folder writable or name another one";
        }
        if (e instanceof FileAlreadyExistsException || e instanceof NotDirectoryException) {
            return "'" + ((FileSystemException) e).getFile() + "' is a file, not a folder; name another folder";
        }
        return message + "; name another folder or repair this one";
    }

    private static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    private static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException | UnsupportedOperationException e) {
            // Not every system opens a folder; then the rename reaches the disk when the system sees fit.
            return;
        }
    }

    static void deleteQuietly(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException | ReadOnlyFileSystemException e) {
            // A left-over temporary file is never read, and the store sweeps it up later.
            return;
        }
    }
}
