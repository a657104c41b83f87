package org.duress.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.duress.DuressException;
import org.duress.attack.Perturbation;
import org.duress.base.AtomicFiles;
import org.duress.base.EnumWords;
import org.duress.data.Cohort;
import org.duress.data.ImageFile;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.dataset.LabelIds;
import org.duress.dataset.OwnGrid;
import org.duress.gate.SubjectAttacks.Worst;
import org.duress.metric.Dice;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;
import org.duress.result.slice.Judged;
import org.duress.result.slice.Trial;
import org.duress.spec.Reference;
import org.duress.spec.RobustnessSpec;

/**
 * Attacked images of somebody, as files: {@code images} has them under the names that they came with, in the same kind
 * of file, on their own grid and with their own header; {@code seen} what the model saw, as {@link NiftiExport} writes
 * it; {@code attack.json} says what happened to each.
 *
 * <p>The attack is judged on the grid of the spec's cohort. Files on another are perturbed by the same fields, brought
 * there, so that they are read again at the end, as any image would be, and judged once more.
 */
final class AttackedFiles {
    private static final String FILE = "attack.json";
    private static final String ABOUT = "images are the files that were given, perturbed, under their own headers; seen"
            + " has what the model saw, in standard deviations of the subject on the grid of the spec's cohort, with"
            + " deformation D, intensity V, and what the model made of the clean and of the attacked image. clean and"
            + " attacked are Dice on that grid, asWritten the Dice of the files of images when they are read again."
            + " 'by' is missing where nothing that counts was worse than the clean image.";
    private static final String OWN_ANSWERS =
            " Dice are with what the model makes of the clean images, for no labels" + " were given.";

    private final Path out;
    private final Reference reference;
    private final RobustnessSpec spec;
    private final List<String> organs;
    private final LabelIds ids;
    private final ObjectNode root = new JsonMapper().createObjectNode();
    private final List<Attacked> attacked = new ArrayList<>();

    /** A subject under attack. */
    private record Attacked(Subject subject, List<Worst> worst, ArrayNode listed) {}

    /** Nothing yet, of a spec with its cohort. */
    AttackedFiles(Path out, RobustnessSpec spec, Cohort cohort) {
        this.out = out;
        this.spec = spec;
        this.organs = cohort.organNames();
        this.ids = LabelIds.of(cohort, spec.cohort());
        this.reference = spec.gate().reference();
    }

    /** Refuses a folder that has such files already: two attacks would be mixed up. */
    static void requireFree(Path out) {
        if (Files.exists(out.resolve(FILE))) {
            throw new DuressException(
                    "there is an attack already, " + out.resolve(FILE) + "; remove its folder, or name another --out");
        }
    }

    /** How many were added. */
    int subjects() {
        return attacked.size();
    }

    /**
     * Writes the images of a subject.
     *
     * @param subject with the labels that count
     * @param worst of each of its slices
     * @param files as {@link org.duress.data.Cohorts.Images} has them
     */
    void add(Subject subject, List<Worst> worst, Map<String, List<Path>> files) {
        ArrayNode listed = root.arrayNode();
        List<Slice> slices = subject.slices();
        boolean png = !files.containsKey(subject.id());
        if (png) {
            for (int i = 0; i < slices.size(); i++) {
                images(
                        files.getOrDefault(slices.get(i).name(), List.of()),
                        slices.subList(i, i + 1),
                        worst.subList(i, i + 1));
            }
        } else {
            images(files.getOrDefault(subject.id(), List.of()), slices, worst);
        }
        List<NiftiExport.Exported> exported = new ArrayList<>();
        for (Worst one : worst) {
            Trial trial = one.judged().trial();
            Slice slice = trial.slice();
            exported.add(new NiftiExport.Exported(
                    slice,
                    slice.name(),
                    trial.fields(),
                    trial.image(),
                    ids.of(trial.movedLabel()),
                    ids.of(slice.classes()),
                    List.of(
                            ids.of(one.judged().clean().segmented()),
                            ids.of(one.judged().segmented()))));
        }
        NiftiExport.write(subject, exported, out.resolve("seen"), listed);
        attacked.add(new Attacked(subject, worst, listed));
    }

