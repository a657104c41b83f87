package org.duress.base;

import java.io.File;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.duress.EnvironmentException;

/**
 * Names of temporary files and folders, {@code .<name>.<writer>.<uuid>.tmp}, and the end of those whose writer was
 * killed. What a living process writes, here or on another machine that shares the folder, is never touched, nor is a
 * file of another name.
 */
public final class Temporaries {
    private static final String UUIDS = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";

    /** Earlier versions named no writer. */
    private static final Pattern NAME = Pattern.compile("\\..*?(?:\\.([0-9a-f]{8}-\\d+-\\d+))?\\." + UUIDS + "\\.tmp");

    /** Begins the names of what lies in the system's folder for temporary files. */
    private static final String SYSTEM = "duress";

    /** Nobody else's business: it may be a patient's image or somebody's model. */
    private static final FileAttribute<?>[] OWN_FILE = own("rw-------");

    private static final FileAttribute<?>[] OWN_FOLDER = own("rwx------");

    private Temporaries() {}

    private static FileAttribute<?>[] own(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }

    /** A name beside a file or folder, for what will take its place; nothing is made. */
    public static Path beside(Path target) {
        return target.resolveSibling("." + target.getFileName() + "." + Writer.THIS + "." + UUID.randomUUID() + ".tmp");
    }

    /**
     * Makes an empty file in the system's folder for temporary files, for what a library wants to have as a file.
     * Whoever asks deletes it ({@link #delete}); what a killed process could not delete, the next one that asks does.
     *
     * @throws EnvironmentException if it cannot be made
     */
    public static Path file() {
        return made(path -> Files.createFile(path, OWN_FILE));
    }

    /**
     * Makes an empty folder where {@link #file} makes a file, for files that have to keep their names.
     *
     * @throws EnvironmentException if it cannot be made
     */
    public static Path folder() {
        return made(path -> Files.createDirectory(path, OWN_FOLDER));
    }

    /** Bytes for which the system's folder for temporary files has room; the largest number where not known. */
    public static long usable() {
        long bytes = new File(System.getProperty("java.io.tmpdir")).getUsableSpace();
        return bytes > 0 ? bytes : Long.MAX_VALUE;
    }

    private interface Making {
        Path at(Path path) throws IOException;
    }

    private static Path made(Making making) {
        Path system = Path.of(System.getProperty("java.io.tmpdir"));
        sweep(system);
        Path path = beside(system.resolve(SYSTEM));
        try {
            return making.at(path);
        } catch (IOException e) {
            throw Unwritable.at(path, "java.io.tmpdir", e);
        }
    }

    /**
     * Deletes what dead processes left in a folder, not in the folders below. A missing folder holds nothing, and what
     * cannot be deleted stays: it is never read.
     */
    public static void sweep(Path folder) {
        sweep(folder, ".*.tmp", Temporaries::isLeftOver);
    }

    /** Deletes everything temporary of one file, for the holder of a lock without which nobody writes it. */
    public static void sweepAll(Path target) {
        sweep(folderOf(target), "." + target.getFileName() + ".*.tmp", path -> true);
    }

    private static void sweep(Path folder, String glob, Predicate<Path> leftOver) {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, glob)) {
            for (Path path : left) {
                if (leftOver.test(path)) {
                    delete(path);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // No such folder, or none that can be listed: then nothing of it is used either.
            return;
        }
    }

    private static boolean isLeftOver(Path path) {
        Matcher matcher = NAME.matcher(String.valueOf(path.getFileName()));
        if (!matcher.matches()) {
            return false;
        }
        Instant written;
        try {
            written = Files.getLastModifiedTime(path, LinkOption.NOFOLLOW_LINKS).toInstant();
        } catch (IOException e) {
            // Gone already, by its writer or by another sweep.
            return false;
        }
        Optional<Writer> writer = Optional.ofNullable(matcher.group(1)).flatMap(Writer::parse);
        return writer.map(one -> one.isGone(written)).orElseGet(() -> Writer.abandoned(written));
    }

    /**
     * Deletes a temporary file, or a folder with all that is in it, as far as that is possible; links are not followed.
     */
    public static void delete(Path path) {
        try (Stream<Path> walk = Files.walk(path)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path one : deepestFirst) {
                Files.deleteIfExists(one);
            }
        } catch (IOException | java.io.UncheckedIOException | ReadOnlyFileSystemException e) {
            // A left-over temporary is never read, and swept up later.
            return;
        }
    }

    /** The folder of a file. */
    static Path folderOf(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a file has a folder");
    }
}
