package org.duress.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.base.AtomicFiles;
import org.duress.base.EnumWords;
import org.duress.data.CohortSurvey;
import org.duress.model.open.Models;
import org.duress.spec.CohortFormat;
import org.duress.spec.DuressProperties;
import org.duress.spec.ImageSize;
import org.duress.spec.Modality;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes a first spec, and its test, of what lies in a folder. */
@Command(
        name = "init",
        description = {
            "Looks at a folder of images, labels and a model, asks what it cannot see, and writes a spec that opens,"
                    + " with comments, and a JUnit test that runs it.",
            "",
            "It knows folders of NIfTI volumes and of PNG slices, nnU-Net's raw data sets and those of the Medical"
                    + " Segmentation Decathlon, every model format by its first bytes, MONAI bundles and folders of"
                    + " nnU-Net's results.",
            "",
            "Example: duress init data/liver",
            "Example: duress init data --model unet.onnx --organ liver=1 --organ tumour=2 --yes"
        },
        mixinStandardHelpOptions = true)
final class InitCommand implements Runnable {
    @Parameters(
            paramLabel = "FOLDER",
            arity = "0..1",
            description = "Where images and labels are, and mostly the model (default: this folder).")
    private Path folder = Path.of("");

    @Option(names = "--model", paramLabel = "PATH", description = "The model's file or folder.")
    private @Nullable Path model;

    @Option(names = "--format", paramLabel = "FORMAT", description = "Of the model, where its bytes do not say it.")
    private @Nullable String format;

    @Option(names = "--images", paramLabel = "FOLDER", description = "The images.")
    private @Nullable Path images;

    @Option(names = "--labels", paramLabel = "FOLDER", description = "Their labels.")
    private @Nullable Path labels;

    @Option(
            names = "--subject",
            paramLabel = "REGEX",
            description = "Its first group is the subject's id in a file name.")
    private @Nullable String subject;

    @Option(
            names = "--organ",
            paramLabel = "NAME=IDS",
            description = "An organ and its label ids, as in kidneys=2,3; once for each, in the order of the model's"
                    + " classes.")
    private List<String> organs = List.of();

    @Option(names = "--dimensions", paramLabel = "2|3", description = "Whether slices or volumes are images.")
    private @Nullable Integer dimensions;

    @Option(names = "--size", paramLabel = "ROWS,COLUMNS", description = "What slices are resampled to.")
    private @Nullable String size;

    @Option(
            names = "--modality",
            paramLabel = "NAME",
            description = "What made the images: ct, mr, xray, fundus or ultrasound; left out if it cannot be seen.")
    private @Nullable String modality;

    @Option(names = "--name", paramLabel = "NAME", description = "Of the spec (default: the folder's).")
    private @Nullable String name;

    @Option(
            names = "--project",
            paramLabel = "FOLDER",
            description = "Gets robustness-specs/NAME.yaml and src/test/java (default: this folder).")
    private Path project = Path.of("");

    @Option(
            names = {"-y", "--yes"},
            description = "Takes what was seen, and asks only what was not.")
    private boolean yes;

    @Option(names = "--force", description = "Writes over a spec or test of this name.")
    private boolean force;

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public void run() {
        run(Questions.here(yes), command.commandLine().getOut());
    }

    private void run(Questions questions, PrintWriter out) {
        Path home = project.resolve(DuressProperties.DEFAULT_SPECS);
        String named = name == null
                ? plain(String.valueOf(folder.toAbsolutePath().normalize().getFileName()))
                : name;
        Path spec = home.resolve(named + ".yaml");
        requireFree(spec);
        Draft draft = draft(named, questions, out);
        Path test = project.resolve("src/test/java").resolve(draft.testClass() + ".java");
        requireFree(test);
        write(spec, SpecText.spec(draft, home));
        write(test, SpecText.test(draft, DuressProperties.DEFAULT_SPECS + "/" + named + ".yaml"));
        out.println("wrote " + spec + " and " + test);
        out.println();
        out.println("What is understood of it, as 'duress inspect " + spec + "' says it:");
        out.println();
        out.flush();
        InspectCommand.inspect(spec, out);
        out.println();
        out.println("Next: read the comments in " + spec + ", then 'duress gate " + spec + "'.");
        out.flush();
    }

    /** What can name a file anywhere. */
    private static String plain(String folder) {
        String plain =
                folder.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-|-$", "");
        return plain.isEmpty() ? "model" : plain;
    }

    private void requireFree(Path file) {
        if (Files.exists(file) && !force) {
            throw new DuressException(
                    "there is " + file + " already; give another --name, or --force to write over it");
        }
    }

