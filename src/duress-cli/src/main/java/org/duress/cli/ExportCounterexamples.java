package org.duress.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.attack.Perturbation;
import org.duress.attack.Warp;
import org.duress.attack.replay.ImageKey;
import org.duress.base.AtomicFiles;
import org.duress.base.Channels;
import org.duress.base.Grid;
import org.duress.base.Scope;
import org.duress.data.Cohort;
import org.duress.data.Cohorts;
import org.duress.data.NiftiWriter;
import org.duress.data.Organ;
import org.duress.data.PngWriter;
import org.duress.data.Slice;
import org.duress.data.Subject;
import org.duress.model.ImageBatch;
import org.duress.spec.CohortSpec;
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
 * nifti}: one volume a subject, of its slices that have a counterexample. {@code png}: one file a counterexample. A
 * slice on which organs fell by different perturbations is exported once for each. An image of several channels is one
 * file a channel, whose name ends in {@code _0000}, {@code _0001} and so on. {@code OUT/export.json} says which
 * slice is where, and how greys become intensities again.
 */
final class ExportCounterexamples {
    private static final int LARGEST_GREY = 65535;
    private static final int LARGEST_PNG_LABEL = 255;
    private static final String ABOUT =
            "images are adversarial, in standard deviations of the clean subject, at the size of"
                    + " the spec's cohort; labels are moved by the same deformation, with the first label id of each"
                    + " organ, or set of organs that overlap, and what is ignored or masked with the first of"
                    + " cohort.ignore. nifti: slices"
                    + " of a volume are those listed, in order, put 1 mm apart. png: intensity = low + grey / 65535"
                    + " * (high - low).";

    private static final String ABOUT_CHANNELS =
            " An image is one file a channel, those of images; its labels are file.";

    private ExportCounterexamples() {}

    /**
     * One adversarial slice. Identity is meant.
     *
     * @param name the slice's, with the organ that fell where it is exported more than once
     */
    @SuppressWarnings("ArrayRecordComponent")
    private record Exported(Slice slice, String name, float[] image, int[] labels) {
        float[] channel(int channel) {
            return Channels.one(image, channel, slice.channels());
        }
    }

    /** The images' files of a name, one a channel. */
    private static List<String> files(String name, String suffix, int channels) {
        return channels == 1
                ? List.of(name + suffix)
                : IntStream.range(0, channels)
                        .mapToObj(channel -> String.format(Locale.ROOT, "%s_%04d%s", name, channel, suffix))
                        .toList();
    }

    /** How exported slices become files. */
    private interface Writer {
        /** Writes the slices of a subject, and says in a JSON object per slice where they are. */
        void write(Subject subject, List<Exported> slices, Path out, ArrayNode listed);
    }

    /**
     * Exports.
     *
     * @return one sentence for a human reader
     */
    static String run(RobustnessSpec spec, Path folder, Path out, String format) {
        return run(spec, () -> Cohorts.open(spec.cohort()), folder, out, format);
    }

