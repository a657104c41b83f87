package org.duress.report.facts;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * What stands in a cell of a table: pieces of plain text, which whoever renders it escapes.
 *
 * @param lines below each other; the pieces of one with a space between them
 */
public record Cell(List<List<Piece>> lines) {
    /** What a piece of text is, so that it breaks where it may. */
    public enum Kind {
        /** Of a sentence. */
        WORDS,
        /** That somebody gave, and that may be long. */
        NAME,
        /** Numbers and their units, which stay on one line. */
        NUMBER
    }

    /** Some text of one kind. */
    public record Piece(String text, Kind kind, boolean strong) {
        /** The same, to be seen first. */
        public Piece strong(boolean so) {
            return new Piece(text, kind, so);
        }
    }

    public Cell {
        lines = lines.stream().map(List::copyOf).toList();
    }

    public static Piece words(String text) {
        return new Piece(text, Kind.WORDS, false);
    }

    public static Piece name(String text) {
        return new Piece(text, Kind.NAME, false);
    }

    public static Piece number(String text) {
        return new Piece(text, Kind.NUMBER, false);
    }

    /** One line. */
    public static Cell of(Piece... pieces) {
        return new Cell(List.of(List.of(pieces)));
    }

    /** A piece a line. */
    public static Cell lines(Piece... pieces) {
        return lines(Arrays.stream(pieces));
    }

    /** A piece a line. */
    public static Cell lines(Stream<Piece> pieces) {
        return new Cell(pieces.map(List::of).toList());
    }
}
