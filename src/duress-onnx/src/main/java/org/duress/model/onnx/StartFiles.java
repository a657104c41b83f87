package org.duress.model.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What ONNX Runtime leaves in the system's folder for temporary files with each start: a folder with its libraries, 28
 * MB that a killed process does not delete, and an empty log of its telemetry, which is off.
 */
final class StartFiles {
    /** A file that is mapped into this process: a library in its folder. */
    private static final Pattern LIBRARY = Pattern.compile("\\s((/.*/onnxruntime-java\\d+)/[^/]+)$");

    /** Exists on Linux alone, where a library that is loaded needs its name no more. */
    private static final Path MAPPED = Path.of("/proc/self/maps");

    private StartFiles() {}

    /** Deletes them; no other process's. */
    static void delete() {
        try {
            for (String line : Files.readAllLines(MAPPED)) {
                Matcher library = LIBRARY.matcher(line);
                if (library.find()) {
                    Files.deleteIfExists(Path.of(library.group(1)));
                    deleteEmpty(Path.of(library.group(2)));
                }
            }
        } catch (IOException e) {
            return;
        }
        String folder = Objects.requireNonNullElse(System.getenv("TMPDIR"), "/tmp");
        Path log = Path.of(folder, "mat-debug-" + ProcessHandle.current().pid() + ".log");
        deleteEmpty(log);
    }

    private static void deleteEmpty(Path path) {
        try {
            if (Files.isDirectory(path) || Files.size(path) == 0) {
                Files.delete(path);
            }
        } catch (IOException e) {
            // Gone already, or not empty.
            return;
        }
    }
}
