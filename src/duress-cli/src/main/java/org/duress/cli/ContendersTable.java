package org.duress.cli;

import java.util.ArrayList;
import java.util.List;
import org.duress.base.EnumWords;
import org.duress.result.ContenderEvidence;
import org.duress.result.Evidence;
import org.duress.result.Interval;
import org.duress.result.OrganEvidence;
import org.duress.spec.RobustnessSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Which attack hurts which organ at equal perceptibility: a block of rows for each p of the budget, every contender
 * alone, and the worst over all. Attackers in the store serve every p.
 */
@Command(
        name = "contenders",
        description = "What each contender takes from each organ, alone, at each perceptibility of the budget.",
        mixinStandardHelpOptions = true)
final class ContendersTable extends EvidenceTable {
    @Parameters(index = "2..*", arity = "1..*", paramLabel = "P", description = "Perceptibilities, such as 0.1 0.05.")
    private List<Double> budgets = List.of();

    @Override
    List<Variant> variants(RobustnessSpec spec) {
        return budgets.stream()
                .map(p -> new Variant(p.toString(), spec.with(spec.budget().withPerceptibility(p))))
                .toList();
    }

    @Override
    List<String> head(Evidence first) {
        String names = row("budget p | contender", first, OrganEvidence::name, " mean | p spent | unrealistic |");
        return List.of(
                names, rule(names), row("- | clean Dice", first, organ -> format("%.3f", organ.cleanDice()), none(3)));
    }

    @Override
    List<String> rows(Variant variant, Evidence evidence) {
        List<String> rows = new ArrayList<>();
        for (ContenderEvidence contender : evidence.strength().contenders()) {
            StringBuilder row = new StringBuilder(
                    "| " + variant.name() + " | " + EnumWords.of(contender.contender()) + " |");
            contender
                    .organs()
                    .forEach(organ -> row.append(" " + fall(organ.relativeDrop(), organ.dropInterval()) + " |"));
            rows.add(row.append(format(
                            " -%.1f %% | %.3f | %d of %d |",
                            100 * contender.meanDrop(),
                            contender.perceptibility(),
                            contender.unrealistic(),
                            contender.tried()))
                    .toString());
        }
        rows.add(row(
                variant.name() + " | all, worst a slice",
                evidence,
                organ -> fall(organ.relativeDrop(), organ.dropInterval()),
                format(
                        " -%.1f %% | %.3f | %d of %d |",
                        100 * meanDrop(evidence),
                        evidence.perceptibility(),
                        evidence.realism().unrealistic(),
                        evidence.realism().judged())));
        return rows;
    }

    private static String fall(double drop, Interval interval) {
        return Double.isNaN(interval.low())
                ? format("-%.1f %%", 100 * drop)
                : format("-%.1f %% [%.1f, %.1f]", 100 * drop, 100 * interval.low(), 100 * interval.high());
    }
}
