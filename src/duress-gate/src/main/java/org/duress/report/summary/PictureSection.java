package org.duress.report.summary;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.duress.report.Markdown;
import org.duress.report.ReportFiles;
import org.duress.report.SummaryTable;
import org.duress.result.RobustnessResult;

/**
 * The pictures that a run has written, as paths from the folder of its reports. Where that is beside the page they are
 * links; GitHub shows a page that has no files beside it.
 */
record PictureSection(Path reports, boolean beside) implements Section {
    private static final int MOST = 40;

    @Override
    public Optional<Part> of(List<? extends SummaryTable.Entry> specs) {
        List<String> items = new ArrayList<>();
        for (RobustnessResult result : Section.judged(specs)) {
            Path folder = ReportFiles.folder(reports, result.spec().name());
            pictures(folder).forEach(file -> items.add(item(folder, file)));
        }
        return Part.list("Pictures", items, "pictures; see the folder of the reports", MOST);
    }

    /** Names of files are safe everywhere. */
    private String item(Path folder, String file) {
        String path = folder.getFileName() + "/" + file;
        return beside ? "[" + Markdown.text(path) + "](" + path.replace(" ", "%20") + ")" : "`" + path + "`";
    }

    private static List<String> pictures(Path folder) {
        List<String> names = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return names;
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "{panel,budget-curve}*.png")) {
            files.forEach(file -> names.add(String.valueOf(file.getFileName())));
        } catch (IOException e) {
            // Pictures are seen in the folder, or not at all; the page is about the verdicts.
            return List.of();
        }
        Collections.sort(names);
        return names;
    }
}
