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
    private static final List<String> MEASURES = List.of("mean", "p spent", "unrealistic");

    @Parameters(index = "2..*", arity = "1..*", paramLabel = "P", description = "Perceptibilities, such as 0.1 0.05.")
    private List<Double> budgets = List.of();

    @Override
    List<Variant> variants(RobustnessSpec spec) {
        return budgets.stream()
                .map(p -> new Variant(p.toString(), spec.with(spec.budget().withPerceptibility(p))))
                .toList();
    }

    @Override
    List<List<String>> head(Evidence first) {
        return List.of(
                row("contender, budget p", first, OrganEvidence::name, MEASURES),
                row("clean Dice", first, organ -> format("%.3f", organ.cleanDice()), none(MEASURES)));
    }

    @Override
    List<List<String>> rows(Variant variant, Evidence evidence) {
        List<List<String>> rows = new ArrayList<>();
        for (ContenderEvidence contender : evidence.strength().contenders()) {
            List<String> row = new ArrayList<>(List.of(EnumWords.of(contender.contender()) + ", " + variant.name()));
            contender.organs().forEach(organ -> row.add(fall(organ.relativeDrop(), organ.dropInterval())));
            row.addAll(measures(
                    contender.meanDrop(),
                    contender.perceptibility(),
                    contender.trials().unrealistic(),
                    contender.trials().tried()));
            rows.add(row);
        }
        rows.add(row(
                "worst a slice, " + variant.name(),
                evidence,
                organ -> fall(organ.relativeDrop(), organ.dice().dropInterval()),
                measures(
                        meanDrop(evidence),
                        evidence.fields().perceptibility(),
                        evidence.realism().trials().unrealistic(),
                        evidence.realism().trials().tried())));
        return rows;
    }

    private static List<String> measures(double drop, double spent, int unrealistic, int tried) {
        return List.of(format("-%.1f %%", 100 * drop), format("%.3f", spent), unrealistic + " of " + tried);
    }

    private static String fall(double drop, Interval interval) {
        return Double.isNaN(interval.low())
                ? format("-%.1f %%", 100 * drop)
                : format("-%.1f %% [%.1f, %.1f]", 100 * drop, 100 * interval.low(), 100 * interval.high());
    }
}
