package org.duress.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.duress.DuressException;
import org.duress.base.AtomicFiles;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.gate.GateOutcome;
import org.duress.gate.RobustnessGate;
import org.duress.model.Models;
import org.duress.model.SegmentationModel;
import org.duress.result.Evidence;
import org.duress.result.OrganEvidence;
import org.duress.spec.AttackSpec;
import org.duress.spec.Contender;
import org.duress.spec.FieldKind;
import org.duress.spec.PropertyLayer;
import org.duress.spec.PropertyLayers;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.SpecFiles;

/**
 * Reproduces the shape of table 1 of Chen et al. 2019 for the model and cohort of a spec: {@code Table1 SPEC OUT.md}.
 * One row each for the clean images, xi from 0.5 to 3.0, and D only and V only at xi 2.0. The table is written anew
 * after each row; attackers are kept in the store, so that a killed run goes on where it was.
 */
public final class Table1 {
    private static final double[] XIS = {0.5, 1.0, 1.5, 2.0, 2.5, 3.0};
    private static final double ALONE = 2.0;

    private Table1() {}

    private record Row(String name, double xi, Set<FieldKind> fields) {}

    /** The command. */
    public static void main(String[] arguments) {
        Command.run(() -> {
            if (arguments.length != 2) {
                throw new DuressException("usage: Table1 SPEC OUT.md");
            }
            run(Path.of(arguments[0]), Path.of(arguments[1]));
        });
    }

    private static void run(Path file, Path out) {
        PropertyLayers properties = PropertyLayers.of(PropertyLayer.system());
        RobustnessSpec spec = SpecFiles.read(file, properties);
        Cohort cohort = Cohorts.open(spec.cohort());
        RobustnessGate gate = new RobustnessGate(properties.store());
        List<Row> rows = new ArrayList<>();
        for (double xi : XIS) {
            rows.add(new Row(String.format(Locale.ROOT, "D and V, xi %.1f", xi), xi, EnumSet.allOf(FieldKind.class)));
        }
        rows.add(new Row("D only, xi 2.0", ALONE, EnumSet.of(FieldKind.DEFORMATION)));
        rows.add(new Row("V only, xi 2.0", ALONE, EnumSet.of(FieldKind.INTENSITY)));
        List<String> lines = new ArrayList<>();
        try (SegmentationModel model = Models.open(spec.model())) {
            for (Row row : rows) {
                System.out.println(row.name());
                AttackSpec attack = new AttackSpec(
                        row.xi(),
                        row.fields(),
                        spec.attack().steps(),
                        spec.attack().batch(),
                        spec.attack().samples(),
                        spec.attack().seed(),
                        spec.attack().vaeGan());
                RobustnessSpec one =
                        spec.with(attack.with(EnumSet.of(Contender.VAEGAN))).named(row.name());
                GateOutcome outcome = gate.run(one, model, cohort, new GateLines());
                Evidence evidence = outcome.result().evidence();
                if (lines.isEmpty()) {
                    lines.addAll(head(evidence));
                }
                lines.add(line(row, evidence));
                System.out.println(lines.get(lines.size() - 1));
                AtomicFiles.write(out, path -> Files.write(path, lines, StandardCharsets.UTF_8));
            }
        }
    }

    private static List<String> head(Evidence evidence) {
        StringBuilder head = new StringBuilder("| |");
        StringBuilder rule = new StringBuilder("|---|");
        StringBuilder clean = new StringBuilder("| clean |");
        StringBuilder border = new StringBuilder("| 30 % border |");
        for (OrganEvidence organ : evidence.organs()) {
            head.append(' ').append(organ.name()).append(" |");
            rule.append("---|");
            clean.append(String.format(Locale.ROOT, " %.2f |", 100 * organ.cleanDice()));
            border.append(String.format(Locale.ROOT, " %.2f |", 70 * organ.cleanDice()));
        }
        head.append(
                " p | cross-entropy | D: rough, steepest | V: rough, steepest | folded | largest displacement, px | steps |");
        rule.append("---|".repeat(7));
        clean.append(" - |".repeat(7));
        border.append(" - |".repeat(7));
        return List.of(head.toString(), rule.toString(), clean.toString(), border.toString());
    }

    private static String line(Row row, Evidence evidence) {
        StringBuilder line = new StringBuilder("| " + row.name() + " |");
        for (OrganEvidence organ : evidence.organs()) {
            line.append(String.format(
                    Locale.ROOT, " %.2f / %.2f |", 100 * organ.attackedDiceWarped(), 100 * organ.attackedDiceFixed()));
        }
        return line.append(String.format(
                        Locale.ROOT,
                        " %.3f | %.2f | %.3f, %.2f | %.3f, %.3f | %.5f | %.1f | %d |",
                        evidence.perceptibility(),
                        evidence.crossEntropy(),
                        evidence.deformation().highFrequencyEnergy(),
                        evidence.deformation().largestGradient(),
                        evidence.intensity().highFrequencyEnergy(),
                        evidence.intensity().largestGradient(),
                        evidence.foldedFraction(),
                        evidence.largestDisplacement(),
                        evidence.attackerSteps()))
                .toString();
    }
}
