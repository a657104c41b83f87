package org.duress.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.duress.DuressException;
import org.duress.base.AtomicFiles;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.gate.RobustnessGate;
import org.duress.model.Models;
import org.duress.model.SegmentationModel;
import org.duress.result.Evidence;
import org.duress.result.OrganEvidence;
import org.duress.result.SubstituteAgreement;
import org.duress.spec.Contender;
import org.duress.spec.PropertyLayer;
import org.duress.spec.PropertyLayers;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.SpecFiles;

/**
 * Measures how much of the white-box attack's effect is reached without gradients, on a model that has them:
 * {@code BlackBox SPEC OUT.md QUERIES...}. One row for each set of contenders and number of queries a subject; the
 * first is the white-box attack that the others are compared with. The table is written anew after each row; what is
 * trained is kept in the store, so that a killed run goes on where it was.
 */
public final class BlackBox {
    private BlackBox() {}

    private record Row(Set<Contender> contenders, int queries) {
        @Override
        public String toString() {
            String names = contenders.stream()
                    .map(contender -> contender.name().toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining(" + "));
            return contenders.contains(Contender.QUERY) ? names + ", " + queries : names;
        }
    }

    /** The command. */
    public static void main(String[] arguments) {
        Command.run(() -> {
            if (arguments.length < 3) {
                throw new DuressException("usage: BlackBox SPEC OUT.md QUERIES...");
            }
            run(Path.of(arguments[0]), Path.of(arguments[1]), queries(arguments));
        });
    }

    private static List<Integer> queries(String[] arguments) {
        List<Integer> queries = new ArrayList<>();
        for (String argument : List.of(arguments).subList(2, arguments.length)) {
            try {
                queries.add(Integer.valueOf(argument));
            } catch (NumberFormatException e) {
                throw new DuressException("'" + argument + "' is no number of queries a subject, such as 2000", e);
            }
        }
        return queries;
    }

    /** Those without a number of queries have the last. */
    private static List<Row> rows(List<Integer> queries) {
        int last = queries.get(queries.size() - 1);
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(EnumSet.of(Contender.VAEGAN), last));
        rows.add(new Row(EnumSet.of(Contender.SUBSTITUTE), last));
        for (int most : queries) {
            rows.add(new Row(EnumSet.of(Contender.SUBSTITUTE, Contender.QUERY), most));
        }
        rows.add(new Row(EnumSet.of(Contender.QUERY), last));
        rows.add(new Row(EnumSet.of(Contender.VAEGAN, Contender.QUERY), last));
        return rows;
    }

    private static void run(Path file, Path out, List<Integer> queries) {
        PropertyLayers properties = PropertyLayers.of(PropertyLayer.system());
        RobustnessSpec spec = SpecFiles.read(file, properties);
        Cohort cohort = Cohorts.open(spec.cohort());
        RobustnessGate gate = new RobustnessGate(properties.store());
        List<String> lines = new ArrayList<>();
        double whiteBox = 0;
        try (SegmentationModel model = Models.open(spec.model())) {
            for (Row row : rows(queries)) {
                System.out.println(row);
                RobustnessSpec one =
                        spec.with(spec.attack().with(row.contenders()).withQueries(row.queries()));
                Evidence evidence =
                        gate.run(one, model, cohort, new GateLines()).result().evidence();
                if (lines.isEmpty()) {
                    lines.addAll(head(evidence));
                    whiteBox = fall(evidence);
                }
                lines.add(line(row, evidence, whiteBox));
                System.out.println(lines.get(lines.size() - 1));
                AtomicFiles.write(out, path -> Files.write(path, lines, StandardCharsets.UTF_8));
            }
        }
    }

    private static double fall(Evidence evidence) {
        return evidence.organs().stream()
                .mapToDouble(OrganEvidence::relativeDrop)
                .average()
                .orElse(0);
    }

    private static List<String> head(Evidence evidence) {
        StringBuilder head = new StringBuilder("| contenders, queries |");
        StringBuilder rule = new StringBuilder("|---|");
        StringBuilder clean = new StringBuilder("| clean Dice |");
        for (OrganEvidence organ : evidence.organs()) {
            head.append(' ').append(organ.name()).append(" |");
            rule.append("---|");
            clean.append(String.format(Locale.ROOT, " %.3f |", organ.cleanDice()));
        }
        head.append(" mean | of white-box | p | D: rough | V: rough | largest displacement, px | queries to train |"
                + " most queries, one subject | agreement, clean | agreement, attacked | s |");
        rule.append("---|".repeat(11));
        clean.append(" - |".repeat(11));
        return List.of(head.toString(), rule.toString(), clean.toString());
    }

    private static String line(Row row, Evidence evidence, double whiteBox) {
        StringBuilder line = new StringBuilder("| ").append(row).append(" |");
        for (OrganEvidence organ : evidence.organs()) {
            line.append(String.format(Locale.ROOT, " -%.0f %% |", 100 * organ.relativeDrop()));
        }
        return line.append(String.format(
                        Locale.ROOT,
                        " -%.0f %% | %.0f %% | %.3f | %.3f | %.3f | %.1f | %d | %d | %s | %s | %.0f |",
                        100 * fall(evidence),
                        100 * fall(evidence) / whiteBox,
                        evidence.perceptibility(),
                        evidence.deformation().highFrequencyEnergy(),
                        evidence.intensity().highFrequencyEnergy(),
                        evidence.largestDisplacement(),
                        evidence.queries().training(),
                        evidence.queries().mostPerSubject(),
                        range(evidence.substitute().stream()
                                .map(SubstituteAgreement::clean)
                                .toList()),
                        range(evidence.substitute().stream()
                                .map(SubstituteAgreement::attacked)
                                .toList()),
                        evidence.totalSeconds()))
                .toString();
    }

    private static String range(List<Double> scores) {
        return scores.stream()
                .filter(Double::isFinite)
                .sorted()
                .map(score -> String.format(Locale.ROOT, "%.2f", score))
                .collect(Collectors.collectingAndThen(
                        Collectors.toList(),
                        all -> all.isEmpty() ? "-" : all.get(0) + " to " + all.get(all.size() - 1)));
    }
}
