package org.duress.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duress.data.Cohort;
import org.duress.data.CohortSplit;
import org.duress.data.Cohorts;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.gate.baseline.Baseline;
import org.duress.metric.Dice;
import org.duress.model.FittedModel;
import org.duress.model.ImageBatch;
import org.duress.model.RepeatedChannel;
import org.duress.model.Segmentation;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Described;
import org.duress.model.open.Models;
import org.duress.model.open.Understood;
import org.duress.model.preprocess.Preprocessing;
import org.duress.spec.ModelSpec;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.PropertyLayer;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Shows what is understood of a model, and what its network sees of a real slice. */
@Command(
        name = "inspect",
        description = "Shows what is understood of a spec's model: what becomes of a real slice or volume, step by"
                + " step, what its"
                + " network sees, and what it answers.",
        mixinStandardHelpOptions = true)
final class InspectCommand implements Runnable {
    private static final int BARS = 16;
    private static final int LONGEST_BAR = 50;

    @Parameters(paramLabel = "SPEC", description = "YAML file of the spec.")
    private Path file = Path.of("");

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public void run() {
        inspect(file, command.commandLine().getOut());
    }

    /** Says what is understood of a spec. */
    static void inspect(Path file, PrintWriter out) {
        RobustnessSpec read = SpecFiles.read(file, PropertyLayers.of(PropertyLayer.system()));
        Understood understood = Models.understood(read);
        RobustnessSpec spec = understood.spec();
        model(out, read.model(), understood.described());
        Cohort cohort = understood.cohort();
        channels(out, understood.described().channels(), cohort.channels());
        cohort.warnings().forEach(sentence -> out.println("warning: " + sentence));
        CohortSplit split = Cohorts.split(cohort, spec.cohort());
        Subject subject = split.gate().get(0);
        Slice slice = largest(subject);
        String kind = slice.grid().kind().image();
        out.printf(Locale.ROOT, "%nWhat becomes of %s %s:%n%n", kind, slice.name());
        List<Preprocessing.Seen> seen = Preprocessing.followed(images(slice, spec.model()), spec.model());
        seen.forEach(step -> steps(out, step));
        histogram(out, seen.get(seen.size() - 1).images().pixels());
        answers(out, understood, cohort, subject);
        out.flush();
    }

    private static void model(PrintWriter out, ModelSpec asked, Described described) {
        ModelSpec spec = described.spec();
        out.println("Model: " + spec.format() + ", " + spec.source().name());
        if (Described.FORMATS.contains(asked.format())) {
            out.println("       as " + asked.format() + " " + asked.path() + " describes it");
        }
        out.println("Head: " + spec.head().name().toLowerCase(Locale.ROOT).replace('_', '-'));
        for (Map.Entry<String, List<Integer>> organ : spec.classes().entrySet()) {
            out.println("Class " + organ.getValue() + ": " + organ.getKey());
        }
        if (!spec.flips().isEmpty()) {
            out.println("Flips averaged: " + spec.flips().size());
        }
        described.remarks().forEach(remark -> out.println("Note: " + remark));
    }

    /** The model's beside the cohort's, where the model's have names. */
    private static void channels(PrintWriter out, List<String> wanted, List<String> given) {
        for (int channel = 0; channel < wanted.size(); channel++) {
            out.println("Channel " + (channel + 1) + ": " + wanted.get(channel)
                    + (channel < given.size() ? ", the cohort's " + given.get(channel) : ", which the cohort has not"));
        }
    }

    /** As the model is given them: one channel in each of three, where it goes there. */
    private static ImageBatch images(Slice slice, ModelSpec model) {
        int wanted = model.channels().orElse(slice.channels());
        ImageBatch own = ImageBatch.of(slice);
        return RepeatedChannel.fits(slice.channels(), wanted) ? own.repeated(wanted) : own;
    }

