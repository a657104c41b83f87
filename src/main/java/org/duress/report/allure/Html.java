package org.duress.report.allure;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.duress.Interval;

/** Small pieces of HTML, styled in place: Allure keeps no style sheet of a test. */
final class Html {
    private Html() {}

    /** A table with a heading; cells are HTML already. */
    static String table(List<String> headings, List<List<String>> rows) {
        return "<table border=\"1\" cellpadding=\"6\" cellspacing=\"0\" style=\"border-collapse: collapse; margin: 4px 0 14px\">"
                + row("th", headings)
                + rows.stream().map(cells -> row("td", cells)).collect(Collectors.joining())
                + "</table>";
    }

    private static String row(String tag, List<String> cells) {
        return cells.stream()
                .map(cell -> "<" + tag + " style=\"padding: 4px 10px; text-align: left\">" + cell + "</" + tag + ">")
                .collect(Collectors.joining("", "<tr>", "</tr>"));
    }

    static String bold(String html, boolean bold) {
        return bold ? "<b>" + html + "</b>" : html;
    }

    static String number(double value) {
        return Double.isFinite(value) ? String.format(Locale.ROOT, "%.3f", value) : "unknown";
    }

    static String range(double from, double to) {
        return Double.isNaN(from) && Double.isNaN(to) ? "unknown" : number(from) + " to " + number(to);
    }

    static String range(Interval interval) {
        return range(interval.low(), interval.high());
    }

    static String percent(double share) {
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%.0f %%", 100 * share) : "unknown";
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
