package org.duress.report.allure;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.duress.report.Tag;
import org.duress.report.facts.Cell;
import org.duress.report.facts.Table;

/** Small pieces of HTML, styled in place: Allure keeps no style sheet of a test. */
final class Html {
    /** Letters of a name that stay together. */
    private static final int UNBROKEN = 10;

    private Html() {}

    /**
     * A table with a heading, as wide as there is room and no wider: beside Allure's tree a page of 1280 pixels leaves
     * a test about 500. Nothing where it has no rows.
     */
    static String table(Table table) {
        return table.isEmpty()
                ? ""
                : "<table border=\"1\" cellspacing=\"0\" style=\"border-collapse: collapse; width: 100%;"
                        + " font-size: 12px; line-height: 1.35; margin: 4px 0 14px\">"
                        + row("th", table.head().stream().map(Html::escape).toList())
                        + table.rows().stream()
                                .map(cells ->
                                        row("td", cells.stream().map(Html::cell).toList()))
                                .collect(Collectors.joining())
                        + "</table>";
    }

    private static String row(String tag, List<String> cells) {
        return cells.stream()
                .map(cell -> "<" + tag + " style=\"padding: 3px 5px; text-align: left; vertical-align: top\">" + cell
                        + "</" + tag + ">")
                .collect(Collectors.joining("", "<tr>", "</tr>"));
    }

    private static String cell(Cell cell) {
        return cell.lines().stream()
                .map(pieces -> pieces.stream().map(Html::piece).collect(Collectors.joining(" ")))
                .collect(Collectors.joining("<br>"));
    }

    private static String piece(Cell.Piece piece) {
        String html = switch (piece.kind()) {
            case WORDS -> escape(piece.text());
            case NAME -> name(piece.text());
            case NUMBER -> "<span style=\"white-space: nowrap\">" + escape(piece.text()) + "</span>";
        };
        return piece.strong() ? "<b>" + html + "</b>" : html;
    }

    /** A name, escaped, which may break where its parts meet and is never wider than a few of its letters. */
    private static String name(String text) {
        return Arrays.stream(text.split("(?<=[_.-])|(?<=\\G[^ ]{" + UNBROKEN + "})"))
                .map(Html::escape)
                .collect(Collectors.joining("<wbr>"));
    }

    static String escape(String text) {
        return Tag.escape(text);
    }
}
