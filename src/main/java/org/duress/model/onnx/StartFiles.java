package org.duress.model.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What ONNX Runtime leaves in the system's folder for temporary files with each start, and never deletes: the folder that its
 * libraries were unpacked to, empty since they were loaded, and an empty log of its telemetry, which is off.
 */
final class StartFiles {
    /** A file that is mapped into this process, the library in the folder. */
    private static final Pattern LIBRARY = Pattern.compile("\\s(/.*/onnxruntime-java\\d+)/[^/]+");

    /** Exists on Linux alone; elsewhere a library that is loaded cannot be deleted, and its folder neither. */
    private static final Path MAPPED = Path.of("/proc/self/maps");

    private StartFiles() {}

    /** Deletes them; no other process's, and nothing that is not empty. */
    static void delete() {
        try {
            for (String line : Files.readAllLines(MAPPED)) {
                Matcher library = LIBRARY.matcher(line);
                if (library.find()) {
                    deleteEmpty(Path.of(library.group(1)));
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
