package org.duress.report.allure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duress.report.ReportFiles;

/**
 * Hands the history in the last single-file Allure HTML on to the next one, so that trends work. The command line does
 * this for a report of many files only; a single file holds the same history as {@code d('history/x.json','<base64>')}.
 */
final class History {
    private static final Pattern FILE = Pattern.compile("d\\('history/([a-z-]+\\.json)'\\s*,\\s*'([A-Za-z0-9+/=]*)'");

    private History() {}

    /** Copies the history of an HTML into a results folder that has none yet; without one it does nothing. */
    static void keep(Path html, Path results) {
        Path history = results.resolve("history");
        if (Files.exists(history) || !Files.isRegularFile(html)) {
            return;
        }
        String text;
        try {
            text = Files.readString(html, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            // The trend begins anew; the verdict does not hang on it.
            return;
        }
        Matcher files = FILE.matcher(text);
        while (files.find()) {
            ReportFiles.write(
                    history.resolve(files.group(1)), Base64.getDecoder().decode(files.group(2)));
        }
    }
}
