package org.duress.testserver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shared libraries of this system that programs need, as {@code ldd} finds them. */
final class NativeLibraries {
    /** {@code libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007f)}, and for the loader the path alone. */
    private static final Pattern FOUND = Pattern.compile("(?:\\S+ => )?(?<path>/\\S+) \\(0x\\p{XDigit}+\\)");

    private NativeLibraries() {}

    /**
     * Finds them.
     *
     * @param files programs and libraries
     * @param own those below it are left out
     * @return absolute paths, the loader among them
     */
    static Set<Path> of(List<Path> files, Path own) {
        List<String> command = new ArrayList<>(List.of("ldd"));
        files.stream().map(Path::toString).forEach(command::add);
        String output;
        try {
            Process ldd = new ProcessBuilder(command).redirectErrorStream(true).start();
            output = new String(ldd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (ldd.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", command) + " fails: " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("ldd, which is part of the C library, cannot be run", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        Set<Path> libraries = new TreeSet<>();
        Matcher line = FOUND.matcher(output);
        while (line.find()) {
            Path library = Path.of(line.group("path"));
            if (!library.startsWith(own)) {
                libraries.add(library);
            }
        }
        return libraries;
    }
}
