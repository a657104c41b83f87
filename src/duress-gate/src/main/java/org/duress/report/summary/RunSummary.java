package org.duress.report.summary;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.duress.report.SummaryTable;

/** The page: a section after the other, as much of them as fits. */
final class RunSummary {
    private final StringBuilder text = new StringBuilder();
    private final int most;

    /** Of the text so far, in UTF-8. */
    private int bytes;

    private RunSummary(int most) {
        this.most = most;
    }

    /**
     * The page of a run.
     *
     * @param reports folder with what the reporters wrote
     * @param beside whether the page will lie in it
     * @param most bytes, in UTF-8
     */
    static String of(List<? extends SummaryTable.Entry> specs, Path reports, boolean beside, int most) {
        RunSummary page = new RunSummary(most);
        List<Section> sections = List.of(
                new VerdictSection(),
                new BaselineSection(),
                new ShiftSection(),
                SentenceSections.gone(),
                SentenceSections.reasons(),
                SentenceSections.warnings(),
                new PictureSection(reports, beside));
        sections.forEach(section -> section.of(specs).ifPresent(page::add));
        return page.text.toString();
    }

    private void add(Section.Part part) {
        String head = String.join("\n", part.head()) + "\n";
        int whole = part.rows().size();
        // What is left out is said, so that there has to be room for saying it.
        int room = most - bytes - size(head) - size(left(whole, part.what()));
        StringBuilder rows = new StringBuilder();
        int shown = 0;
        for (String row : part.rows().subList(0, Math.min(whole, part.most()))) {
            room -= size(row) + 1;
            if (room < 0) {
                break;
            }
            rows.append(row).append('\n');
            shown++;
        }
        if (shown > 0 || room >= 0) {
            append(head);
            append(rows.toString());
            append(shown < whole ? left(whole - shown, part.what()) : "");
        }
    }

    private static String left(int count, String what) {
        return "\nLeft out: " + count + " more " + what + ".\n";
    }

    private void append(String more) {
        text.append(more);
        bytes += size(more);
    }

    private static int size(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
