package org.duress.cli;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.data.CohortSplit;
import org.duress.data.Subject;
import org.duress.result.ContenderEvidence;
import org.duress.spec.AttackSpec;
import org.duress.spec.CohortSpec.SubjectSelection.Named;
import org.duress.spec.Contender;
import org.duress.spec.RobustnessSpec;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What the trained attacker alone takes when it is trained on fewer subjects, or for fewer steps. Under each attack
 * seed it is trained on other subjects of the spec, as far as there are enough: under the first on the first so many,
 * under the second on those after them, from the beginning again where they end.
 */
@Command(
        name = "training",
        description = "What the VAE-GAN attacker alone takes, by the number of subjects that it is trained on (for the"
                + " spec's steps), and by training steps. Each seed trains on the next so many attackerSubjects of the"
                + " spec.",
        mixinStandardHelpOptions = true)
final class TrainingTable extends EvidenceTable {
    private static final List<String> MEASURES =
            List.of("mean", "p spent", "steps", "training passes", "training, s", "ms a slice");

    @Option(
            names = "--subjects",
            split = ",",
            paramLabel = "N",
            description = "Attacker subjects, a row each; default: ${DEFAULT-VALUE}.")
    private List<Integer> subjects = List.of(1, 2, 4, 8, 16);

    @Option(
            names = "--steps",
            split = ",",
            paramLabel = "N",
            description = "Training steps, a row each; default: ${DEFAULT-VALUE}.")
    private List<Integer> steps = List.of(100, 200, 400, 1000);

    @Option(
            names = "--of",
            paramLabel = "N",
            description = "Attacker subjects of the rows by steps; default: ${DEFAULT-VALUE}.")
    private int of = 4;

    @Override
    List<Variant> variants(RobustnessSpec spec, CohortSplit split) {
        List<String> all = spec.cohort().attackerSubjects() instanceof Named named
                ? named.ids()
                : split.attacker().stream().map(Subject::id).toList();
        Named gate = new Named(split.gate().stream().map(Subject::id).toList());
        RobustnessSpec alone = spec.with(spec.attack().with(EnumSet.of(Contender.VAEGAN)));
        Map<String, Variant> variants = new LinkedHashMap<>();
        for (int count : subjects) {
            add(variant(alone, all, count, gate), variants);
        }
        for (int count : steps) {
            add(variant(alone.with(alone.attack().with(AttackSpec.STEPS, count)), all, of, gate), variants);
        }
        return List.copyOf(variants.values());
    }

    /** The spec's own steps may be among those of the other rows. */
    private static void add(Variant variant, Map<String, Variant> variants) {
        variants.putIfAbsent(variant.name(), variant);
    }

    private static Variant variant(RobustnessSpec spec, List<String> all, int count, Named gate) {
        if (count < 1 || count > all.size()) {
            throw new DuressException("a row is to have " + count + " attacker subjects, and cohort.attackerSubjects"
                    + " gives " + all.size() + "; name more there, or other numbers after --subjects and --of");
        }
        return new Variant(
                format(
                        "%d %s, %d steps",
                        count,
                        count == 1 ? "subject" : "subjects",
                        spec.attack().steps()),
                turn -> Variant.seeded(spec.with(spec.cohort().with(group(all, count, turn), gate)), turn));
    }

    /** The subjects of a turn, of which none comes twice. */
    static Named group(List<String> all, int count, int turn) {
        return new Named(IntStream.range(0, count)
                .mapToObj(i -> all.get((turn * count + i) % all.size()))
                .toList());
    }

    @Override
    List<List<String>> head(Repeats first) {
        return List.of(names("trained on", first, MEASURES), clean("clean Dice", first, "%.3f", 1, MEASURES));
    }

    @Override
    List<List<String>> rows(Variant variant, Repeats repeats) {
        Falls falls = repeats.falls(Contender.VAEGAN);
        return List.of(row(
                variant.name(),
                repeats,
                falls::fall,
                List.of(
                        falls.mean(),
                        format("%.3f", repeats.mean(Contender.VAEGAN, ContenderEvidence::perceptibility)),
                        format("%.0f", repeats.mean(run -> run.attacker().steps())),
                        repeats.trainingPasses(),
                        repeats.trained("%.0f", run -> run.seconds().train()),
                        format(
                                "%.1f",
                                1000
                                        * repeats.seconds(Contender.VAEGAN)
                                        / repeats.first().gateSlices()))));
    }
}