    private static Slice largest(Subject subject) {
        Slice best = subject.slices().get(0);
        long most = -1;
        for (Slice slice : subject.slices()) {
            long organs = 0;
            for (byte c : slice.classes()) {
                organs += c > 0 ? 1 : 0;
            }
            if (organs > most) {
                most = organs;
                best = slice;
            }
        }
        return best;
    }

    private static void steps(PrintWriter out, Preprocessing.Seen seen) {
        ImageBatch images = seen.images();
        out.println("  " + seen.step());
        String shape = images.count() + " x " + images.grid() + ", " + images.channels()
                + (images.channels() == 1 ? " channel" : " channels");
        for (int channel = 0; channel < images.channels(); channel++) {
            float[] values = channel(images, channel);
            Arrays.sort(values);
            out.printf(
                    Locale.ROOT,
                    "    %-28s %s%.4g to %.4g, median %.4g, 1 %% and 99 %% %.4g and %.4g%n",
                    channel == 0 ? shape : "",
                    images.channels() == 1 ? "" : (channel + 1) + ": ",
                    values[0],
                    values[values.length - 1],
                    values[values.length / 2],
                    values[values.length / 100],
                    values[values.length - 1 - values.length / 100]);
        }
    }

    private static float[] channel(ImageBatch images, int channel) {
        float[] values = new float[images.pixels().length / images.channels()];
        for (int p = 0; p < values.length; p++) {
            values[p] = images.pixels()[p * images.channels() + channel];
        }
        return values;
    }

    private static void histogram(PrintWriter out, float[] values) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        int[] counts = new int[BARS];
        for (float value : values) {
            int bar = high > low ? (int) ((value - low) / (high - low) * BARS) : 0;
            counts[Math.min(BARS - 1, bar)]++;
        }
        int most = Arrays.stream(counts).max().orElse(1);
        out.printf("%nWhat the network sees, all values of its input:%n%n");
        for (int bar = 0; bar < BARS; bar++) {
            double from = low + (high - low) * (double) bar / BARS;
            String drawn = "#".repeat((int) Math.round((double) LONGEST_BAR * counts[bar] / most));
            out.printf(Locale.ROOT, "  %10.4g |%s %s%n", from, drawn, share(counts[bar], values.length));
        }
    }

    private static String share(int count, int of) {
        return count == 0 ? "" : String.format(Locale.ROOT, "%.1f %%", 100.0 * count / of);
    }

    private static void answers(PrintWriter out, Understood understood, Cohort cohort, Subject subject) {
        RobustnessSpec spec = understood.spec();
        List<String> organs = cohort.organNames();
        try (SegmentationModel model = understood.open()) {
            SegmentationModel mapped = FittedModel.of(
                            model, spec.model(), cohort, sentence -> out.println("warning: " + sentence))
                    .mapped();
            Dice[] sum = new Dice[organs.size()];
            Arrays.fill(sum, Dice.NONE);
            for (Slice slice : subject.slices()) {
                Segmentation answer = mapped.segment(ImageBatch.of(slice));
                List<Dice> own = Dice.perOrgan(answer.classMap(), slice.classes(), cohort.sets());
                for (int organ = 0; organ < sum.length; organ++) {
                    sum[organ] = sum[organ].plus(own.get(organ));
                }
            }
            out.printf("%nClean Dice of subject %s: %s%n", subject.id(), dice(organs, sum));
            for (int organ = 0; organ < sum.length; organ++) {
                if (sum[organ].score() < Baseline.HARDLY_FOUND) {
                    out.println("warning: " + organs.get(organ) + " is hardly found; compare the values above with what"
                            + " the network was trained on, and the classes with the cohort's labels");
                }
            }
        }
    }

    private static String dice(List<String> organs, Dice[] sum) {
        return IntStream.range(0, sum.length)
                .mapToObj(organ -> String.format(Locale.ROOT, "%s %.3f", organs.get(organ), sum[organ].score()))
                .collect(Collectors.joining(", "));
    }
}
