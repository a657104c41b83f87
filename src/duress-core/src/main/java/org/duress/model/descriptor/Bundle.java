package org.duress.model.descriptor;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.zip.ZipException;
import org.duress.DuressException;
import org.duress.base.BoundedZip;
import org.duress.base.Limit;

/**
 * A folder or a zip that holds a network and what is said about it.
 *
 * @param files names of all files, with slashes
 * @param root what stands before the names that are asked for: a zip often holds one folder that holds all
 */
record Bundle(Path path, SortedSet<String> files, String root) {
    /** Settings have some kilobytes; a list of all training subjects a hundred. */
    private static final long MOST_BYTES = 1 << 22;

    /** Of a zip, its network included. */
    private static final long MOST_ZIP_BYTES = 1L << 31;

    /** A bundle has its files two folders deep. */
    private static final int DEEPEST = 4;

    /** A bundle has some dozens of files. Whoever gives a home folder is told so in time. */
    private static final int MOST_FILES = 10_000;

    /**
     * Opens a folder or zip.
     *
     * @param landmark a file that it must have, as in {@code configs/metadata.json}
     * @param what it is said to be, for messages
     * @throws DuressException if there is none, it cannot be read, or it has no such file
     */
    static Bundle open(Path path, String landmark, String what) {
        SortedSet<String> files = Files.isDirectory(path) ? folder(path) : zip(path);
        if (files.contains(landmark)) {
            return new Bundle(path, files, "");
        }
        TreeSet<String> inner = files.stream()
                .filter(name ->
                        name.endsWith("/" + landmark) && name.indexOf('/') == name.length() - landmark.length() - 1)
                .collect(toCollection(TreeSet::new));
        if (inner.size() == 1) {
            String found = inner.first();
            return new Bundle(path, files, found.substring(0, found.length() - landmark.length()));
        }
        throw new DuressException(path + " is no " + what + ": it has no " + landmark
                + "; set model.path to the folder or zip that holds it");
    }

    private static SortedSet<String> folder(Path folder) {
        try (Stream<Path> all = Files.find(
                folder, DEEPEST, (file, attributes) -> attributes.isRegularFile(), FileVisitOption.FOLLOW_LINKS)) {
            TreeSet<String> files = all.limit(MOST_FILES + 1L)
                    .map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .collect(toCollection(TreeSet::new));
            if (files.size() > MOST_FILES) {
                throw new DuressException(folder + " holds more than " + MOST_FILES
                        + " files, which no bundle does; set model.path to the folder of the model");
            }
            return files;
        } catch (IOException | UncheckedIOException e) {
            throw new DuressException("folder " + folder + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static SortedSet<String> zip(Path file) {
        try (BoundedZip zip = BoundedZip.open(file, zipLimit(file))) {
            return new TreeSet<>(zip.names());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static Limit zipLimit(Path file) {
        return new Limit(file.toString(), MOST_ZIP_BYTES, " when unpacked, which no bundle needs");
    }

    private static DuressException unreadable(Path file, IOException e) {
        if (e instanceof NoSuchFileException) {
            return new DuressException("there is neither a folder nor a file " + file + "; check model.path", e);
        }
        return e instanceof ZipException
                ? new DuressException(
                        "file " + file + " is no zip, or is damaged (" + e.getMessage()
                                + "); set model.path to the bundle's folder, or to its zip",
                        e)
                : new DuressException("file " + file + " cannot be read: " + e.getMessage(), e);
    }

    boolean has(String name) {
        return files.contains(root + name);
    }

    /** Names of all files, as they are asked for. */
    SortedSet<String> names() {
        return files.stream()
                .filter(name -> name.startsWith(root))
                .map(name -> name.substring(root.length()))
                .collect(toCollection(TreeSet::new));
    }

    /** How messages name a file. */
    String location(String name) {
        return path + (Files.isDirectory(path) ? "/" : "!/") + root + name;
    }

    /**
     * A file's settings.
     *
     * @throws DuressException if it is too large, cannot be read, or is neither JSON nor YAML, as its name says
     */
    Optional<Settings> settings(String name) {
        if (!has(name)) {
            return Optional.empty();
        }
        byte[] bytes = bytes(name);
        new Limit(location(name), MOST_BYTES, ", which no settings need").require(bytes.length);
        return Optional.of(Settings.parse(bytes, location(name)));
    }

    private byte[] bytes(String name) {
        Limit limit = new Limit(location(name), MOST_BYTES, ", which no settings need");
        try {
            if (Files.isDirectory(path)) {
                return limit.read(path.resolve(root + name));
            }
            try (BoundedZip zip = BoundedZip.open(path, zipLimit(path))) {
                limit.require(zip.size(root + name).orElse(0L));
                return zip.read(root + name);
            }
        } catch (IOException e) {
            throw unreadable(path, e);
        }
    }
}
