package org.duress.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.duress.DuressException;
import org.duress.EnvironmentException;
import org.duress.base.AtomicFiles;
import org.duress.spec.DuressProperties;
import org.duress.store.FileNames;

/** Where reports land, and how a file gets there whole. */
public final class ReportFiles {
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
        return FileNames.ofReport(text);
    }

    /**
     * Writes a file so that no reader ever sees half of it.
     *
     * @throws DuressException if the folder cannot be made or the file not written
     */
    public static void write(Path file, byte[] content) {
        AtomicFiles.write(file, DuressProperties.REPORTS, part -> Files.write(part, content));
    }

    /** Writes text in UTF-8; see {@link #write(Path, byte[])}. */
    public static void write(Path file, String content) {
        write(file, content.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Names of the files of a folder that match a glob, in order; none where it cannot be read: what is not listed is
     * in the folder, or nowhere.
     */
    public static List<String> names(Path folder, String glob) {
        List<String> names = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return names;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, glob)) {
            files.forEach(file -> names.add(String.valueOf(file.getFileName())));
        } catch (IOException | DirectoryIteratorException e) {
            return List.of();
        }
        Collections.sort(names);
        return names;
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
            throw new EnvironmentException(
                    "old report files " + folder.resolve(glob) + " cannot be deleted (" + e.getMessage()
                            + "); make the folder writable, or set duress.reports to another folder",
                    e);
        }
    }
}
