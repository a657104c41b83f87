package org.duress.report;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duress.base.AtomicFiles;

/**
 * A table in Markdown. Cells are Markdown too: what somebody else has named goes through {@link Markdown#text}. Where
 * rows would be longer than a line of text, the table is cut into several that have the first column in common.
 */
public final class MarkdownTable {
    /** Characters of a line, at most, where more columns than two have to share it. */
    public static final int WIDTH = 120;

    private final List<List<String>> rows = new ArrayList<>();

    /** Its head, or one more row; as many cells as the head has. */
    public void add(List<String> cells) {
        if (!rows.isEmpty() && cells.size() != rows.get(0).size()) {
            throw new IllegalArgumentException(cells.size() + " cells, and the head has " + rows.get(0));
        }
        rows.add(List.copyOf(cells));
    }

    /** Whether there is nothing, not even a head. */
    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Writes what there is by now. */
    public void write(Path out) {
        AtomicFiles.write(out, path -> Files.write(path, lines(), StandardCharsets.UTF_8));
    }

    /** The table, or the tables that it is cut into with an empty line between them. */
    public List<String> lines() {
        return parts().stream().flatMap(this::part).skip(1).toList();
    }

    /** The table as one, however long its rows are: head, rule, rows. */
    public List<String> uncut() {
        return part(IntStream.range(0, rows.get(0).size()).boxed().toList())
                .skip(1)
                .toList();
    }

    /** Some columns, below an empty line. */
    private Stream<String> part(List<Integer> columns) {
        Stream<String> head = Stream.of("", line(rows.get(0), columns), "|" + "---|".repeat(columns.size()));
        return Stream.concat(head, rows.stream().skip(1).map(cells -> line(cells, columns)));
    }

    private static String line(List<String> cells, List<Integer> columns) {
        return columns.stream().map(cells::get).collect(Collectors.joining(" | ", "| ", " |"));
    }

    /** The columns of each part; a part takes as many as fit. */
    private List<List<Integer>> parts() {
        List<List<Integer>> parts = new ArrayList<>();
        for (int column = 1; column < rows.get(0).size(); column++) {
            if (!parts.isEmpty()) {
                List<Integer> wider = new ArrayList<>(parts.get(parts.size() - 1));
                wider.add(column);
                if (width(wider) <= WIDTH) {
                    parts.set(parts.size() - 1, wider);
                    continue;
                }
            }
            parts.add(List.of(0, column));
        }
        return parts;
    }

    private int width(List<Integer> columns) {
        return rows.stream()
                        .mapToInt(cells -> columns.stream()
                                .mapToInt(column -> cells.get(column).length() + 3)
                                .sum())
                        .max()
                        .orElse(0)
                + 1;
    }
}
