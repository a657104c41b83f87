package org.duress.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.duress.DuressException;
import org.duress.attack.Perturbation;
import org.duress.base.EnumWords;
import org.duress.data.Cohort;
import org.duress.data.CohortSplit;
import org.duress.data.Subject;
import org.duress.detect.Detectability;
import org.duress.detect.Disguise;
import org.duress.gate.SubjectAttacks;
import org.duress.metric.RelativeDrop;
import org.duress.model.SegmentationModel;
import org.duress.model.UNetTrainer;
import org.duress.model.open.Models;
import org.duress.model.open.Understood;
import org.duress.report.MarkdownTable;
import org.duress.spec.Contender;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.PropertyLayer;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * How easily attacked images are told from clean ones: detectors learn it on the attacker subjects, under fields that
 * were made for those, and are judged on the gate subjects. A block of rows for each perceptibility: white noise, which
 * a detector that has learnt anything must find; each attack, then with its D and with its V alone. A shift by parts of
 * a pixel comes first of all: whatever D does, it resamples, and a detector must not see that. Each row has a second
 * number, of detectors for which the clean images were shifted too.
 */
@Command(
        name = "detect",
        description = "How well small detectors tell the images of each contender from clean ones.",
        mixinStandardHelpOptions = true)
final class DetectTable implements Runnable {
    @Parameters(index = "0", paramLabel = "SPEC", description = "YAML file of the spec.")
    private Path file = Path.of("");

    @Parameters(index = "1", paramLabel = "OUT.md", description = "The table.")
    private Path out = Path.of("");

    @Parameters(index = "2..*", arity = "1..*", paramLabel = "P", description = "Perceptibilities, such as 0.05 0.1.")
    private List<Double> budgets = List.of();

    @Option(names = "--steps", paramLabel = "N", description = "Training steps of a detector.")
    private int steps = 400;

    @Option(
            names = "--seeds",
            paramLabel = "N",
            description = "Attack seeds, attack.seed and those after it, with a detector for each; a row is their mean,"
                    + " and its interval is over subjects and seeds.")
    private int seeds = 4;

    private final MarkdownTable table = new MarkdownTable();

    /** The attacks under one seed. */
    private record Turn(RobustnessSpec spec, SubjectAttacks attacks) {
        long seed() {
            return spec.attack().seed();
        }
    }

    @Override
    public void run() {
        if (seeds < 1) {
            throw new DuressException("--seeds must be at least 1, not " + seeds);
        }
        PropertyLayers properties = PropertyLayers.of(PropertyLayer.system());
        Understood understood = Models.understood(SpecFiles.read(file, properties));
        RobustnessSpec spec = understood.spec();
        Cohort cohort = understood.cohort();
        // A detector knows one size.
        cohort.grid();
        table.add(List.of("images", "p", "mean fall", "AUC", "AUC, clean ones shifted"));
        try (SegmentationModel model = understood.open()) {
            for (double p : budgets) {
                List<Turn> turns = new ArrayList<>();
                try {
                    for (int turn = 0; turn < seeds; turn++) {
                        RobustnessSpec held = EvidenceTable.Variant.seeded(
                                spec.with(spec.budget().withPerceptibility(p)), turn);
                        turns.add(new Turn(
                                held, SubjectAttacks.of(held, model, cohort, properties.store(), new LineProgress())));
                    }
                    block(p, turns);
                } finally {
                    turns.forEach(turn -> turn.attacks().close());
                }
            }
        }
    }

    private void block(double p, List<Turn> turns) {
        if (p == budgets.get(0)) {
            row("shifted by up to half a pixel", turns, each(turns, turn -> Disguise.shifted(turn.seed())));
        }
        row("white noise, " + p, turns, each(turns, turn -> Disguise.noise(p, turn.seed())));
        for (Contender contender : turns.get(0).attacks().contenders()) {
            String name = EnumWords.of(contender) + ", " + p;
            List<Disguise.Fields> fields = each(turns, turn -> remembered(turn.attacks(), contender));
            row(name, turns, fields);
            row(name + ", its D", turns, each(fields, one -> one.times(1, 0)));
            row(name + ", its V", turns, each(fields, one -> one.times(0, 1)));
        }
    }

    private static Disguise.Fields remembered(SubjectAttacks attacks, Contender contender) {
        Map<String, List<Perturbation>> made = new HashMap<>();
        return subject -> made.computeIfAbsent(subject.id(), id -> attacks.perturb(contender, subject));
    }

    private static <T, R> List<R> each(List<T> all, Function<T, R> function) {
        return all.stream().map(function).toList();
    }

    /** One row; the fields are those of the turns, in their order. */
    private void row(String name, List<Turn> turns, List<Disguise.Fields> fields) {
        List<Detectability.Case> cases = new ArrayList<>();
        for (Turn turn : turns) {
            CohortSplit split = turn.attacks().split();
            Disguise.Fields own = fields.get(cases.size());
            cases.add(new Detectability.Case(
                    pair(split.attacker(), own, turn.spec()), pair(split.gate(), own, turn.spec()), turn.seed()));
        }
        SegmentationModel model = turns.get(0).attacks().model();
        List<String> row = List.of(
                name,
                EvidenceTable.format("%.3f", mean(cases, one -> Disguise.perceptibility(one.judged()))),
                EvidenceTable.format("-%.1f %%", 100 * mean(cases, one -> meanFall(model, one.judged()))),
                area(cases),
                area(each(cases, one -> one.with(Disguise.shifted(one.seed() + seeds)))));
        System.out.println(String.join(" | ", row));
        table.add(row);
        table.write(out);
    }

    private static double mean(List<Detectability.Case> cases, ToDoubleFunction<Detectability.Case> number) {
        return cases.stream().mapToDouble(number).average().orElseThrow();
    }

    private static Detectability.Pair pair(List<Subject> subjects, Disguise.Fields fields, RobustnessSpec spec) {
        return new Detectability.Pair(
                subjects, Disguise.of(subjects, fields, spec.gate().reference()));
    }

    private String area(List<Detectability.Case> cases) {
        Detectability found = Detectability.of(cases, steps, new LineProgress());
        return EvidenceTable.format(
                "%.2f [%.2f, %.2f]",
                found.area(), found.interval().low(), found.interval().high());
    }

    /** Over the organs that the model finds on clean slices. */
    private static double meanFall(SegmentationModel model, Detectability.Pair judged) {
        double[] clean = UNetTrainer.dice(model, judged.clean());
        double[] attacked = UNetTrainer.dice(model, judged.attacked());
        double sum = 0;
        int organs = 0;
        for (int organ = 0; organ < clean.length; organ++) {
            if (clean[organ] > 0) {
                sum += RelativeDrop.of(clean[organ], attacked[organ]);
                organs++;
            }
        }
        return sum / organs;
    }
}
