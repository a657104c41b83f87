package org.duress.report.page;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.duress.report.Tag;
import org.duress.report.facts.Cell;
import org.duress.report.facts.Table;

/** Tables and sentences as elements. */
final class Rendered {
    private Rendered() {}

    /** A table that scrolls by itself where it is wider than the screen; nothing where it has no rows. */
    static Stream<Tag> table(String caption, Table table) {
        return table(caption, table, List.of(), List.of());
    }

    /**
     * The same with one more column, the second.
     *
     * @param heading of it; none for no column
     * @param column a cell a row
     */
    static Stream<Tag> table(String caption, Table table, List<String> heading, List<Tag> column) {
        if (table.isEmpty()) {
            return Stream.empty();
        }
        List<String> head = new ArrayList<>(table.head());
        head.addAll(1, heading);
        Tag body = Tag.of("tbody");
        for (int row = 0; row < table.rows().size(); row++) {
            List<Tag> cells = new ArrayList<>();
            for (Cell cell : table.rows().get(row)) {
                cells.add(cells.isEmpty() ? cell(Tag.of("th").with("scope", "row"), cell) : cell(Tag.of("td"), cell));
            }
            if (!column.isEmpty()) {
                cells.add(1, Tag.of("td").add(column.get(row)));
            }
            body.add(Tag.of("tr").add(cells.stream()));
        }
        return Stream.of(wide(
                caption,
                Tag.of("table")
                        .add(
                                Tag.of("caption", caption),
                                Tag.of("thead")
                                        .add(Tag.of("tr")
                                                .add(head.stream()
                                                        .map(text -> Tag.of("th", text)
                                                                .with("scope", "col")))),
                                body)));
    }

    /** A region that scrolls sideways, by the keyboard too. */
    static Tag wide(String name, Tag content) {
        return Tag.of("div")
                .with("class", "wide")
                .with("role", "region")
                .with("aria-label", name)
                .with("tabindex", "0")
                .add(content);
    }

    private static Tag cell(Tag element, Cell cell) {
        boolean first = true;
        for (List<Cell.Piece> line : cell.lines()) {
            if (!first) {
                element.add(Tag.of("br"));
            }
            first = false;
            for (int i = 0; i < line.size(); i++) {
                element.text(i == 0 ? "" : " ").add(piece(line.get(i)));
            }
        }
        return element;
    }

    private static Tag piece(Cell.Piece piece) {
        String shown = switch (piece.kind()) {
            case WORDS -> "words";
            case NAME -> "name";
            case NUMBER -> "number";
        };
        return Tag.of(piece.strong() ? "strong" : "span", piece.text()).with("class", shown);
    }

    /** A paragraph for each sentence. */
    static Stream<Tag> paragraphs(List<String> sentences) {
        return sentences.stream().map(sentence -> Tag.of("p", sentence));
    }

    /** What is folded until somebody wants it. */
    static Tag folded(String summary, Stream<Tag> content) {
        return Tag.of("details").add(Tag.of("summary", summary)).add(content);
    }

    /** Names and values, a row each. */
    static Tag pairs(Stream<Tag> rows) {
        return Tag.of("dl").with("class", "pairs").add(rows);
    }

    static Tag pair(String name, String value) {
        return Tag.of("div").add(Tag.of("dt", name), Tag.of("dd", value));
    }
}
