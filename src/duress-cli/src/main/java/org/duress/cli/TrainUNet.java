package org.duress.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.base.AtomicFiles;
import org.duress.data.Cohort;
import org.duress.data.CohortSplit;
import org.duress.data.Cohorts;
import org.duress.model.Models;
import org.duress.model.SegmentationModel;
import org.duress.model.UNetTrainer;
import org.duress.net.NetworkArchive;
import org.duress.spec.PropertyLayer;
import org.duress.spec.PropertyLayers;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.SpecFiles;

/**
 * Trains the standard U-Net: {@code TrainUNet SPEC [STEPS [BATCH [BASE]]]}.
 *
 * <p>The spec's {@code attackerSubjects} are trained on, its {@code gateSubjects} give the validation Dice, and the
 * model is written to its {@code model.path}. A killed run resumes from its checkpoint beside that file.
 */
public final class TrainUNet {
    private TrainUNet() {}

    /** The command. */
    public static void main(String[] arguments) {
        Command.run(() -> train(List.of(arguments)));
    }

    private static void train(List<String> arguments) {
        if (arguments.isEmpty()) {
            throw new DuressException("usage: TrainUNet SPEC [STEPS [BATCH [BASE]]]");
        }
        RobustnessSpec spec = SpecFiles.read(Path.of(arguments.get(0)), PropertyLayers.of(PropertyLayer.system()));
        UNetTrainer.Settings usual = UNetTrainer.Settings.DEFAULT;
        UNetTrainer.Settings settings = new UNetTrainer.Settings(
                number(arguments, 3, usual.base()),
                usual.levels(),
                number(arguments, 1, usual.steps()),
                number(arguments, 2, usual.batch()),
                usual.peakRate(),
                usual.seed());
        Cohort cohort = Cohorts.open(spec.cohort());
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

    private static int number(List<String> arguments, int at, int usual) {
        try {
            return arguments.size() > at ? Integer.parseInt(arguments.get(at)) : usual;
        } catch (NumberFormatException e) {
            throw new DuressException(
                    "'" + arguments.get(at) + "' is no whole number; usage: TrainUNet SPEC [STEPS [BATCH [BASE]]]", e);
        }
    }
}
