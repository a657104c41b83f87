package org.duress.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.attack.replay.ImageKey;
import org.duress.base.AtomicFiles;
import org.duress.base.ImageKind;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.data.PngWriter;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.dataset.Greys;
import org.duress.dataset.ImageNames;
import org.duress.dataset.LabelIds;
import org.duress.model.ImageBatch;
import org.duress.spec.DuressProperties;
import org.duress.spec.RobustnessSpec;
import org.duress.store.Counterexample;
import org.duress.store.CounterexampleFolder;
import org.duress.store.FileNames;

/**
 * Rebuilds the adversarial images of the counterexamples that a spec found, with their labels, so that a model can be
 * trained again with them. Images come from the spec's cohort, fields from the folder of counterexamples.
 *
 * <p>{@code OUT/images} and {@code OUT/labels} have files of the same names, as the cohort formats want them. {@code
 * nifti}: one file a subject, of its slices that have a counterexample, or one a counterexample of a volume. {@code
 * png}: one file a counterexample of a slice. A slice or volume on which organs fell by different perturbations is
 * exported once for each. An image of several channels is one file a channel, whose name ends in {@code _0000}, {@code
 * _0001} and so on. {@code OUT/export.json} says what is where, and how greys become intensities again.
 *
 * <p>{@code nifti} has beside them, in files of the same names, {@code OUT/clean} and {@code OUT/truth}, the image and
 * the labels as they were, {@code OUT/deformation} and {@code OUT/intensity}, the fields, and where the model is asked
 * too {@code OUT/segmented-clean} and {@code OUT/segmented-attacked}.
 */
final class ExportCounterexamples {
    private static final String ABOUT =
            "images are adversarial, in standard deviations of the clean subject, at the size of"
                    + " the spec's cohort; labels are moved by the same deformation, with the first label id of each"
                    + " organ, or set of organs that overlap, and what is ignored or masked with the first of"
                    + " cohort.ignore. ";

    private static final String ABOUT_SLICES = "nifti: slices"
            + " of a volume are those listed, in order, put 1 mm apart. png: intensity = low + grey / 65535"
            + " * (high - low).";

    private static final String ABOUT_FIELDS =
            " nifti: clean and truth are image and labels as they were; deformation is"
                    + " D in voxels, its components along the file's first, second and third axis: the adversarial"
                    + " image at a voxel is the clean one so far away, plus intensity.";

    private static final String ABOUT_CHANNELS =
            " An image is one file a channel, those of images; its labels are file.";

    private ExportCounterexamples() {}

    /** What a model makes of an image: a class for each point. */
    interface Asked extends Function<ImageBatch, byte[]> {}

    /** How exported slices become files. */
    private interface Writer {
        /** Writes the slices of a subject, and says in a JSON object per slice where they are. */
        void write(Subject subject, List<NiftiExport.Exported> slices, Path out, ArrayNode listed);
    }

    /**
     * Exports.
     *
     * @return one sentence for a human reader
     */
    static String run(RobustnessSpec spec, Path folder, Path out, String format) {
        return run(spec, () -> Cohorts.open(spec.cohort()), folder, out, format, Optional.empty());
    }

