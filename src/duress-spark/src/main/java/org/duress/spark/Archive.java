package org.duress.spark;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.duress.DuressException;
import org.duress.EnvironmentException;

/**
 * One file or folder that a spec names as a zip archive, which Spark unpacks on each executor. Beside a file lie those
 * that belong to it, such as the weights of an ONNX file: all whose names begin with its own, with or without its
 * ending.
 */
final class Archive {
    private Archive() {}

    /** The name that it has in its archive. */
    static String nameOf(Path named) {
        return String.valueOf(Objects.requireNonNullElse(named.getFileName(), named));
    }

    /**
     * Packs.
     *
     * @param named a file, or a folder with all that is in it
     * @param zip is written
     * @throws DuressException if there is nothing of that name
     */
    static void pack(Path named, Path zip) {
        if (!Files.exists(named)) {
            throw new DuressException("there is no '" + named + "', which the spec names, to ship with the job");
        }
        try (OutputStream out = Files.newOutputStream(zip);
                ZipOutputStream packed = new ZipOutputStream(out)) {
            packed.setLevel(Deflater.BEST_SPEED);
            Path folder = Objects.requireNonNull(named.toAbsolutePath().getParent(), "a file has a folder");
            for (Path file : files(named)) {
                packed.putNextEntry(new ZipEntry(folder.relativize(file.toAbsolutePath())
                        .toString()
                        .replace(file.getFileSystem().getSeparator(), "/")));
                Files.copy(file, packed);
                packed.closeEntry();
            }
        } catch (IOException e) {
            throw new EnvironmentException("'" + named + "' cannot be packed into '" + zip + "': " + e.getMessage(), e);
        }
    }

    private static List<Path> files(Path named) throws IOException {
        if (Files.isDirectory(named)) {
            try (Stream<Path> all = Files.walk(named)) {
                return all.filter(Files::isRegularFile).sorted().toList();
            }
        }
        Path folder = Objects.requireNonNull(named.toAbsolutePath().getParent(), "a file has a folder");
        try (Stream<Path> beside = Files.list(folder)) {
            return beside.filter(Files::isRegularFile)
                    .filter(file -> belongs(nameOf(file), nameOf(named)))
                    .sorted()
                    .toList();
        }
    }

    /** Whether a file belongs to another of the same folder, by its name. */
    static boolean belongs(String name, String to) {
        int dot = to.lastIndexOf('.');
        return name.startsWith(to) || (dot > 0 && name.startsWith(to.substring(0, dot + 1)));
    }
}
