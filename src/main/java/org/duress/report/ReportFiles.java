package org.duress.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.duress.DuressException;
import org.duress.store.AtomicFiles;

/** Where reports land, and how a file gets there whole. */
public final class ReportFiles {
    private static final int LONGEST = 80;
    private static final Pattern UNSAFE = Pattern.compile("[^A-Za-z0-9._-]");
    private static final Pattern DEVICE = Pattern.compile("(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?");
    /** Names that live in the reports folder beside the specs. */
    private static final Set<String> TAKEN = Set.of("allure", "allure-results", "example", "readme.md");

    private ReportFiles() {}

    /**
     * The folder of one spec's reports. A name that is safe on every file system is its own folder; any other is
     * made safe and told apart by eight hex digits of its hash. The folder is always a direct child of {@code reports}.
     */
    public static Path folder(Path reports, String spec) {
        return reports.resolve(safeName(spec));
    }

    /** A file name, without separators, for any text: the text itself where it is safe. */
    public static String safeName(String text) {
        String safe = UNSAFE.matcher(text).replaceAll("_");
        if (safe.startsWith(".")) {
            safe = "_" + safe.substring(1);
        }
        if (safe.endsWith(".")) {
            safe = safe.substring(0, safe.length() - 1) + "_";
        }
        if (safe.length() > LONGEST) {
            safe = safe.substring(0, LONGEST);
        }
        String lower = safe.toLowerCase(Locale.ROOT);
        boolean taken =
                safe.isEmpty() || TAKEN.contains(lower) || DEVICE.matcher(lower).matches();
        if (safe.equals(text) && !taken) {
            return safe;
        }
        return "_" + safe + "-" + hash(text);
    }

    /**
     * Writes a file so that no reader ever sees half of it.
     *
     * @throws DuressException if the folder cannot be made or the file not written
     */
    public static void write(Path file, byte[] content) {
        AtomicFiles.write(file, part -> Files.write(part, content));
    }

    /** Writes text in UTF-8; see {@link #write(Path, byte[])}. */
    public static void write(Path file, String content) {
        write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Deletes the files of a folder that match a glob; a missing folder has none.
     *
     * @throws DuressException if one cannot be deleted
     */
    static void delete(Path folder, String glob) {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new DuressException(
                    "old report files " + folder.resolve(glob) + " cannot be deleted (" + e.getMessage()
                            + "); make the folder writable, or set duress.reports to another folder",
                    e);
        }
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
