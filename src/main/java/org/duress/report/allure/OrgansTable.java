package org.duress.report.allure;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.duress.Evidence;
import org.duress.OrganEvidence;
import org.duress.RobustnessResult;

/** The verdict and a table of the organs, for the head of an Allure page. */
final class OrgansTable {
    private static final List<String> HEADINGS = List.of(
            "organ", "clean Dice", "attacked Dice", "fall", "limit", "worst slice", "fall, 95 %", "HD95", "NSD");

    private OrgansTable() {}

    static String html(RobustnessResult result) {
        Evidence evidence = result.evidence();
        return String.format(
                        Locale.ROOT,
                        "<p><b>%s</b> (expected %s) at perceptibility p = %.3f</p>",
                        result.verdict(),
                        result.spec().expect(),
                        evidence.perceptibility())
                + "<table border=\"1\" cellpadding=\"6\" cellspacing=\"0\" style=\"border-collapse: collapse\">"
                + row("th", HEADINGS)
                + evidence.organs().stream().map(OrgansTable::organ).collect(Collectors.joining())
                + "</table>";
    }

    private static String organ(OrganEvidence organ) {
        String fall = number(organ.relativeDrop());
        return row(
                "td",
                List.of(
                        escape(organ.name()),
                        number(organ.cleanDice()),
                        number(organ.attackedDice()),
                        organ.pastThreshold() ? "<b>" + fall + "</b>" : fall,
                        number(organ.maxDiceDrop()),
                        escape(organ.worstSlice()),
                        range(organ.dropInterval().low(), organ.dropInterval().high()),
                        range(organ.surface().cleanHd95(), organ.surface().attackedHd95()) + " "
                                + organ.surface().unit(),
                        range(organ.surface().cleanNsd(), organ.surface().attackedNsd())));
    }

    private static String range(double from, double to) {
        return Double.isNaN(from) && Double.isNaN(to) ? "unknown" : number(from) + " to " + number(to);
    }

    private static String row(String tag, List<String> cells) {
        return cells.stream()
                .map(cell -> "<" + tag + " style=\"padding: 4px 10px\">" + cell + "</" + tag + ">")
                .collect(Collectors.joining("", "<tr>", "</tr>"));
    }

    private static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "unknown";
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