    /**
     * The same with a cohort that is opened only where there is something to export.
     *
     * @param model that is asked about every image, in the cohort's classes
     */
    static String run(
            RobustnessSpec spec, Supplier<Cohort> images, Path folder, Path out, String format, Optional<Asked> model) {
        Writer writer = switch (format) {
            case "nifti" -> NiftiExport::write;
            case "png" -> ExportCounterexamples::png;
            default -> throw new DuressException("'" + format + "' is no format to export; use nifti or png");
        };
        List<Counterexample> examples = new CounterexampleFolder(folder, System.err::println).read(spec.name());
        Map<ImageKey, List<Counterexample>> known =
                examples.stream().collect(Collectors.groupingBy(Counterexample::image));
        if (known.isEmpty()) {
            throw new DuressException("'" + folder + "' holds no counterexample of spec '" + spec.name()
                    + "'; run a test that fails first, or set " + DuressProperties.COUNTEREXAMPLES);
        }
        Cohort cohort = images.get();
        ImageKind kind = cohort.subjects().get(0).slices().get(0).grid().kind();
        if (kind == ImageKind.VOLUME && !format.equals("nifti")) {
            throw new DuressException("a volume is no '" + format + "' file; export it as nifti");
        }
        LabelIds ids = LabelIds.of(cohort, spec.cohort());
        ObjectNode json = new JsonMapper().createObjectNode();
        int channels = cohort.subjects().get(0).slices().get(0).channels();
        json.put(
                "about",
                ABOUT
                        + (kind == ImageKind.SLICE ? ABOUT_SLICES : "nifti: one file a counterexample.")
                        + (format.equals("nifti") ? ABOUT_FIELDS : "")
                        + (channels == 1 ? "" : ABOUT_CHANNELS));
        ids.put(json.putObject("labels"));
        ArrayNode listed = json.putArray(kind.images());
        for (Subject subject : cohort.subjects()) {
            List<NiftiExport.Exported> exported = exported(subject, known, ids, model);
            if (!exported.isEmpty()) {
                writer.write(subject, exported, out, listed);
            }
        }
        if (listed.isEmpty()) {
            throw new DuressException("none of the " + examples.size() + " counterexamples of spec '" + spec.name()
                    + "' fits an image of its cohort; use the cohort and the settings they were found with");
        }
        AtomicFiles.write(
                out.resolve("export.json"),
                file -> Files.writeString(file, json.toPrettyString() + System.lineSeparator()));
        return "exported " + listed.size() + " of " + examples.size() + " counterexamples to " + out;
    }

    private static List<NiftiExport.Exported> exported(
            Subject subject, Map<ImageKey, List<Counterexample>> known, LabelIds ids, Optional<Asked> model) {
        List<NiftiExport.Exported> exported = new ArrayList<>();
        for (Slice slice : subject.slices()) {
            ImageBatch image = ImageBatch.of(slice);
            List<Counterexample> examples = known.getOrDefault(ImageKey.of(image, 0), List.of());
            for (Counterexample example : examples) {
                Perturbation fields = example.fields();
                ImageBatch attacked = Warp.perturb(image, fields);
                String name = examples.size() == 1
                        ? slice.name()
                        : slice.name() + "." + example.falls().get(0).organ();
                exported.add(new NiftiExport.Exported(
                        slice,
                        name,
                        fields,
                        attacked.pixels(),
                        ids.of(Warp.labels(slice.classes(), fields.deformation(), slice.grid())),
                        ids.of(slice.classes()),
                        model.stream()
                                .flatMap(asked -> Stream.of(asked.apply(image), asked.apply(attacked)))
                                .map(ids::of)
                                .toList()));
            }
        }
        return exported;
    }

    /** Greys of a channel of a subject share one scale, so that its slices stay comparable. */
    private static void png(Subject subject, List<NiftiExport.Exported> slices, Path out, ArrayNode listed) {
        int channels = slices.get(0).slice().channels();
        List<Greys> scales = IntStream.range(0, channels)
                .mapToObj(channel -> Greys.between(
                        slices.stream().map(slice -> slice.channel(channel)).toList()))
                .toList();
        for (NiftiExport.Exported slice : slices) {
            String plain = FileNames.safe(slice.name(), Set.of());
            String name = plain + ".png";
            List<String> files = ImageNames.of(plain, ".png", channels);
            int height = slice.slice().grid().height();
            int width = slice.slice().grid().width();
            Greys.requireBytes(slice.labels());
            for (int c = 0; c < channels; c++) {
                int[] greys = scales.get(c).of(slice.channel(c));
                AtomicFiles.write(
                        out.resolve("images").resolve(files.get(c)),
                        file -> PngWriter.grey16(file, height, width, greys));
            }
            AtomicFiles.write(
                    out.resolve("labels").resolve(name), file -> PngWriter.grey8(file, height, width, slice.labels()));
            ObjectNode entry = listed.addObject()
                    .put("subject", subject.id())
                    .put("slice", slice.name())
                    .put("file", name);
            ArrayNode images = NiftiExport.images(entry, files);
            for (int c = 0; c < channels; c++) {
                scales.get(c).put(channels == 1 ? entry : (ObjectNode) images.get(c));
            }
        }
    }
}
