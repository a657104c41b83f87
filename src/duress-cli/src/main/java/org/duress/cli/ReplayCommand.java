package org.duress.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.duress.base.ImageKind;
import org.duress.gate.Replay;
import org.duress.gate.Surroundings;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.model.open.Understood;
import org.duress.result.OrganEvidence;
import org.duress.spec.read.PropertyLayer;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** See {@link Replay}. */
@Command(
        name = "replay",
        description = {
            "Judges the counterexamples that a spec has kept on its model as it is now. Nothing is trained or searched"
                    + " for, so it is quick: the first thing to run after a change of the model.",
            "",
            "Example: duress replay robustness-specs/liver.yaml"
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:no counterexample breaks an organ any more",
            "1:some do",
            "2:wrong usage or spec, or nothing to replay",
            "3:a machine or server that does not do its part"
        })
final class ReplayCommand implements Callable<Integer> {
    private static final int STILL_BROKEN = 1;

    @Parameters(paramLabel = "SPEC", description = "YAML file of the spec.")
    private Path file = Path.of("");

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public Integer call() {
        PropertyLayers properties = PropertyLayers.of(PropertyLayer.system());
        Understood understood = Models.understood(SpecFiles.read(file, properties));
        PrintWriter out = command.commandLine().getOut();
        try (SegmentationModel model = understood.open()) {
            Replay replay = Replay.of(
                    understood.spec(), model, understood.cohort(), Surroundings.of(properties), new GateLines());
            tell(replay, understood.spec().cohort().kind(), out);
            out.flush();
            return replay.breaks() ? STILL_BROKEN : 0;
        }
    }

    private static void tell(Replay replay, ImageKind kind, PrintWriter out) {
        for (Replay.Example example : replay.examples()) {
            example.organs().forEach(left -> out.println(line(example, left)));
        }
        out.println();
        for (Replay.Together one : replay.organs()) {
            OrganEvidence organ = one.organ();
            out.printf(
                    Locale.ROOT,
                    "%s, all of them together: Dice from %.4f to %.4f, by %.4f of itself where %.2f is allowed%s%n",
                    organ.name(),
                    organ.cleanDice(),
                    organ.attackedDice(),
                    organ.relativeDrop(),
                    organ.maxDiceDrop(),
                    one.fell() ? ": a FAIL" : "");
        }
        if (replay.others() > 0) {
            out.println("warning: " + replay.others() + " more are kept that belong to no gate " + kind.image()
                    + " of this cohort, and were not tried");
        }
        int count = replay.examples().size();
        out.println(
                replay.breaks()
                        ? replay.breaking() + " of " + count + " counterexamples still break the model"
                        : "none of the " + count + " counterexamples breaks the model any more; 'duress gate' looks for"
                                + " others");
    }

    /** {@code breaks: p001_z001, spleen: Dice 0.9867, 0.2718 when it was kept, 0.3101 now: fell by 0.69, ...}. */
    private static String line(Replay.Example example, Replay.Left left) {
        String what = left.broken() ? "breaks" : example.scale() > 0 ? "holds " : "unreal";
        String before = left.before()
                .map(fall -> ", " + dice(fall.attackedDice()) + " when it was kept")
                .orElse("");
        String fall = Double.isNaN(left.relativeDrop())
                ? ""
                : String.format(
                        Locale.ROOT,
                        ": fell by %.2f of itself where %.2f is allowed",
                        left.relativeDrop(),
                        left.maxDiceDrop());
        String counts = example.scale() > 0 ? "" : ", in an image that does not count as realistic";
        return what + "  " + example.slice() + ", " + left.organ() + ": Dice " + dice(left.cleanDice()) + before + ", "
                + dice(left.attackedDice()) + " now" + fall + counts;
    }

    private static String dice(double value) {
        return Double.isNaN(value) ? "none" : String.format(Locale.ROOT, "%.4f", value);
    }
}
