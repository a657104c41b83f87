package org.duress.base;

import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.util.Locale;
import java.util.Optional;
import org.duress.EnvironmentException;

/** The one sentence for a file or folder that cannot be written. */
public final class Unwritable {
    /** The setting where none names the folder. */
    static final String UNNAMED = "";

    private Unwritable() {}

    /**
     * A sentence that says what cannot be written, why, and what to do.
     *
     * @param setting the property that names the folder, such as {@code duress.store}; empty where none does
     */
    public static EnvironmentException at(Path target, String setting, Exception e) {
        return because("cannot write '" + target + "'", target, setting, e);
    }

    /**
     * A sentence that begins otherwise, and says why and what to do.
     *
     * @param what is wrong, without the reason
     * @param target what was to be written
     */
    public static EnvironmentException because(String what, Path target, String setting, Exception e) {
        return new EnvironmentException(what + ": " + reason(target, setting, e), e);
    }

    private static String reason(Path target, String setting, Exception e) {
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        String lower = message.toLowerCase(Locale.ROOT);
        if (lower.contains("no space left") || lower.contains("disk space") || lower.contains("quota")) {
            return "the disk is full; free some space or " + name(setting, "a folder on another disk");
        }
        if (e instanceof AtomicMoveNotSupportedException) {
            return "its file system cannot rename a file in one step, so that half a file could be read; "
                    + name(setting, "a folder on one that can");
        }
        if (forbids(e)) {
            return "no permission; make the folder writable or " + name(setting, "another one");
        }
        Optional<Path> inTheWay = inTheWay(target);
        if (inTheWay.isPresent()) {
            return "'" + inTheWay.get() + "' is a file, not a folder; " + name(setting, "another folder");
        }
        return message + "; " + name(setting, "another folder") + " or repair this one";
    }

    /** The file where a folder of the target should be. */
    private static Optional<Path> inTheWay(Path target) {
        Path above = target.getParent();
        while (above != null && !Files.exists(above)) {
            above = above.getParent();
        }
        return Optional.ofNullable(above).filter(Files::isRegularFile);
    }

    /** Whether the folder may be sound but is not to be written to. */
    private static boolean forbids(Exception e) {
        String lower = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return e instanceof AccessDeniedException
                || e instanceof ReadOnlyFileSystemException
                || lower.contains("read-only")
                || lower.contains("not permitted");
    }

    private static String name(String setting, String what) {
        return setting.isEmpty() ? "name " + what : "set -D" + setting + " to " + what;
    }
}
