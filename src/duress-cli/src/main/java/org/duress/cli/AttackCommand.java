package org.duress.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.data.Cohort;
import org.duress.data.CohortSurvey;
import org.duress.data.Cohorts;
import org.duress.data.Subject;
import org.duress.gate.SubjectAttacks;
import org.duress.metric.Dice;
import org.duress.model.SegmentationModel;
import org.duress.model.open.Models;
import org.duress.model.open.Understood;
import org.duress.model.preprocess.Preprocessing;
import org.duress.result.slice.Judged;
import org.duress.spec.ChannelFiles;
import org.duress.spec.CohortFormat;
import org.duress.spec.CohortSpec;
import org.duress.spec.Reference;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.read.PropertyLayer;
import org.duress.spec.read.PropertyLayers;
import org.duress.spec.read.SpecFiles;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Attacks images that somebody gives. See {@link AttackedFiles} for what is written. */
@Command(
        name = "attack",
        description = {
            "Attacks images with a spec's contenders within its budget, on its model, and writes what comes of them:"
                    + " the perturbed images as files of the kind that they came in, the fields D and V, and what the"
                    + " model makes of each image before and after.",
            "",
            "Without --labels the attack moves away from what the model answers itself. There is no verdict: that is"
                    + " 'duress gate'.",
            "",
            "Example: duress attack liver.yaml scan.nii.gz --out attacked"
        },
        mixinStandardHelpOptions = true)
final class AttackCommand implements Runnable {
    /** Each PNG file is a subject of its own, where a spec does not say which belong together. */
    private static final String ITSELF = "^(.+)\\.[^.]+$";

