package org.duress.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.duress.Progress;
import org.duress.base.AtomicFiles;
import org.duress.base.EnumWords;
import org.duress.gate.FoundAttacks;
import org.duress.gate.TransferTarget;
import org.duress.metric.Bootstrap;
import org.duress.metric.Bootstrap.Scores;
import org.duress.report.Markdown;
import org.duress.report.MarkdownTable;

/**
 * What attacks that were found on one model do to others: the model that was attacked in rows, the model that is judged
 * in columns. A cell is the mean over organs of the relative fall of the Dice, with its interval of the bootstrap over
 * gate subjects; on the diagonal each model stands against the attack on itself.
 */
final class TransferMatrix {
    private static final String HEAD = "attacks found on";
    private static final long SEED = 1;

    private final List<FoundAttacks> sources;
    private final List<Column> columns = new ArrayList<>();

    /**
     * What was judged on one model.
     *
     * @param cells in the order of the sources
     */
    private record Column(String name, String fingerprint, List<TransferTarget.Scores> cells) {
        Falls falls(int source) {
            TransferTarget.Scores scores = cells.get(source);
            return new Falls(
                    IntStream.range(0, scores.organs().size())
                            .mapToObj(organ -> new Scores(
                                    values(scores.clean().get(organ)),
                                    new double[][] {values(scores.attacked().get(organ))}))
                            .toList(),
                    SEED);
        }

        private static double[] values(List<Double> values) {
            return values.stream().mapToDouble(Double::doubleValue).toArray();
        }
    }

    TransferMatrix(List<FoundAttacks> sources) {
        this.sources = List.copyOf(sources);
    }

    /** Judges all that was found on one more model. */
    void judge(TransferTarget target, Progress listener) {
        columns.add(new Column(
                target.name(),
                target.fingerprint(),
                sources.stream().map(found -> target.judge(found, listener)).toList()));
    }

    /** The file beside the Markdown. */
    static Path json(Path markdown) {
        String name = String.valueOf(markdown.getFileName());
        return markdown.resolveSibling(name.substring(0, name.length() - ".md".length()) + ".json");
    }

    /** Writes the Markdown, and the same numbers as JSON. */
    void write(Path out) {
        String json = json().toPrettyString() + System.lineSeparator();
        AtomicFiles.write(json(out), file -> Files.writeString(file, json));
        AtomicFiles.write(out, file -> Files.write(file, lines()));
    }

    List<String> lines() {
        List<String> organs = columns.get(0).cells().get(0).organs();
        List<String> subjects = columns.get(0).cells().get(0).subjects();
        List<String> lines = new ArrayList<>(List.of(
                "# Transfer of attacks",
                "",
                "Rows: the model that the attacks were found on. Columns: the model that is judged under them, with",
                "nothing searched on it. A cell has the relative change of the Dice, the mean over organs, and in",
                "brackets the interval of the fall (95 %, a bootstrap over " + subjects.size()
                        + " gate subjects); for each slice and",
                "organ the image is the one that was worst where it was found. On the diagonal a model stands",
                "against the attack on itself.",
                ""));
        lines.addAll(table(Falls::mean));
        for (int o = 0; o < organs.size(); o++) {
            int organ = o;
            lines.addAll(List.of("", "## " + Markdown.text(organs.get(o)), ""));
            lines.addAll(table(falls -> falls.fall(organ)));
        }
        lines.addAll(List.of("", "## Clean Dice, in percent", ""));
        lines.addAll(clean(organs));
        lines.addAll(List.of("", "## What attacked", ""));
        MarkdownTable attacks = new MarkdownTable();
        attacks.add(List.of("model", "contenders", "mean p"));
        for (FoundAttacks found : sources) {
            attacks.add(List.of(
                    Markdown.text(found.name()),
                    EnumWords.list(found.contenders()),
                    EvidenceTable.format("%.4f", found.perceptibility())));
        }
        lines.addAll(attacks.lines());
        return lines;
    }

    private List<String> table(Function<Falls, String> cell) {
        MarkdownTable table = new MarkdownTable();
        List<String> head = new ArrayList<>(List.of(HEAD));
        columns.forEach(column -> head.add("on " + Markdown.text(column.name())));
        table.add(head);
        for (int s = 0; s < sources.size(); s++) {
            int source = s;
            List<String> row =
                    new ArrayList<>(List.of(Markdown.text(sources.get(s).name())));
            columns.forEach(column -> row.add(marked(cell.apply(column.falls(source)), source, column)));
            table.add(row);
        }
        return table.lines();
    }

    /** The diagonal is bold. */
    private String marked(String cell, int source, Column column) {
        return columns.indexOf(column) == source ? "**" + cell + "**" : cell;
    }

    private List<String> clean(List<String> organs) {
        MarkdownTable table = new MarkdownTable();
        List<String> head = new ArrayList<>(List.of("model"));
        organs.forEach(organ -> head.add(Markdown.text(organ)));
        table.add(head);
        for (Column column : columns) {
            List<String> row = new ArrayList<>(List.of(Markdown.text(column.name())));
            column.falls(0).organs().forEach(scores -> row.add(EvidenceTable.format("%.2f", 100 * mean(scores))));
            table.add(row);
        }
        return table.lines();
    }

    private static double mean(Scores scores) {
        return IntStream.range(0, scores.clean().length)
                .mapToDouble(i -> scores.clean()[i])
                .filter(dice -> !Double.isNaN(dice))
                .average()
                .orElse(Double.NaN);
    }

    private ObjectNode json() {
        ObjectNode root = new JsonMapper().createObjectNode();
        TransferTarget.Scores any = columns.get(0).cells().get(0);
        any.subjects().forEach(root.putArray("gateSubjects")::add);
        ArrayNode models = root.putArray("models");
        for (int m = 0; m < sources.size(); m++) {
            FoundAttacks found = sources.get(m);
            ObjectNode model = models.addObject()
                    .put("spec", found.name())
                    .put("modelFingerprint", columns.get(m).fingerprint())
                    .put("perceptibility", found.perceptibility());
            found.contenders()
                    .forEach(contender -> model.withArray("contenders").add(EnumWords.of(contender)));
        }
        ArrayNode cells = root.putArray("cells");
        for (int s = 0; s < sources.size(); s++) {
            for (Column column : columns) {
                Falls falls = column.falls(s);
                ObjectNode cell = cells.addObject()
                        .put("attacked", sources.get(s).name())
                        .put("judged", column.name())
                        .put("meanDrop", falls.meanDrop());
                put(cell, Bootstrap.meanDrop(falls.organs(), falls.seed()));
                ArrayNode organs = cell.putArray("organs");
                for (int organ = 0; organ < any.organs().size(); organ++) {
                    Scores scores = falls.organs().get(organ);
                    ObjectNode one = organs.addObject()
                            .put("organ", any.organs().get(organ))
                            .put("cleanDice", mean(scores))
                            .put("attackedDice", scores.meanAttacked())
                            .put("relativeDrop", scores.drop());
                    put(one, Bootstrap.of(scores, falls.seed()).drop());
                }
            }
        }
        return root;
    }

    /** Without an interval null. */
    private static void put(ObjectNode node, Bootstrap.Bounds bounds) {
        ArrayNode interval = node.putArray("interval");
        if (Double.isNaN(bounds.low())) {
            node.putNull("interval");
        } else {
            interval.add(bounds.low()).add(bounds.high());
        }
    }
}
