package org.duress.report.summary;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.duress.report.Markdown;
import org.duress.report.MarkdownTable;
import org.duress.report.SummaryTable;
import org.duress.report.Words;
import org.duress.result.OrganEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.WaivedLimit;

/** Every spec with its verdict, and what became of its organs. */
record VerdictSection() implements Section {
    private static final List<String> HEAD = List.of(
            "spec",
            "verdict",
            "organ",
            "Dice, clean \u2192 attacked",
            "fall [95 % interval]",
            "limit",
            "waived until",
            "p");
    private static final int MOST = 400;

    @Override
    public Optional<Part> of(List<? extends SummaryTable.Entry> specs) {
        MarkdownTable table = new MarkdownTable();
        table.add(HEAD);
        for (SummaryTable.Entry spec : specs) {
            if (spec instanceof SummaryTable.Judged judged) {
                rows(judged.result(), judged.asExpected(), table);
            } else {
                table.add(cells(Markdown.text(spec.name()), bold(spec.state(), spec.asExpected())));
            }
        }
        return Optional.of(Part.table(
                List.of("## Robustness: " + Markdown.text(SummaryTable.conclusion(specs)), ""),
                table,
                "rows; see the last table of the log",
                MOST));
    }

    private static List<String> cells(String name, String verdict) {
        List<String> cells = new ArrayList<>(Collections.nCopies(HEAD.size(), ""));
        cells.set(0, name);
        cells.set(1, verdict);
        return cells;
    }

    private static void rows(RobustnessResult result, boolean expected, MarkdownTable table) {
        boolean first = true;
        for (OrganEvidence organ : result.evidence().organs()) {
            String fall = Words.number("%.3f", organ.relativeDrop());
            table.add(List.of(
                    first ? Markdown.text(result.spec().name()) : "",
                    first ? bold(Words.verdict(result), expected) : "",
                    Markdown.text(organ.name()),
                    Words.change("%.3f", organ.cleanDice(), organ.attackedDice()),
                    bold(fall, !organ.pastThreshold()) + " "
                            + Words.interval("%.3f", organ.dice().dropInterval()),
                    Words.number("%.2f", organ.maxDiceDrop()),
                    result.release()
                            .waiver(organ.name())
                            .map(VerdictSection::waived)
                            .orElse(""),
                    first ? Words.number("%.4f", result.evidence().fields().perceptibility()) : ""));
            first = false;
        }
    }

    private static String waived(WaivedLimit waived) {
        return waived.waiver().expires()
                + switch (waived.state()) {
                    case NEEDED -> "";
                    case NOT_NEEDED -> ", not needed";
                    case EXPIRED -> ", expired";
                };
    }

    private static String bold(String text, boolean quiet) {
        return quiet ? text : "**" + text + "**";
    }
}
