package org.duress.report.summary;

import java.nio.file.Path;
import java.util.ArrayList;
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
            ReportFiles.names(folder, "{panel,budget-curve}*.png").forEach(file -> items.add(item(folder, file)));
        }
        return Part.list("Pictures", items, "pictures; see the folder of the reports", MOST);
    }

    /** Names of files are safe everywhere. */
    private String item(Path folder, String file) {
        String path = folder.getFileName() + "/" + file;
        return beside ? "[" + Markdown.text(path) + "](" + path.replace(" ", "%20") + ")" : "`" + path + "`";
    }
}
