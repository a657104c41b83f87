package org.duress.base;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.duress.EnvironmentException;

/** Files that are either whole or absent: written beside their place, forced to disk, then renamed. */
public final class AtomicFiles {
    /** Folders that this process has swept before it first wrote there. */
    private static final Set<Path> SWEPT = ConcurrentHashMap.newKeySet();

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
     * Writes a file so that nobody ever reads half of it, replacing what was there. Missing folders are made; what
     * killed processes left in the file's folder is deleted.
     *
     * @throws EnvironmentException if it cannot be written, for example because the disk is full; what was there is
     *     kept
     */
    public static void write(Path target, Content content) {
        write(target, Unwritable.UNNAMED, content);
    }

    /**
     * Writes a file below a folder that a setting names; see {@link #write(Path, Content)}.
     *
     * @param setting the property to say in the message, such as {@code duress.reports}
     */
    public static void write(Path target, String setting, Content content) {
        Path folder = Temporaries.folderOf(target);
        Path temporary = Temporaries.beside(folder.resolve(target.getFileName()));
        if (SWEPT.add(folder)) {
            Temporaries.sweep(folder);
        }
        try {
            Files.createDirectories(folder);
            content.writeTo(temporary);
            force(temporary);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            forceFolder(folder);
        } catch (IOException | ReadOnlyFileSystemException e) {
            throw Unwritable.at(target, setting, e);
        } catch (UncheckedIOException e) {
            throw Unwritable.at(target, setting, Objects.requireNonNull(e.getCause()));
        } finally {
            Temporaries.delete(temporary);
        }
    }

    /**
     * Checksum of a file.
     *
     * @return SHA-256, lower-case hex
     * @throws IOException if it cannot be read
     */
    public static String sha256(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** A digest at its start. */
    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Forces a file's bytes to disk. */
    public static void force(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Forces the names in a folder to disk. */
    public static void forceFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException | UnsupportedOperationException e) {
            // Not every system opens a folder; then the rename reaches the disk when the system sees fit.
            return;
        }
    }
}