    @Parameters(index = "0", paramLabel = "SPEC", description = "YAML file of the spec.")
    private Path file = Path.of("");

    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "IMAGE|FOLDER",
            description = "NIfTI or PNG files, or folders of them; read as those of the spec's cohort.")
    private List<Path> images = List.of();

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "Gets images, seen and attack.json.")
    private Path out = Path.of("");

    @Option(
            names = "--labels",
            paramLabel = "FOLDER",
            description = "Labels named as the images; the model's own clean answers if left out.")
    private @Nullable Path labels;

    @Option(
            names = "--organ",
            paramLabel = "NAME",
            description = "What the attack is after; if left out all organs, by the mean share of their Dice.")
    private @Nullable String organ;

    @Mixin
    private Samples samples = new Samples();

    @Spec
    private CommandSpec command = CommandSpec.create();

    @Override
    public void run() {
        int most = samples.count();
        PropertyLayers properties = PropertyLayers.of(PropertyLayer.system());
        Understood understood = Models.understood(SpecFiles.read(file, properties));
        RobustnessSpec spec = understood.spec();
        requireSlicesAlone(spec);
        AttackedFiles.requireFree(out);
        List<Cohorts.Images> given = given(spec.cohort());
        Cohort cohort = understood.cohort();
        given.forEach(one -> requireSame(cohort, one.cohort()));
        AttackedFiles written = new AttackedFiles(out, spec, cohort);
        LineProgress progress = new LineProgress();
        PrintWriter say = command.commandLine().getOut();
        try (SegmentationModel model = understood.open();
                SubjectAttacks attacks = SubjectAttacks.of(spec, model, cohort, properties.store(), progress)) {
            ToDoubleFunction<Judged> left =
                    left(cohort.organNames(), spec.gate().reference());
            for (Cohorts.Images one : given) {
                for (Subject subject : one.cohort().subjects()) {
                    Subject labelled = labels == null ? attacks.asAnswered(subject) : subject;
                    written.add(labelled, attacks.worst(labelled, most, left), one.files());
                    progress.step("attack", written.subjects(), subjects(given), subject.id());
                }
            }
            List<String> lines = written.write(
                    attacks.model(),
                    folder -> read(spec.cohort(), folder, List.of(), false).cohort(),
                    labels != null);
            lines.forEach(say::println);
            say.println("wrote " + out);
            say.flush();
        }
    }

    private static int subjects(List<Cohorts.Images> given) {
        return given.stream().mapToInt(one -> one.cohort().subjects().size()).sum();
    }

    private static void requireSlicesAlone(RobustnessSpec spec) {
        if (Preprocessing.neighbours(spec.model()) > 0) {
            throw new DuressException(
                    "the model sees the slices beside each slice too, each of which the attack changes"
                            + " by itself, so that no file can hold the result; 'duress gate' judges it all the same");
        }
        if (spec.cohort().channels() instanceof ChannelFiles.Folders) {
            throw new DuressException("the spec's images have a folder for each channel, and an image to attack is one"
                    + " file, or files beside each other; name their endings in cohort.channels, as in {suffix: [_0000,"
                    + " _0001]}");
        }
    }

    /** Folder by folder, each subject once. */
    private List<Cohorts.Images> given(CohortSpec spec) {
        Map<Path, List<Path>> folders = new LinkedHashMap<>();
        for (Path image : images) {
            Path path = image.toAbsolutePath().normalize();
            if (Files.isDirectory(path)) {
                folders.put(path, List.of());
            } else if (Files.isRegularFile(path)) {
                Path parent = Objects.requireNonNull(path.getParent(), "a file lies in a folder");
                List<Path> files = new ArrayList<>(folders.getOrDefault(parent, List.of()));
                files.add(path);
                folders.put(parent, files);
            } else {
                throw new DuressException("there is neither a file nor a folder '" + image + "'; correct the path");
            }
        }
        List<Cohorts.Images> all = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        folders.forEach((folder, files) -> {
            Cohorts.Images read = read(spec, folder, files, true);
            for (Path wanted : files) {
                if (read.files().values().stream().noneMatch(own -> own.contains(wanted))) {
                    throw new DuressException(wanted + " is not named as cohort.subject of the spec wants its files, so"
                            + " that nobody knows whose it is; rename it");
                }
            }
            read.cohort().subjects().forEach(subject -> {
                if (!ids.add(subject.id())) {
                    throw new DuressException("there are images of subject " + subject.id() + " in two folders, and"
                            + " their results would be mixed up; attack them one after the other");
                }
            });
            all.add(read);
        });
        return all;
    }

    private Cohorts.Images read(CohortSpec spec, Path folder, List<Path> files, boolean labelled) {
        CohortFormat format = files.stream()
                .findFirst()
                .map(one -> String.valueOf(one.getFileName())
                        .toLowerCase(Locale.ROOT)
                        .endsWith(".png"))
                .map(png -> png ? CohortFormat.PNG : CohortFormat.NIFTI)
                .or(() -> CohortSurvey.format(folder))
                .orElseThrow(() -> new DuressException(
                        "the folder " + folder + " has neither .nii, .nii.gz nor .png files; name that of the images"));
        CohortSpec own = spec.format() == format ? spec : spec.with(CohortSpec.FORMAT, format);
        if (format == CohortFormat.PNG && own.subject().isEmpty()) {
            own = own.with(CohortSpec.SUBJECT, Optional.of(ITSELF));
        }
        return Cohorts.images(
                own.with(CohortSpec.IMAGES, Optional.of(folder))
                        .with(CohortSpec.LABELS, labelled ? Optional.ofNullable(labels) : Optional.empty()),
                files);
    }

    private static void requireSame(Cohort cohort, Cohort given) {
        if (given.channels().size() != cohort.channels().size()) {
            throw new DuressException(
                    "the images have " + given.channels().size() + " channels, and those of the spec's" + " cohort "
                            + cohort.channels().size() + "; give images of the same kind");
        }
    }

    /** The mean share of its clean Dice that is left of an organ which the clean answer shows. */
    private ToDoubleFunction<Judged> left(List<String> organs, Reference reference) {
        if (organ != null && !organs.contains(organ)) {
            throw new DuressException(
                    "--organ names '" + organ + "', which is no organ of the cohort; use one of " + organs);
        }
        int[] wanted = IntStream.range(0, organs.size())
                .filter(i -> organ == null || organs.get(i).equals(organ))
                .toArray();
        return judged -> IntStream.of(wanted)
                .filter(i -> judged.clean().dice().get(i).score() > 0)
                .mapToDouble(i -> share(
                        judged.against(reference).get(i), judged.clean().dice().get(i)))
                .average()
                .orElse(Double.NaN);
    }

    private static double share(Dice attacked, Dice clean) {
        return Double.isNaN(attacked.score()) ? 1 : attacked.score() / clean.score();
    }
}
