package org.duress;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the own pipeline of a model's team measured of clean images, written by a script that knows nothing of Duress:
 * a CSV file with the columns {@code subject}, {@code organ}, {@code dice} and perhaps more. The subject {@code mean}
 * is the mean over the others.
 */
public record TeamsDice(List<Row> rows) {
    /** How close Duress's clean Dice must come. */
    public static final double CLOSE = 1e-3;

    /** A line of the file. */
    public record Row(String subject, String organ, List<Double> values) {}

    public TeamsDice {
        rows = List.copyOf(rows);
    }

    /** Reads a file. */
    public static TeamsDice read(Path csv) throws IOException {
        return new TeamsDice(Files.readAllLines(csv).stream()
                .skip(1)
                .map(line -> List.of(line.split(",")))
                .map(cells -> new Row(
                        cells.get(0),
                        cells.get(1),
                        cells.stream().skip(2).map(Double::valueOf).toList()))
                .toList());
    }

    /** Subjects, the mean aside. */
    public List<String> subjects() {
        return rows.stream()
                .map(Row::subject)
                .distinct()
                .filter(subject -> !subject.equals("mean"))
                .toList();
    }

    /** Organs, in the file's order. */
    public List<String> organs() {
        return rows.stream().map(Row::organ).distinct().toList();
    }

    /** Dice of an organ in a subject, or the {@code mean}. */
    public double of(String subject, String organ) {
        return row(subject, organ).values().get(0);
    }

    /** What the file has in the column behind the Dice. */
    public double beside(String subject, String organ) {
        return row(subject, organ).values().get(1);
    }

    private Row row(String subject, String organ) {
        return rows.stream()
                .filter(row -> row.subject().equals(subject) && row.organ().equals(organ))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no Dice of " + organ + " in " + subject));
    }
}
