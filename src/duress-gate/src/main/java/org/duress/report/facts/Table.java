package org.duress.report.facts;

import java.util.List;

/**
 * A table of what was measured.
 *
 * @param head one heading a column
 * @param rows as many cells as there are headings in each; the first names what the row is about
 */
public record Table(List<String> head, List<List<Cell>> rows) {
    public Table {
        head = List.copyOf(head);
        rows = rows.stream().map(List::copyOf).toList();
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }
}
