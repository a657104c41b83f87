package org.duress.cli;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.duress.base.EnumWords;
import org.duress.data.CohortSplit;
import org.duress.result.SubstituteAgreement;
import org.duress.spec.AttackSpec;
import org.duress.spec.Contender;
import org.duress.spec.RobustnessSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/**
 * How much of the white-box attack's effect is reached without gradients, on a model that has them: one row for each
 * set of contenders and number of queries a subject; the first is the white-box attack that the others are compared
 * with.
 */
@Command(
        name = "queries",
        description = "What attacks without gradients reach, against the attack that has them.",
        mixinStandardHelpOptions = true)
final class QueriesTable extends EvidenceTable {
    private static final List<String> MEASURES = List.of(
            "mean",
            "of white-box",
            "p",
            "D: rough",
            "V: rough",
            "largest D, px",
            "queries: train",
            "queries: subject",
            "agrees, clean",
            "agrees, attacked",
            "passes",
            "s");

    @Parameters(
            index = "2..*",
            arity = "1..*",
            paramLabel = "QUERIES",
            description = "Queries a subject, such as 500 2000.")
    private List<Integer> queries = List.of();

    private double whiteBox;

    /** Those without a number of queries have the last. */
    @Override
    List<Variant> variants(RobustnessSpec spec, CohortSplit split) {
        int last = queries.get(queries.size() - 1);
        List<Variant> variants = new ArrayList<>();
        variants.add(variant(spec, EnumSet.of(Contender.VAEGAN), last));
        variants.add(variant(spec, EnumSet.of(Contender.SUBSTITUTE), last));
        for (int most : queries) {
            variants.add(variant(spec, EnumSet.of(Contender.SUBSTITUTE, Contender.QUERY), most));
        }
        variants.add(variant(spec, EnumSet.of(Contender.QUERY), last));
        variants.add(variant(spec, EnumSet.of(Contender.VAEGAN, Contender.QUERY), last));
        return variants;
    }

    private static Variant variant(RobustnessSpec spec, Set<Contender> contenders, int queries) {
        String names = contenders.stream().map(EnumWords::of).collect(Collectors.joining(" + "));
        return Variant.of(
                contenders.contains(Contender.QUERY) ? names + ", " + queries : names,
                spec.with(spec.attack().with(contenders).with(AttackSpec.QUERIES, queries)));
    }

    @Override
    List<List<String>> head(Repeats first) {
        whiteBox = first.falls().meanDrop();
        return List.of(names("contenders, queries", first, MEASURES), clean("clean Dice", first, "%.3f", 1, MEASURES));
    }

    @Override
    List<List<String>> rows(Variant variant, Repeats repeats) {
        Falls falls = repeats.falls();
        return List.of(row(
                variant.name(),
                repeats,
                falls::fall,
                List.of(
                        falls.mean(),
                        format("%.0f %%", 100 * falls.meanDrop() / whiteBox),
                        format("%.3f", repeats.mean(run -> run.fields().perceptibility())),
                        format(
                                "%.3f",
                                repeats.mean(run -> run.fields().deformation().highFrequencyEnergy())),
                        format(
                                "%.3f",
                                repeats.mean(run -> run.fields().intensity().highFrequencyEnergy())),
                        format("%.1f", repeats.most(run -> run.fields().largestDisplacement())),
                        format("%.0f", repeats.mean(run -> run.queries().training())),
                        format("%.0f", repeats.most(run -> run.queries().mostPerSubject())),
                        agreement(repeats, SubstituteAgreement::clean),
                        agreement(repeats, SubstituteAgreement::attacked),
                        repeats.passes(),
                        format("%.0f", repeats.mean(run -> run.seconds().total())))));
    }

    private static String agreement(Repeats repeats, Function<SubstituteAgreement, Double> kind) {
        return range(repeats.runs().stream()
                .flatMap(run -> run.substitute().stream())
                .map(kind)
                .toList());
    }

    private static String range(List<Double> scores) {
        List<String> sorted = scores.stream()
                .filter(Double::isFinite)
                .sorted()
                .map(score -> format("%.2f", score))
                .toList();
        return sorted.isEmpty() ? "-" : sorted.get(0) + " to " + sorted.get(sorted.size() - 1);
    }
}
