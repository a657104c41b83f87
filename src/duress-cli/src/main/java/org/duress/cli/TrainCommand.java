package org.duress.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.duress.base.AtomicFiles;
import org.duress.data.Cohort;
import org.duress.data.CohortSplit;
import org.duress.data.Cohorts;
import org.duress.model.SegmentationModel;
import org.duress.model.UNetTrainer;
import org.duress.model.open.Models;
import org.duress.net.NetworkArchive;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.PropertyLayer;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Trains the standard U-Net. The spec's {@code attackerSubjects} are trained on, its {@code gateSubjects} give the
 * validation Dice, and the model is written to its {@code model.path}. A killed run resumes from its checkpoint beside
 * that file.
 */
@Command(
        name = "train",
        description = "Trains the standard U-Net on a spec's attacker subjects, and writes it to its model.path.",
        mixinStandardHelpOptions = true)
final class TrainCommand implements Runnable {
    @Parameters(paramLabel = "SPEC", description = "YAML file of the spec.")
    private Path file = Path.of("");

    @Option(names = "--steps", paramLabel = "N", description = "Training steps.")
    private @Nullable Integer steps;

    @Option(names = "--batch", paramLabel = "N", description = "Slices or volumes a step.")
    private @Nullable Integer batch;

    @Option(names = "--base", paramLabel = "N", description = "Channels of the first level.")
    private @Nullable Integer base;

    @Option(names = "--levels", paramLabel = "N", description = "Resolutions.")
    private @Nullable Integer levels;

    @Option(
            names = "--patch",
            paramLabel = "N",
            split = ",",
            description = "Sizes of the parts of images that are learnt from; the largest that suit if left out.")
    private List<Integer> patch = List.of();

    @Override
    public void run() {
        RobustnessSpec spec = SpecFiles.read(file, PropertyLayers.of(PropertyLayer.system()));
        Cohort cohort = Models.understood(spec).cohort();
        UNetTrainer.Settings usual =
                UNetTrainer.Settings.usual(cohort.grids().get(0).rank());
        UNetTrainer.Settings settings = new UNetTrainer.Settings(
                base == null ? usual.base() : base,
                levels == null ? usual.levels() : levels,
                steps == null ? usual.steps() : steps,
                batch == null ? usual.batch() : batch,
                usual.peakRate(),
                usual.seed(),
                patch);
        cohort.warnings().forEach(sentence -> System.out.println("warning: " + sentence));
        CohortSplit split = Cohorts.split(cohort, spec.cohort());
        Path target = spec.model().path();
        Path work = target.resolveSibling(target.getFileName() + ".work");
        System.out.printf(
                "training on %d subjects, validating on %d%n",
                split.attacker().size(), split.gate().size());
        NetworkArchive archive =
                UNetTrainer.train(cohort, split.attacker(), settings, Optional.of(work), new LineProgress());
        AtomicFiles.write(target, archive::write);
        UNetTrainer.forget(work);
        try (SegmentationModel model = Models.open(spec.model())) {
            double[] dice = UNetTrainer.dice(model, split.gate());
            List<String> parts = new ArrayList<>();
            for (int organ = 0; organ < dice.length; organ++) {
                parts.add(String.format(Locale.ROOT, "%s %.3f", model.organs().get(organ), dice[organ]));
            }
            System.out.println("validation Dice: " + String.join(", ", parts));
        }
        System.out.println("wrote " + target);
    }
}