    private static void write(Path file, List<String> lines) {
        AtomicFiles.write(file, temporary -> Files.write(temporary, lines, StandardCharsets.UTF_8));
    }

    private Draft draft(String named, Questions questions, PrintWriter out) {
        FoundFolder found = FoundFolder.of(folder.toAbsolutePath().normalize());
        Path ofImages =
                images == null ? chosen(found.images(), "the folder of the images", "--images", questions) : images;
        Path ofLabels =
                labels == null ? chosen(found.labels(), "the folder of the labels", "--labels", questions) : labels;
        CohortSurvey cohort = CohortSurvey.of(ofImages, ofLabels, Optional.ofNullable(subject));
        out.println("Images: " + cohort.subjects().size() + " subjects in " + ofImages + ", "
                + EnumWords.of(cohort.format()) + ", " + cohort.count()
                + (cohort.count() == 1 ? " channel" : " channels")
                + ", most of " + cohort.grids().get(0));
        out.println("Labels: ids " + cohort.ids().keySet() + " in " + ofLabels
                + (cohort.everyLabel() ? "" : ", in those that were read"));
        requireSubjects(cohort, ofImages);
        Path ofModel =
                model == null ? chosen(List.copyOf(found.models().keySet()), "the model", "--model", questions) : model;
        String written = format != null
                ? format
                : Models.formatOf(ofModel)
                        .orElseGet(() -> questions.ask(
                                "the format of " + ofModel + " (duress, dl4j, keras, onnx, samediff, torchscript)",
                                "--format",
                                Optional.empty()));
        SeenModel seen = SeenModel.of(written, ofModel);
        out.println("Model: " + written + ", " + ofModel
                + seen.problem()
                        .map(why -> ", which cannot be opened yet: " + why)
                        .orElse(""));
        out.flush();
        int axes = axes(cohort, seen, questions);
        Named names = organs(cohort, seen, found.dataset(), questions);
        return new Draft(
                named,
                folder,
                written,
                ofModel,
                seen,
                ofImages,
                ofLabels,
                cohort,
                names.organs(),
                names.from(),
                found.dataset().map(FoundFolder.Dataset::ignore).orElse(List.of()),
                axes,
                axes == 2 ? Optional.of(size(cohort, seen, questions)) : Optional.empty(),
                modality(cohort, found.dataset()));
    }

    private static Path chosen(List<Path> candidates, String what, String option, Questions questions) {
        if (candidates.size() == 1) {
            return candidates.get(0);
        }
        String among = candidates.isEmpty()
                ? ""
                : candidates.stream().map(Path::toString).collect(Collectors.joining(", ", " (there are ", ")"));
        return Path.of(questions.ask(what + among, option, Optional.empty()));
    }

    private static void requireSubjects(CohortSurvey cohort, Path images) {
        if (cohort.subjects().size() < 2) {
            throw new DuressException("there is one subject alone in " + images + ", "
                    + cohort.subjects().first()
                    + ", where one trains the attacker and another is judged; add subjects, or say by --subject how"
                    + " file names tell them apart");
        }
        if (cohort.ids().isEmpty()) {
            throw new DuressException(
                    "the labels of " + images + " hold nothing but 0; name the folder of the labels by" + " --labels");
        }
    }

    private int axes(CohortSurvey cohort, SeenModel seen, Questions questions) {
        OptionalInt known = dimensions != null ? OptionalInt.of(dimensions) : seen.dimensions();
        int axes = known.orElseGet(() -> cohort.format() == CohortFormat.PNG
                ? 2
                : number(questions.ask(
                        "whether the model takes slices (2) or volumes (3)", "--dimensions", Optional.of("2"))));
        if (axes != 2 && axes != 3) {
            throw new DuressException("--dimensions is 2 (slices) or 3 (volumes), not " + axes);
        }
        return axes;
    }

