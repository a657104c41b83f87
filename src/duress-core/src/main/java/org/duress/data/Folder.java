package org.duress.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.duress.DuressException;

/**
 * A folder of a cohort.
 *
 * @param path where it is
 * @param key the key of the spec that names it, for messages
 */
record Folder(Path path, String key) {
    static Folder of(Optional<Path> path, String key) {
        Path folder = path.orElseThrow(() -> new DuressException(key + " is missing; name the folder of the files"));
        if (!Files.isDirectory(folder)) {
            throw new DuressException("the folder " + folder + " of " + key + " "
                    + (Files.exists(folder) ? "is a file" : "does not exist") + "; correct the path");
        }
        return new Folder(folder, key);
    }

    /**
     * Names of the regular files that end in one of the suffixes (any case), in natural order. Files whose name begins
     * with a dot belong to a system (the ._ twins of macOS) and are left out.
     */
    List<String> files(String... suffixes) {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.startsWith("."))
                    .filter(name -> Stream.of(suffixes).anyMatch(name.toLowerCase(Locale.ROOT)::endsWith))
                    .sorted(NaturalOrder.INSTANCE)
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw new DuressException(
                    "the folder " + path + " of " + key + " cannot be read; check its permissions", e);
        }
    }

    Path file(String name) {
        return path.resolve(name);
    }
}
