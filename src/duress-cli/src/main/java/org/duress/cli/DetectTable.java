package org.duress.cli;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.duress.attack.Perturbation;
import org.duress.base.EnumWords;
import org.duress.cli.detect.Detectability;
import org.duress.cli.detect.Disguise;
import org.duress.data.Cohort;
import org.duress.data.CohortSplit;
import org.duress.data.Cohorts;
import org.duress.data.Subject;
import org.duress.gate.SubjectAttacks;
import org.duress.metric.RelativeDrop;
import org.duress.model.Models;
import org.duress.model.SegmentationModel;
import org.duress.model.UNetTrainer;
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
 * a pixel comes first of all: whatever D does, it resamples, which blurs, and a detector sees that. So each row has a
 * second number, of detectors for which the clean images were shifted too.
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

    @Option(names = "--detectors", paramLabel = "N", description = "Detectors, each with a seed of its own.")
    private int detectors = 4;

    private final MarkdownTable table = new MarkdownTable();

    @Override
    public void run() {
        PropertyLayers properties = PropertyLayers.of(PropertyLayer.system());
        RobustnessSpec spec = SpecFiles.read(file, properties);
        Cohort cohort = Cohorts.open(spec.cohort());
        table.add(List.of("images", "p", "mean fall", "AUC", "AUC, clean ones shifted"));
        try (SegmentationModel model = Models.open(spec.model())) {
            for (double p : budgets) {
                RobustnessSpec held = spec.with(spec.budget().withPerceptibility(p));
                try (SubjectAttacks attacks =
                        SubjectAttacks.of(held, model, cohort, properties.store(), new LineProgress())) {
                    block(held, attacks);
                }
            }
        }
    }

    private void block(RobustnessSpec spec, SubjectAttacks attacks) {
        double p = spec.budget().perceptibility();
        long seed = spec.attack().seed();
        if (p == budgets.get(0)) {
            row("shifted by up to half a pixel", Disguise.shifted(seed), spec, attacks);
        }
        row("white noise, " + p, Disguise.noise(p, seed), spec, attacks);
        for (Contender contender : attacks.contenders()) {
            String name = EnumWords.of(contender) + ", " + p;
            Map<String, List<Perturbation>> made = new HashMap<>();
            Disguise.Fields fields =
                    subject -> made.computeIfAbsent(subject.id(), id -> attacks.perturb(contender, subject));
            row(name, fields, spec, attacks);
            row(name + ", its D", fields.times(1, 0), spec, attacks);
            row(name + ", its V", fields.times(0, 1), spec, attacks);
        }
    }

    private void row(String name, Disguise.Fields fields, RobustnessSpec spec, SubjectAttacks attacks) {
        CohortSplit split = attacks.split();
        Detectability.Pair training = pair(split.attacker(), fields, spec);
        Detectability.Pair judged = pair(split.gate(), fields, spec);
        Disguise.Fields shift = Disguise.shifted(spec.attack().seed() + 1);
        List<String> row = List.of(
                name,
                EvidenceTable.format("%.3f", Disguise.perceptibility(judged)),
                EvidenceTable.format("-%.1f %%", 100 * meanFall(attacks.model(), judged)),
                area(training, judged, spec),
                area(shifted(training, shift, spec), shifted(judged, shift, spec), spec));
        System.out.println(String.join(" | ", row));
        table.add(row);
        table.write(out);
    }

    private static Detectability.Pair pair(List<Subject> subjects, Disguise.Fields fields, RobustnessSpec spec) {
        return new Detectability.Pair(
                subjects, Disguise.of(subjects, fields, spec.gate().reference()));
    }

    private static Detectability.Pair shifted(
            Detectability.Pair pair, Disguise.Fields shift, RobustnessSpec spec) {
        return new Detectability.Pair(
                Disguise.of(pair.clean(), shift, spec.gate().reference()), pair.attacked());
    }

    private String area(Detectability.Pair training, Detectability.Pair judged, RobustnessSpec spec) {
        Detectability found = Detectability.of(
                training,
                judged,
                new Detectability.Effort(steps, detectors),
                spec.attack().seed(),
                new LineProgress());
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
