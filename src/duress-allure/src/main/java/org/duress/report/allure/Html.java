package org.duress.report.allure;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.duress.report.Words;
import org.duress.result.Interval;

/** Small pieces of HTML, styled in place: Allure keeps no style sheet of a test. */
final class Html {
    private static final String FORMAT = "%.3f";

    /** Letters of a name that stay together. */
    private static final int UNBROKEN = 10;

    private Html() {}

    /**
     * A table with a heading, as wide as there is room and no wider: beside Allure's tree a page of 1280 pixels leaves
     * a test about 500. Cells are HTML already.
     */
    static String table(List<String> headings, List<List<String>> rows) {
        return "<table border=\"1\" cellspacing=\"0\" style=\"border-collapse: collapse; width: 100%; font-size: 12px;"
                + " line-height: 1.35; margin: 4px 0 14px\">"
                + row("th", headings)
                + rows.stream().map(cells -> row("td", cells)).collect(Collectors.joining())
                + "</table>";
    }

    private static String row(String tag, List<String> cells) {
        return cells.stream()
                .map(cell -> "<" + tag + " style=\"padding: 3px 5px; text-align: left; vertical-align: top\">" + cell
                        + "</" + tag + ">")
                .collect(Collectors.joining("", "<tr>", "</tr>"));
    }

    /** A name, escaped, which may break where its parts meet and is never wider than a few of its letters. */
    static String name(String text) {
        return Arrays.stream(text.split("(?<=[_.-])|(?<=\\G[^ ]{" + UNBROKEN + "})"))
                .map(Html::escape)
                .collect(Collectors.joining("<wbr>"));
    }

    /** Text that stays on one line. */
    static String whole(String html) {
        return "<span style=\"white-space: nowrap\">" + html + "</span>";
    }

    /** Lines below each other. */
    static String lines(String... html) {
        return String.join("<br>", html);
    }

    static String bold(String html, boolean bold) {
        return bold ? "<b>" + html + "</b>" : html;
    }

    static String number(double value) {
        return Words.number(FORMAT, value);
    }

    /** Before and after. */
    static String change(String format, double before, double after) {
        return whole(Words.change(format, before, after));
    }

    static String interval(Interval interval) {
        return whole(Words.interval(FORMAT, interval));
    }

    static String percent(double share) {
        return Double.isFinite(share) ? String.format(Locale.ROOT, "%.0f %%", 100 * share) : "unknown";
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
