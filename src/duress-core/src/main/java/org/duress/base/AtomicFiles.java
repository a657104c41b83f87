package org.duress.base;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
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
            writeForced(temporary, content);
            replace(temporary, target);
            forceFolder(folder);
        } catch (IOException | ReadOnlyFileSystemException e) {
            throw Unwritable.at(target, setting, e);
        } catch (UncheckedIOException e) {
            throw Unwritable.at(target, setting, Objects.requireNonNull(e.getCause()));
        } finally {
            Temporaries.delete(temporary);
        }
    }

    /** Writes a file and forces its bytes to disk, where what makes it whole or absent comes later. */
    public static void writeForced(Path file, Content content) throws IOException {
        content.writeTo(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Gives a file, whole, the place of another, of which nothing is left, or one that is free. */
    public static void replace(Path file, Path place) throws IOException {
        Files.move(file, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
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