    private void images(List<Path> files, List<Slice> slices, List<Worst> worst) {
        List<ImageFile> read = files.stream().map(ImageFile::read).toList();
        List<Perturbation> fields =
                worst.stream().map(one -> one.judged().trial().fields()).toList();
        List<List<float[]>> perturbed = new OwnGrid(spec.cohort(), read).perturbed(slices, fields);
        for (int f = 0; f < files.size(); f++) {
            ImageFile file = read.get(f);
            List<float[]> channels = perturbed.get(f);
            AtomicFiles.write(
                    images().resolve(String.valueOf(files.get(f).getFileName())), path -> file.write(path, channels));
        }
    }

    private Path images() {
        return out.resolve("images");
    }

    /**
     * Reads the images again, and writes the list of them.
     *
     * @param model with the cohort's classes
     * @param read reads a folder of images without labels
     * @param labelled whether labels were given
     * @return a line a subject
     */
    List<String> write(SegmentationModel model, Function<Path, Cohort> read, boolean labelled) {
        Map<String, Slice> again = new HashMap<>();
        read.apply(images()).slices().forEach(slice -> again.put(slice.name(), slice));
        root.put("about", ABOUT + (labelled ? "" : OWN_ANSWERS));
        root.put("spec", spec.name());
        ArrayNode listed = root.putArray("images");
        List<String> lines = new ArrayList<>();
        for (Attacked one : attacked) {
            List<Dice> clean = Dice.none(organs.size());
            List<Dice> under = clean;
            List<Dice> written = clean;
            for (int i = 0; i < one.worst().size(); i++) {
                Worst worst = one.worst().get(i);
                List<Dice> own = asWritten(worst.judged(), again, model);
                clean = Dice.sum(clean, worst.judged().clean().dice());
                under = Dice.sum(under, worst.judged().against(reference));
                written = Dice.sum(written, own);
                ObjectNode entry = (ObjectNode) one.listed().get(i);
                put(entry, worst, own);
                listed.add(entry);
            }
            lines.add(line(one, clean, under, written));
        }
        AtomicFiles.write(
                out.resolve(FILE), file -> Files.writeString(file, root.toPrettyString() + System.lineSeparator()));
        return lines;
    }

    private List<Dice> asWritten(Judged judged, Map<String, Slice> again, SegmentationModel model) {
        Slice slice = Objects.requireNonNull(again.get(judged.trial().slice().name()));
        byte[] answer = model.segment(ImageBatch.of(slice)).classMap();
        return Dice.perOrgan(answer, judged.trial().label(reference), model.sets());
    }

    private void put(ObjectNode entry, Worst worst, List<Dice> written) {
        Trial trial = worst.judged().trial();
        worst.by().ifPresent(by -> entry.put("by", EnumWords.of(by)));
        entry.put("perceptibility", trial.perceptibility());
        entry.put("largestDisplacement", trial.largestDisplacement());
        if (Double.isFinite(trial.largestMillimetres())) {
            entry.put("largestDisplacementMm", trial.largestMillimetres());
        }
        entry.put("largestIntensity", trial.largestIntensity());
        ObjectNode dice = entry.putObject("organs");
        for (int organ = 0; organ < organs.size(); organ++) {
            double clean = worst.judged().clean().dice().get(organ).score();
            double under = worst.judged().against(reference).get(organ).score();
            if (!Double.isNaN(clean) || !Double.isNaN(under)) {
                ObjectNode own = dice.putObject(organs.get(organ));
                score(own, "clean", clean);
                score(own, "attacked", under);
                score(own, "asWritten", written.get(organ).score());
            }
        }
    }

    /** JSON has no NaN. */
    private static void score(ObjectNode entry, String name, double score) {
        if (Double.isNaN(score)) {
            entry.putNull(name);
        } else {
            entry.put(name, score);
        }
    }

    private String line(Attacked one, List<Dice> clean, List<Dice> under, List<Dice> written) {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: p %.4f, largest displacement %.2f %s",
                one.subject().id(),
                one.worst().stream()
                        .mapToDouble(worst -> worst.judged().trial().perceptibility())
                        .average()
                        .orElse(0),
                one.worst().stream()
                        .mapToDouble(worst -> worst.judged().trial().largestDisplacement())
                        .max()
                        .orElse(0),
                spec.cohort().kind().unit()));
        for (int organ = 0; organ < organs.size(); organ++) {
            if (clean.get(organ).score() > 0) {
                line.append(String.format(
                        Locale.ROOT,
                        "; %s %.3f -> %.3f (%.3f in the files)",
                        organs.get(organ),
                        clean.get(organ).score(),
                        under.get(organ).score(),
                        written.get(organ).score()));
            }
        }
        return line.toString();
    }
}
