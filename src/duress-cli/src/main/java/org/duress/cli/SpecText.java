package org.duress.cli;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.duress.base.ClassPath;
import org.duress.base.EnumWords;
import org.duress.spec.ChannelFiles;
import org.duress.spec.GateSpec;

/** A draft as a commented file, and the test that runs it. */
final class SpecText {
    private static final int WIDTH = 110;

    /** What YAML reads as a text without quotes; numbers, and words that it takes for something else, are none. */
    private static final Pattern PLAIN = Pattern.compile("(\\.\\./)*[A-Za-z_/][A-Za-z0-9_./-]*");

    private static final Pattern WORDS = Pattern.compile("(?i)y|n|yes|no|on|off|true|false|null");

    private final Draft draft;
    private final Path home;
    private final List<String> lines = new ArrayList<>();

    private SpecText(Draft draft, Path home) {
        this.draft = draft;
        this.home = home.toAbsolutePath().normalize();
    }

    /**
     * The spec.
     *
     * @param home folder that it will lie in
     */
    static List<String> spec(Draft draft, Path home) {
        SpecText text = new SpecText(draft, home);
        text.head();
        text.model();
        text.cohort();
        text.rest();
        return List.copyOf(text.lines);
    }

    /**
     * The test.
     *
     * @param spec from the folder that tests run in
     */
    static List<String> test(Draft draft, String spec) {
        return List.of(
                "import org.duress.junit.AdversarialRobustness;",
                "import org.duress.result.RobustnessResult;",
                "",
                "/** Judges the model of " + spec + ". */",
                "class " + draft.testClass() + " {",
                "    @AdversarialRobustness(specFile = " + quoted(spec) + ")",
                "    void withstandsFaintPerturbations(RobustnessResult result) {}",
                "}");
    }

    private void head() {
        add(
                "# Written by 'duress init'. What the keys mean: docs/writing-a-spec.md; every key: docs/spec-reference.md.");
        add(
                "# Look at these first: organs, the subjects, gate.maxDiceDrop. Then 'duress inspect' shows what the model");
        add("# sees, and 'duress gate' judges it.");
        add("name: " + text(draft.name()));
        add("");
    }

