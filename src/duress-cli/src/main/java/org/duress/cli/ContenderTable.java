package org.duress.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.duress.DuressException;
import org.duress.base.AtomicFiles;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.gate.RobustnessGate;
import org.duress.model.Models;
import org.duress.model.SegmentationModel;
import org.duress.result.ContenderDice;
import org.duress.result.ContenderEvidence;
import org.duress.result.Evidence;
import org.duress.result.Interval;
import org.duress.result.OrganEvidence;
import org.duress.spec.PropertyLayer;
import org.duress.spec.PropertyLayers;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.SpecFiles;

/**
 * Which attack hurts which organ at equal perceptibility: {@code ContenderTable SPEC OUT.md P...}. One block of rows
 * for each p of the budget: every contender alone, and the worst over all. The table is written anew after each block;
 * attackers are kept in the store and serve every p.
 */
public final class ContenderTable {
    private ContenderTable() {}

    /** The command. */
    public static void main(String[] arguments) {
        Command.run(() -> {
            if (arguments.length < 3) {
                throw new DuressException("usage: ContenderTable SPEC OUT.md P...");
            }
            double[] budgets = Arrays.stream(arguments, 2, arguments.length)
                    .mapToDouble(ContenderTable::budget)
                    .toArray();
            run(Path.of(arguments[0]), Path.of(arguments[1]), budgets);
        });
    }

    private static double budget(String argument) {
        try {
            return Double.parseDouble(argument);
        } catch (NumberFormatException e) {
            throw new DuressException("'" + argument + "' is no perceptibility, such as 0.1", e);
        }
    }

    private static void run(Path file, Path out, double[] budgets) {
        PropertyLayers properties = PropertyLayers.of(PropertyLayer.system());
        RobustnessSpec spec = SpecFiles.read(file, properties);
        Cohort cohort = Cohorts.open(spec.cohort());
        RobustnessGate gate = new RobustnessGate(properties.store());
        List<String> lines = new ArrayList<>();
        try (SegmentationModel model = Models.open(spec.model())) {
            for (double p : budgets) {
                RobustnessSpec one = spec.with(spec.budget().withPerceptibility(p));
                Evidence evidence =
                        gate.run(one, model, cohort, new GateLines()).result().evidence();
                if (lines.isEmpty()) {
                    lines.addAll(head(evidence));
                }
                lines.addAll(block(p, evidence));
                lines.forEach(System.out::println);
                AtomicFiles.write(out, path -> Files.write(path, lines, StandardCharsets.UTF_8));
            }
        }
    }

    private static List<String> head(Evidence evidence) {
        StringBuilder head = new StringBuilder("| budget p | contender |");
        StringBuilder rule = new StringBuilder("|---|---|");
        StringBuilder clean = new StringBuilder("| - | clean Dice |");
        for (OrganEvidence organ : evidence.organs()) {
            head.append(' ').append(organ.name()).append(" |");
            rule.append("---|");
            clean.append(String.format(Locale.ROOT, " %.3f |", organ.cleanDice()));
        }
        head.append(" mean | p spent | unrealistic |");
        return List.of(head.toString(), rule + "---|---|---|", clean + " - | - | - |");
    }

    private static List<String> block(double p, Evidence evidence) {
        List<String> lines = new ArrayList<>();
        for (ContenderEvidence contender : evidence.strength().contenders()) {
            StringBuilder line = new StringBuilder(String.format(
                    Locale.ROOT, "| %s | %s |", p, contender.contender().name().toLowerCase(Locale.ROOT)));
            for (ContenderDice organ : contender.organs()) {
                line.append(fall(organ.relativeDrop(), organ.dropInterval()));
            }
            lines.add(line.append(String.format(
                            Locale.ROOT,
                            " -%.1f %% | %.3f | %d of %d |",
                            100 * contender.meanDrop(),
                            contender.perceptibility(),
                            contender.unrealistic(),
                            contender.tried()))
                    .toString());
        }
        StringBuilder all = new StringBuilder("| " + p + " | all, worst a slice |");
        for (OrganEvidence organ : evidence.organs()) {
            all.append(fall(organ.relativeDrop(), organ.dropInterval()));
        }
        double mean = evidence.organs().stream()
                .mapToDouble(OrganEvidence::relativeDrop)
                .average()
                .orElse(0);
        lines.add(all.append(String.format(
                        Locale.ROOT,
                        " -%.1f %% | %.3f | %d of %d |",
                        100 * mean,
                        evidence.perceptibility(),
                        evidence.realism().unrealistic(),
                        evidence.realism().judged()))
                .toString());
        return lines;
    }

    private static String fall(double drop, Interval interval) {
        return Double.isNaN(interval.low())
                ? String.format(Locale.ROOT, " -%.1f %% |", 100 * drop)
                : String.format(
                        Locale.ROOT,
                        " -%.1f %% [%.1f, %.1f] |",
                        100 * drop,
                        100 * interval.low(),
                        100 * interval.high());
    }
}
