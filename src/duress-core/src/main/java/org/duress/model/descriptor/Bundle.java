package org.duress.model.descriptor;

import static java.util.stream.Collectors.toCollection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.base.BoundedZip;
import org.duress.base.Limit;

/**
 * A folder or a zip that holds a network and what is said about it.
 *
 * @param files names of all files, with slashes
 * @param root what stands before the names that are asked for: a zip often holds one folder that holds all
 */
record Bundle(Place place, SortedSet<String> files, String root) {
    /** Settings have some kilobytes; a list of all training subjects a hundred. */
    private static final long MOST_BYTES = 1 << 22;

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
    static Bundle open(Place place, String landmark, String what) {
        SortedSet<String> files = place.isFolder() ? folder(place.file()) : zip(place);
        if (files.contains(place.within() + landmark)) {
            return new Bundle(place, files, place.within());
        }
        TreeSet<String> inner = files.stream()
                .map(name -> name.substring(place.within().length()))
                .filter(name ->
                        name.endsWith("/" + landmark) && name.indexOf('/') == name.length() - landmark.length() - 1)
                .collect(toCollection(TreeSet::new));
        if (inner.size() == 1) {
            String found = inner.first();
            return new Bundle(place, files, place.within() + found.substring(0, found.length() - landmark.length()));
        }
        throw new DuressException(place + " is no " + what + ": it has no " + landmark
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

    private static SortedSet<String> zip(Place place) {
        try (BoundedZip zip = place.open()) {
            return zip.names().stream()
                    .filter(name -> name.startsWith(place.within()))
                    .collect(toCollection(TreeSet::new));
        } catch (IOException e) {
            throw place.unreadable(e);
        }
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

    /** Name of the folder, or of the zip, that holds the files. */
    String folderName() {
        if (root.isEmpty()) {
            return Optional.ofNullable(place.file().toAbsolutePath().normalize().getFileName())
                    .map(Path::toString)
                    .orElse("");
        }
        String folder = root.substring(0, root.length() - 1);
        return folder.substring(folder.lastIndexOf('/') + 1);
    }

    /** How messages name a file. */
    String location(String name) {
        return place.location(root + name);
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
        Limit limit = new Limit(location(name), MOST_BYTES, ", which no settings need");
        byte[] bytes = place.bytes(root + name, limit);
        limit.require(bytes.length);
        return Optional.of(Settings.parse(bytes, location(name)));
    }
}