    private void model() {
        add("model:");
        add("  format: " + text(draft.format()));
        add("  path: " + path(draft.model()));
        SeenModel seen = draft.seen();
        if (seen.problem().isPresent()) {
            comment("It could not be opened yet: " + seen.problem().get());
        } else if (seen.described()) {
            comment("Its own files say what stands before the network; what is written here would count more.");
        } else {
            comment("It takes " + count(seen.channels().orElse(1), "channel") + " and has "
                    + count(seen.classes().orElse(0), "class") + " with background"
                    + (seen.names().isEmpty() ? "" : ": " + String.join(", ", seen.names())) + ".");
            comment("Does the network want windows, spacing, tiles? Say so in model.preprocess"
                    + " (docs/preprocessing.md); without it the network sees standard deviations of the subject.");
        }
        add("");
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : what.endsWith("s") ? "es" : "s");
    }

    private void cohort() {
        add("cohort:");
        add("  format: " + EnumWords.of(draft.cohort().format()));
        add("  images: " + path(draft.images()));
        add("  labels: " + path(draft.labels()));
        if (draft.cohort().channels() instanceof ChannelFiles.Suffixes suffixes) {
            comment("A file a channel, in the order in which the network was trained on them.");
            list(
                    "  channels: {suffix: [",
                    suffixes.suffixes().stream().map(SpecText::text).toList(),
                    "]}");
        }
        draft.cohort().subject().ifPresent(subject -> {
            comment("The first group is the subject in a file name: "
                    + draft.cohort().subjects().size() + " subjects were found, "
                    + draft.cohort().subjects().first() + " first.");
            add("  subject: " + quoted(subject));
        });
        organs();
        if (draft.volumes()) {
            comment("Each image is the volume of a subject.");
            add("  dimensions: 3");
        }
        draft.size().ifPresent(size -> {
            comment(
                    draft.seen().fixed().isPresent()
                            ? "The one size that the model takes."
                            : "Rows and columns that slices are resampled to: those that the network was trained on are best,"
                                    + " and few pixels are fast.");
            add("  size: [" + size.height() + ", " + size.width() + "]");
        });
        draft.spacing().ifPresent(spacing -> {
            comment("The files' voxels differ in size, and a network counts in voxels: the size that most have.");
            add("  spacingMm: " + spacing);
        });
        draft.modality()
                .ifPresentOrElse(
                        modality -> add("  modality: " + EnumWords.of(modality)),
                        () -> add("  # modality: ct | mr | xray | fundus | ultrasound"));
        if (draft.hounsfield() && !draft.seen().described()) {
            comment("In HU. Was the network trained on clipped intensities? Then clip them here, or by"
                    + " model.preprocess.");
            add("  # window: [-200, 250]");
        }
        subjects();
        add("");
    }

    private void organs() {
        comment("Label ids of each organ, in the order of the model's classes: " + draft.organsFrom() + ".");
        list(
                "  organs: {",
                draft.organs().entrySet().stream()
                        .map(organ -> text(organ.getKey()) + ": " + organ.getValue())
                        .toList(),
                "}");
        if (!draft.ignore().isEmpty()) {
            add("  ignore: " + draft.ignore());
        }
    }

    private void subjects() {
        comment("Who trains the attacker, and who is judged. Take subjects that the network was not trained on.");
        list(
                "  attackerSubjects: [",
                draft.attackers().stream().map(SpecText::text).toList(),
                "]");
        List<String> judged = draft.judged();
        if (judged.isEmpty()) {
            add("  # gateSubjects: all others");
        } else {
            comment(
                    "Enough for a first verdict. Leave this out to judge all others: more subjects, narrower intervals.");
            list("  gateSubjects: [", judged.stream().map(SpecText::text).toList(), "]");
        }
    }

    private void rest() {
        add("# For a first look in a few minutes take the # away from the next line; for a verdict that counts put it"
                + " back.");
        add("# attack: {steps: 100, batch: 4, samples: 1, restarts: 2, gradientSteps: 10, queries: 400}");
        add("");
        add("# What an image's change may be, on average over pixels, in standard deviations: faint.");
        add("budget: {perceptibility: 0.05}");
        add("");
        add("# The share of its Dice that an organ may lose; what is more is a FAIL. Single organs:"
                + " {maxDiceDrop: 0.3,");
        add("# organs: {" + text(draft.organs().keySet().iterator().next()) + ": 0.5}}.");
        add("gate: {maxDiceDrop: " + String.format(Locale.ROOT, "%s", GateSpec.DEFAULT_MAX_DICE_DROP) + "}");
    }

    private void add(String line) {
        lines.add(line);
    }

    /** Wrapped, before what it is about. */
    private void comment(String sentence) {
        StringBuilder line = new StringBuilder("  #");
        for (String word : sentence.replaceAll("\\s+", " ").split(" ")) {
            if (line.length() + word.length() >= WIDTH && line.length() > 3) {
                add(line.toString());
                line = new StringBuilder("  #");
            }
            line.append(' ').append(word);
        }
        add(line.toString());
    }

    /** A list in one line or several. */
    private void list(String begin, List<String> items, String end) {
        StringBuilder line = new StringBuilder(begin);
        String indent = " ".repeat(begin.length());
        for (int i = 0; i < items.size(); i++) {
            String item = items.get(i) + (i + 1 < items.size() ? "," : end);
            if (line.length() + item.length() > WIDTH && line.length() > indent.length()) {
                add(line.toString().stripTrailing());
                line = new StringBuilder(indent);
            }
            line.append(item).append(i + 1 < items.size() ? " " : "");
        }
        add(line.toString());
    }

    /** From the spec's own folder where both lie below one that is not the root of everything; absolute elsewhere. */
    private String path(Path path) {
        if (ClassPath.isResource(path)) {
            return quoted(ClassPath.text(path));
        }
        Path absolute = path.toAbsolutePath().normalize();
        Optional<Path> common = Optional.of(home.relativize(absolute))
                .filter(relative -> absolute.getNameCount() > 1
                        && home.getNameCount() > 1
                        && absolute.getName(0).equals(home.getName(0)));
        return text(common.orElse(absolute).toString().replace('\\', '/'));
    }

    /** A text in a YAML file. */
    private static String text(String text) {
        return PLAIN.matcher(text).matches() && !WORDS.matcher(text).matches() ? text : quoted(text);
    }

    /** Quoted as JSON, which YAML and Java read too. */
    private static String quoted(String text) {
        return "\"" + String.valueOf(JsonStringEncoder.getInstance().quoteAsString(text)) + "\"";
    }
}
