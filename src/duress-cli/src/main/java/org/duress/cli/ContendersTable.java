package org.duress.cli;

import java.util.ArrayList;
import java.util.List;
import org.duress.base.EnumWords;
import org.duress.data.CohortSplit;
import org.duress.result.ContenderEvidence;
import org.duress.result.TrialCounts;
import org.duress.spec.Contender;
import org.duress.spec.RobustnessSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * Which attack hurts which organ at equal perceptibility, and at what cost: a block of rows for each p of the budget,
 * every contender alone, and the worst over all. Attackers in the store serve every p.
 */
@Command(
        name = "contenders",
        description = "What each contender takes from each organ, alone, at each perceptibility of the budget. passes:"
                + " of the model a slice, forward and backward, to search + to judge; s: seconds of both, all slices.",
        mixinStandardHelpOptions = true)
final class ContendersTable extends EvidenceTable {
    private static final List<String> MEASURES = List.of("mean", "p spent", "unrealistic", "passes", "s");

    @Parameters(index = "2..*", arity = "1..*", paramLabel = "P", description = "Perceptibilities, such as 0.1 0.05.")
    private List<Double> budgets = List.of();

    @Override
    List<Variant> variants(RobustnessSpec spec, CohortSplit split) {
        return budgets.stream()
                .map(p -> Variant.of(p.toString(), spec.with(spec.budget().withPerceptibility(p))))
                .toList();
    }

    @Override
    List<List<String>> head(Repeats first) {
        return List.of(names("contender, budget p", first, MEASURES), clean("clean Dice", first, "%.3f", 1, MEASURES));
    }

    @Override
    List<List<String>> rows(Variant variant, Repeats repeats) {
        List<List<String>> rows = new ArrayList<>();
        for (Contender contender : repeats.contenders()) {
            Falls falls = repeats.falls(contender);
            rows.add(row(
                    EnumWords.of(contender) + ", " + variant.name(),
                    repeats,
                    falls::fall,
                    List.of(
                            falls.mean(),
                            format("%.3f", repeats.mean(contender, ContenderEvidence::perceptibility)),
                            unrealistic(repeats.trials(contender)),
                            repeats.passes(contender),
                            format("%.1f", repeats.seconds(contender)))));
        }
        Falls worst = repeats.falls();
        rows.add(row(
                "worst a slice, " + variant.name(),
                repeats,
                worst::fall,
                List.of(
                        worst.mean(),
                        format("%.3f", repeats.mean(run -> run.fields().perceptibility())),
                        unrealistic(repeats.trials()),
                        repeats.passes(),
                        format("%.1f", repeats.mean(run -> run.seconds().attack())))));
        return rows;
    }

    private static String unrealistic(TrialCounts trials) {
        return trials.unrealistic() + " of " + trials.tried();
    }
}