    private static int number(String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new DuressException("'" + text + "' is no whole number", e);
        }
    }

    private ImageSize size(CohortSurvey cohort, SeenModel seen, Questions questions) {
        if (size == null && seen.fixed().isPresent()) {
            return new ImageSize(seen.fixed().get().rows(), seen.fixed().get().columns());
        }
        ImageSize most = cohort.size();
        String asked = size != null
                ? size
                : questions.ask(
                        "rows and columns that the model was trained on",
                        "--size",
                        Optional.of(most.height() + "," + most.width()));
        List<Integer> numbers =
                Arrays.stream(asked.split("[,x ]+")).map(InitCommand::number).toList();
        if (numbers.size() != 2 || numbers.stream().anyMatch(number -> number < 1)) {
            throw new DuressException("--size is rows and columns, as in 128,128, not '" + asked + "'");
        }
        return new ImageSize(numbers.get(0), numbers.get(1));
    }

    private Optional<Modality> modality(CohortSurvey cohort, Optional<FoundFolder.Dataset> dataset) {
        if (modality != null) {
            return Optional.of(EnumWords.parse(Arrays.asList(Modality.values()), modality)
                    .orElseThrow(() -> new DuressException("--modality names '" + modality + "'; use one of "
                            + EnumWords.list(Arrays.asList(Modality.values())))));
        }
        List<String> channels = dataset.map(FoundFolder.Dataset::channels).orElse(List.of());
        if (!channels.isEmpty() && channels.stream().allMatch(channel -> channel.equalsIgnoreCase("CT"))) {
            return Optional.of(Modality.CT);
        }
        if (!channels.isEmpty()
                && channels.stream()
                        .allMatch(channel -> channel.matches("(?i)(mr|mri|t1|t2|t1w|t2w|t1gd|t1ce|flair|adc).*"))) {
            return Optional.of(Modality.MR);
        }
        // Nothing else has air at -1000.
        return cohort.least().orElse(0) < -500 ? Optional.of(Modality.CT) : Optional.empty();
    }

    /**
     * Organs.
     *
     * @param from who says so
     */
    private record Named(Map<String, List<Integer>> organs, String from) {}

    private Named organs(
            CohortSurvey cohort, SeenModel seen, Optional<FoundFolder.Dataset> dataset, Questions questions) {
        if (!organs.isEmpty()) {
            return new Named(parsed(organs), "as you say");
        }
        List<String> names = seen.names();
        Map<String, List<Integer>> said =
                dataset.map(FoundFolder.Dataset::organs).orElse(Map.of());
        Map<String, List<Integer>> there = new LinkedHashMap<>();
        said.forEach((organ, ids) -> {
            if (!cohort.everyLabel() || cohort.ids().keySet().containsAll(ids)) {
                there.put(organ, ids);
            }
        });
        if (!there.isEmpty() && (names.isEmpty() || names.containsAll(there.keySet()))) {
            return new Named(ordered(there, names), "as dataset.json says it");
        }
        SortedSet<Integer> ids = new TreeSet<>(cohort.ids().keySet());
        Optional<String> guess = Optional.empty();
        String from = "you named them";
        if (!names.isEmpty() && !seen.regions() && names.size() == ids.size()) {
            guess = Optional.of(pairs(names, ids));
            from = "names are the model's, ids those of the labels, each in its order";
        } else if (names.isEmpty() && seen.classes().orElse(ids.size() + 1) == ids.size() + 1) {
            guess = Optional.of(pairs(ids.stream().map(id -> "label" + id).toList(), ids));
            from = "nobody has named them yet, so give them their names";
        }
        String asked = questions.ask(
                "organs with their label ids (the labels have " + ids
                        + (names.isEmpty()
                                ? seen.classes().isEmpty()
                                        ? ""
                                        : ", the model " + (seen.classes().getAsInt() - 1)
                                                + " classes beside background"
                                : ", the model names " + names)
                        + "), in the order of the model's"
                        + " classes, as in liver=1 kidneys=2,3",
                "--organ NAME=IDS for each",
                guess);
        boolean taken = guess.filter(asked::equals).isPresent();
        return new Named(parsed(Arrays.asList(asked.split("\\s+"))), taken ? from : "as you say");
    }

    private static Map<String, List<Integer>> ordered(Map<String, List<Integer>> organs, List<String> names) {
        Map<String, List<Integer>> ordered = new LinkedHashMap<>();
        names.stream()
                .filter(organs::containsKey)
                .forEach(name -> ordered.put(name, organs.getOrDefault(name, List.of())));
        organs.forEach(ordered::putIfAbsent);
        return ordered;
    }

    private static String pairs(List<String> names, SortedSet<Integer> ids) {
        List<Integer> numbers = List.copyOf(ids);
        return IntStream.range(0, names.size())
                .mapToObj(i -> names.get(i) + "=" + numbers.get(i))
                .collect(Collectors.joining(" "));
    }

    private static Map<String, List<Integer>> parsed(List<String> written) {
        Map<String, List<Integer>> organs = new LinkedHashMap<>();
        for (String organ : written) {
            int equals = organ.lastIndexOf('=');
            if (equals < 1 || !organ.substring(equals + 1).matches("\\d+(,\\d+)*")) {
                throw new DuressException("'" + organ + "' is no organ with its label ids; write it as in kidneys=2,3");
            }
            List<Integer> ids = new ArrayList<>();
            for (String id : organ.substring(equals + 1).split(",")) {
                ids.add(number(id));
            }
            organs.put(organ.substring(0, equals), ids);
        }
        return organs;
    }
}
