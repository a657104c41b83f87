package org.duress.cli;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.duress.result.Evidence;
import org.duress.result.OrganEvidence;
import org.duress.result.Smoothness;
import org.duress.spec.AttackSpec;
import org.duress.spec.Contender;
import org.duress.spec.FieldKind;
import org.duress.spec.RobustnessSpec;
import picocli.CommandLine.Command;

/** Table 1 of Chen et al. 2019: clean images, xi from 0.5 to 3.0, and D only and V only at xi 2.0. */
@Command(
        name = "table1",
        description = "Table 1 of Chen et al. 2019 for the model and cohort of a spec.",
        mixinStandardHelpOptions = true)
final class XiTable extends EvidenceTable {
    private static final double[] XIS = {0.5, 1.0, 1.5, 2.0, 2.5, 3.0};
    private static final double ALONE = 2.0;
    private static final List<String> MEASURES = List.of(
            "p", "cross-entropy", "D: rough, steepest", "V: rough, steepest", "folded", "largest D, px", "steps");

    @Override
    List<Variant> variants(RobustnessSpec spec) {
        List<Variant> variants = new ArrayList<>();
        for (double xi : XIS) {
            variants.add(variant(spec, format("D and V, xi %.1f", xi), xi, EnumSet.allOf(FieldKind.class)));
        }
        variants.add(variant(spec, "D only, xi 2.0", ALONE, EnumSet.of(FieldKind.DEFORMATION)));
        variants.add(variant(spec, "V only, xi 2.0", ALONE, EnumSet.of(FieldKind.INTENSITY)));
        return variants;
    }

    private static Variant variant(RobustnessSpec spec, String name, double xi, Set<FieldKind> fields) {
        AttackSpec usual = spec.attack();
        AttackSpec attack =
                new AttackSpec(xi, fields, usual.steps(), usual.batch(), usual.samples(), usual.seed(), usual.vaeGan());
        return new Variant(
                name, spec.with(attack.with(EnumSet.of(Contender.VAEGAN))).named(name));
    }

    @Override
    List<List<String>> head(Evidence first) {
        return List.of(
                row("", first, OrganEvidence::name, MEASURES),
                row("clean", first, organ -> format("%.2f", 100 * organ.cleanDice()), none(MEASURES)),
                row("30 % border", first, organ -> format("%.2f", 70 * organ.cleanDice()), none(MEASURES)));
    }

    @Override
    List<List<String>> rows(Variant variant, Evidence evidence) {
        Smoothness d = evidence.fields().deformation();
        Smoothness v = evidence.fields().intensity();
        return List.of(row(
                variant.name(),
                evidence,
                organ -> format(
                        "%.2f / %.2f",
                        100 * organ.dice().warped(), 100 * organ.dice().fixed()),
                List.of(
                        format("%.3f", evidence.fields().perceptibility()),
                        format("%.2f", evidence.fields().crossEntropy()),
                        format("%.3f, %.2f", d.highFrequencyEnergy(), d.largestGradient()),
                        format("%.3f, %.3f", v.highFrequencyEnergy(), v.largestGradient()),
                        format("%.5f", evidence.fields().foldedFraction()),
                        format("%.1f", evidence.fields().largestDisplacement()),
                        format("%d", evidence.attacker().steps()))));
    }
}
