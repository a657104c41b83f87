package org.duress.report.summary;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duress.report.Markdown;
import org.duress.report.MarkdownTable;
import org.duress.report.SummaryTable;
import org.duress.report.Words;
import org.duress.result.BaselineDifference;
import org.duress.result.OrganDifference;
import org.duress.result.RobustnessResult;

/** What differs from the last release, organ by organ. */
record BaselineSection() implements Section {
    private static final String NOT_COMPARED = "not compared";
    private static final int MOST = 200;

    @Override
    public Optional<Part> of(List<? extends SummaryTable.Entry> specs) {
        List<String> before = new ArrayList<>(List.of("", "### Against the last release", ""));
        MarkdownTable table = new MarkdownTable();
        table.add(List.of(
                "spec", "organ", "clean Dice", "attacked Dice", "fall", "change of the fall [95 % interval]", ""));
        for (RobustnessResult result : Section.judged(specs)) {
            result.release().baseline().ifPresent(difference -> {
                before.add("- " + Markdown.text(result.spec().name() + ": " + source(difference)));
                rows(result, difference, table);
            });
        }
        if (before.size() == 3) {
            return Optional.empty();
        }
        before.add("");
        return Optional.of(Part.table(before, table, "organs; see release in verdict.json", MOST));
    }

    private static String source(BaselineDifference difference) {
        return difference.file() + ", " + difference.verdict()
                + difference
                        .accepted()
                        .map(accepted -> ", accepted by " + accepted.by() + " on " + accepted.at())
                        .orElse("")
                + difference.uncompared().map(why -> "; " + why).orElse("");
    }

    private static void rows(RobustnessResult result, BaselineDifference difference, MarkdownTable table) {
        boolean first = true;
        boolean compared = difference.attacksCompared();
        for (OrganDifference organ : difference.organs()) {
            table.add(List.of(
                    first ? Markdown.text(result.spec().name()) : "",
                    Markdown.text(organ.organ()),
                    Words.change("%.3f", organ.clean().before(), organ.clean().now()),
                    compared
                            ? Words.change(
                                    "%.3f",
                                    organ.attacked().before(), organ.attacked().now())
                            : NOT_COMPARED,
                    compared
                            ? Words.change(
                                    "%.3f", organ.fall().before(), organ.fall().now())
                            : NOT_COMPARED,
                    compared
                            ? Words.number("%+.3f", organ.fall().difference()) + " "
                                    + Words.interval("%.3f", organ.fall().interval())
                            : NOT_COMPARED,
                    switch (organ.regression()) {
                        case NONE -> "";
                        case OPEN -> "may be worse";
                        case CLEAN -> "**finds less on clean images**";
                        case ATTACKED -> "**falls further**";
                    }));
            first = false;
        }
    }
}
