package org.duress.base;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardCopyOption;

/** What becomes of a damaged file: it stays to be looked at, under another name. */
public final class DamagedFile {
    private static final String SUFFIX = ".damaged-";

    private DamagedFile() {}

    /**
     * Renames a file to {@code <name>.damaged-<n>}.
     *
     * @return what became of it, to follow "the file is damaged;" in a sentence
     */
    public static String setAside(Path file) {
        int n = 1;
        while (Files.exists(file.resolveSibling(file.getFileName() + SUFFIX + n))) {
            n++;
        }
        Path aside = file.resolveSibling(file.getFileName() + SUFFIX + n);
        try {
            Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
            return "it was set aside as '" + aside.getFileName() + "'";
        } catch (NoSuchFileException e) {
            return "another build set it aside";
        } catch (IOException | ReadOnlyFileSystemException e) {
            return "it could not be set aside, for its folder cannot be written";
        }
    }

    /** Whether a file is one that was set aside. */
    public static boolean is(Path file) {
        return String.valueOf(file.getFileName()).contains(SUFFIX);
    }
}
