package org.duress.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.duress.base.AtomicFiles;
import org.duress.base.EnumWords;
import org.duress.metric.Bootstrap.Scores;
import org.duress.report.MarkdownTable;
import org.duress.spec.Contender;
import org.duress.spec.ShiftKind;

/**
 * A model before and after it was hardened, each under attackers that were trained anew against it: what is left of
 * clean and attacked images, at several budgets, and which contenders do what.
 *
 * @param budgets in rising order; at least one
 * @param seen contenders that the network was trained against; empty where nobody knows
 */
record Comparison(List<At> budgets, Set<Contender> seen) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /** They begin where others ended. */
    private static final Set<Contender> FROM_OTHERS = Set.of(Contender.QUERY, Contender.UNIVERSAL);

    /** A model under its own attackers, at one p. */
    record At(double perceptibility, Repeats before, Repeats after) {
        private Compared of(String what, Compared.Measure number, Falls old, Falls fresh) {
            return Compared.of(
                    what,
                    number,
                    old.organs(),
                    fresh.organs(),
                    before.spec().attack().seed());
        }

        private Compared of(String what, Compared.Measure number) {
            return of(what, number, before.falls(), after.falls());
        }

        private Compared of(Contender contender, String what) {
            return of(what, Compared.Measure.FALL, before.falls(contender), after.falls(contender));
        }

        /** What natural shifts leave: the mean over shifts and organs, and that under the worst shift of each model. */
        private List<Compared> shifts() {
            int severity = before.first().shifts().curves().get(0).severity();
            ShiftKind old = before.worstShift();
            ShiftKind fresh = after.worstShift();
            String worst =
                    old == fresh ? EnumWords.of(old) : EnumWords.of(old) + " before, " + EnumWords.of(fresh) + " after";
            return List.of(
                    Compared.of(
                            "Dice under shifts, severity " + severity,
                            Compared.Measure.ATTACKED,
                            under(before),
                            under(after),
                            before.spec().attack().seed()),
                    of(
                            "Dice under the worst shift, severity " + severity + " (" + worst + ")",
                            Compared.Measure.ATTACKED,
                            before.falls(old),
                            after.falls(fresh)));
        }

        /** Each organ under each shift. */
        private static List<Scores> under(Repeats model) {
            return model.shifts().stream()
                    .flatMap(shift -> model.falls(shift).organs().stream())
                    .toList();
        }

        /** The fall of one organ. */
        private Compared of(int organ) {
            String name = before.organs().get(organ).name();
            return Compared.of(
                    "fall of " + name,
                    Compared.Measure.FALL,
                    List.of(before.falls().organs().get(organ)),
                    List.of(after.falls().organs().get(organ)),
                    before.spec().attack().seed());
        }
    }

    Comparison {
        budgets = List.copyOf(budgets);
        seen = seen.isEmpty() ? Set.of() : EnumSet.copyOf(seen);
    }

    /**
     * Means over organs, the falls of each organ at the spec's budget, what natural shifts leave, and the falls of each
     * contender alone.
     */
    private List<Compared> rows(At own) {
        List<Compared> rows = new ArrayList<>();
        rows.add(own.of("clean Dice", Compared.Measure.CLEAN));
        for (At at : budgets) {
            rows.add(at.of("attacked Dice, p " + at.perceptibility(), Compared.Measure.ATTACKED));
        }
        for (At at : budgets) {
            rows.add(at.of("fall, p " + at.perceptibility(), Compared.Measure.FALL));
        }
        for (int organ = 0; organ < own.before().organs().size(); organ++) {
            rows.add(own.of(organ));
        }
        if (!own.before().shifts().isEmpty()) {
            rows.addAll(own.shifts());
        }
        for (Contender contender : own.after().contenders()) {
            rows.add(own.of(contender, "fall by " + EnumWords.of(contender) + " alone" + known(contender)));
        }
        return rows;
    }

    /** A contender that goes on from what others found is as much of these as of its own. */
    private String known(Contender contender) {
        if (seen.isEmpty() || contender == Contender.RANDOM) {
            return "";
        }
        return seen.contains(contender)
                ? ", trained against"
                : FROM_OTHERS.contains(contender) ? ", from others' finds" : ", unseen";
    }

    /** The rows at the spec's own budget, which is one of {@link #budgets}. */
    List<Compared> rows(double perceptibility) {
        return rows(budgets.stream()
                .filter(at -> at.perceptibility() == perceptibility)
                .findFirst()
                .orElse(budgets.get(budgets.size() - 1)));
    }

    /**
     * Writes {@code comparison.md} and {@code comparison.json}.
     *
     * @param perceptibility of the spec
     * @param cost of the training, in sentences
     */
    void write(Path folder, double perceptibility, List<String> cost) {
        List<Compared> rows = rows(perceptibility);
        MarkdownTable table = new MarkdownTable();
        table.add(List.of("mean over organs, p " + perceptibility, "before", "after", "difference"));
        for (Compared row : rows) {
            List<String> cells = new ArrayList<>(List.of(row.what()));
            cells.addAll(row.cells());
            table.add(cells);
        }
        List<String> lines = new ArrayList<>(table.lines());
        lines.add("");
        cost.forEach(sentence -> lines.add("- " + sentence));
        AtomicFiles.write(folder.resolve("comparison.md"), path -> Files.write(path, lines, StandardCharsets.UTF_8));
        String json = json(rows, cost).toPrettyString() + "\n";
        AtomicFiles.write(
                folder.resolve("comparison.json"), path -> Files.writeString(path, json, StandardCharsets.UTF_8));
        lines.forEach(System.out::println);
    }

    private static ObjectNode json(List<Compared> rows, List<String> cost) {
        ObjectNode json = MAPPER.createObjectNode();
        ArrayNode all = json.putArray("compared");
        for (Compared row : rows) {
            ObjectNode one = all.addObject();
            one.put("what", row.what());
            one.put("before", row.before());
            one.put("after", row.after());
            one.put("difference", row.after() - row.before());
            ArrayNode interval = one.putArray("interval95");
            if (!Double.isNaN(row.difference().low())) {
                interval.add(row.difference().low()).add(row.difference().high());
            }
        }
        ArrayNode sentences = json.putArray("cost");
        cost.forEach(sentences::add);
        return json;
    }
}