    /** The same with a cohort that is opened only where there is something to export. */
    static String run(RobustnessSpec spec, Supplier<Cohort> images, Path folder, Path out, String format) {
        Writer writer = switch (format) {
            case "nifti" -> ExportCounterexamples::nifti;
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
        int[] ids = labelIds(cohort, spec.cohort());
        int ignored = spec.cohort().ignore().stream().findFirst().orElse(0);
        ObjectNode json = new JsonMapper().createObjectNode();
        int channels = cohort.subjects().get(0).slices().get(0).channels();
        json.put("about", channels == 1 ? ABOUT : ABOUT + ABOUT_CHANNELS);
        ObjectNode organs = json.putObject("labels");
        for (int organ = 0; organ < cohort.organs().size(); organ++) {
            put(organs, cohort.organs().get(organ).name(), ids, cohort.sets().classesOf(organ + 1));
        }
        ArrayNode listed = json.putArray("slices");
        for (Subject subject : cohort.subjects()) {
            List<Exported> exported = exported(subject, known, ids, ignored);
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

    /** One id of an organ, or one of each set that it is in. */
    private static void put(ObjectNode organs, String name, int[] ids, int[] classes) {
        int[] own = IntStream.of(classes).map(c -> ids[c]).filter(id -> id != 0).toArray();
        if (own.length == 1) {
            organs.put(name, own[0]);
        } else {
            IntStream.of(own).forEach(organs.putArray(name)::add);
        }
    }

    private static List<Exported> exported(
            Subject subject, Map<ImageKey, List<Counterexample>> known, int[] ids, int ignored) {
        List<Exported> exported = new ArrayList<>();
        for (Slice slice : subject.slices()) {
            ImageBatch image = ImageBatch.of(slice);
            List<Counterexample> examples = known.getOrDefault(ImageKey.of(image, 0), List.of());
            for (Counterexample example : examples) {
                Perturbation fields = example.fields();
                byte[] classes = Warp.labels(slice.classes(), fields.deformation(), slice.grid());
                int[] labels = new int[classes.length];
                for (int i = 0; i < labels.length; i++) {
                    labels[i] = Scope.counts(classes[i]) ? ids[classes[i]] : ignored;
                }
                String name = examples.size() == 1
                        ? slice.name()
                        : slice.name() + "." + example.falls().get(0).organ();
                exported.add(
                        new Exported(slice, name, Warp.perturb(image, fields).pixels(), labels));
            }
        }
        return exported;
    }

    /** For each class the label id of the cohort's files: the first one that is in its organs and no others. */
    private static int[] labelIds(Cohort cohort, CohortSpec spec) {
        int[] ids = new int[cohort.sets().classes()];
        for (Organ organ : cohort.organs()) {
            List<Integer> named = spec.organs().getOrDefault(organ.name(), List.of());
            for (int label : named.isEmpty() ? new TreeSet<>(organ.labels()) : named) {
                int cls = cls(label, cohort);
                ids[cls] = ids[cls] == 0 ? label : ids[cls];
            }
        }
        return ids;
    }

    private static int cls(int label, Cohort cohort) {
        int cls = 0;
        for (int i = 0; i < cohort.organs().size(); i++) {
            cls = cohort.organs().get(i).labels().contains(label)
                    ? cohort.sets().with(cls, i + 1)
                    : cls;
        }
        return cls;
    }

    private static void nifti(Subject subject, List<Exported> slices, Path out, ArrayNode listed) {
        String plain = FileNames.safe(subject.id(), Set.of());
        String name = plain + ".nii.gz";
        Slice first = slices.get(0).slice();
        Grid grid = first.grid();
        List<String> files = files(plain, ".nii.gz", first.channels());
        for (int c = 0; c < files.size(); c++) {
            int channel = c;
            AtomicFiles.write(
                    out.resolve("images").resolve(files.get(c)),
                    file -> NiftiWriter.images(
                            file,
                            grid,
                            slices.stream().map(slice -> slice.channel(channel)).toList()));
        }
        AtomicFiles.write(
                out.resolve("labels").resolve(name),
                file -> NiftiWriter.labels(
                        file, grid, slices.stream().map(Exported::labels).toList()));
        for (Exported slice : slices) {
            ObjectNode entry = listed.addObject()
                    .put("subject", subject.id())
                    .put("slice", slice.name())
                    .put("file", name);
            images(entry, files);
        }
    }

    /** Names the images where they are not named like the labels. */
    private static ArrayNode images(ObjectNode entry, List<String> files) {
        ArrayNode images = new JsonMapper().createArrayNode();
        files.forEach(file -> images.addObject().put("file", file));
        if (files.size() > 1) {
            entry.set("images", images);
        }
        return images;
    }

    /**
     * How intensities of a channel become greys.
     *
     * @param step of one grey
     */
    private record Scale(float low, double step) {
        static Scale of(List<Exported> slices, int channel) {
            float low = Float.POSITIVE_INFINITY;
            float high = Float.NEGATIVE_INFINITY;
            for (Exported slice : slices) {
                for (float value : slice.channel(channel)) {
                    low = Math.min(low, value);
                    high = Math.max(high, value);
                }
            }
            return new Scale(low, high > low ? ((double) high - low) / LARGEST_GREY : 1);
        }

        int[] greys(float[] image) {
            int[] greys = new int[image.length];
            for (int i = 0; i < greys.length; i++) {
                greys[i] = (int) Math.round((image[i] - (double) low) / step);
            }
            return greys;
        }

        void put(ObjectNode entry) {
            entry.put("low", low).put("high", low + LARGEST_GREY * step);
        }
    }

    /** Greys of a channel of a subject share one scale, so that its slices stay comparable. */
    private static void png(Subject subject, List<Exported> slices, Path out, ArrayNode listed) {
        int channels = slices.get(0).slice().channels();
        List<Scale> scales = IntStream.range(0, channels)
                .mapToObj(channel -> Scale.of(slices, channel))
                .toList();
        for (Exported slice : slices) {
            String plain = FileNames.safe(slice.name(), Set.of());
            String name = plain + ".png";
            List<String> files = files(plain, ".png", channels);
            int height = slice.slice().grid().height();
            int width = slice.slice().grid().width();
            requireBytes(slice.labels());
            for (int c = 0; c < channels; c++) {
                int[] greys = scales.get(c).greys(slice.channel(c));
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
            ArrayNode images = images(entry, files);
            for (int c = 0; c < channels; c++) {
                scales.get(c).put(channels == 1 ? entry : (ObjectNode) images.get(c));
            }
        }
    }

    private static void requireBytes(int[] labels) {
        for (int label : labels) {
            if (label > LARGEST_PNG_LABEL) {
                throw new DuressException(
                        "label id " + label + " is above 255, the most that an 8-bit PNG holds; export as nifti");
            }
        }
    }
}
