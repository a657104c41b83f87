package org.duress.dataset;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.duress.DuressException;
import org.duress.base.AtomicFiles;
import org.duress.data.Cohort;
import org.duress.data.NiftiWriter;
import org.duress.data.Slice;
import org.duress.spec.CohortSpec;
import org.duress.store.FileNames;

/**
 * A raw data set of nnU-Net (version 2), a folder {@code DatasetXXX_Name}: {@code imagesTr/CASE_0000.nii.gz}, {@code
 * labelsTr/CASE.nii.gz} and {@code dataset.json}. A case is a volume, or one slice in a file of two dimensions: slices
 * are attacked one by one, and what was made of one beside the next is no volume.
 *
 * <p>{@code splits_final.json} has up to five folds in which all cases of a subject lie on one side. nnU-Net reads it
 * from its folder of preprocessed data alone, where it has to be copied; nnU-Net's own folds are drawn by case.
 *
 * @param name {@code DatasetXXX_Name}, of three digits, letters, digits, dashes and underscores
 * @param channels names in place of the cohort's; empty where these are to be taken, or {@code CT}
 *     where the cohort's modality says so. nnU-Net normalises by them: those
 *     named {@code CT} as Hounsfield units, others by each case's mean and deviation
 */
public record NnUNetLayout(String name, List<String> channels) implements DatasetLayout {
    private static final Pattern NAME = Pattern.compile("Dataset\\d{3}_[A-Za-z0-9_-]+");
    private static final Pattern NO_LETTER = Pattern.compile("[^A-Za-z0-9]+");
    private static final String ENDING = NiftiLayout.ENDING;
    private static final String HOUNSFIELD = "CT";
    private static final int FOLDS = 5;

    private static final String ABOUT = "labels are numbered as dataset.json says. Copy splits_final.json to the data"
            + " set's folder of nnUNet_preprocessed: it keeps all cases of a subject in one fold.";

    public NnUNetLayout {
        if (!NAME.matcher(name).matches()) {
            throw new DuressException("'" + name + "' is no name of a data set of nnU-Net; write Dataset, three digits,"
                    + " an underscore and a name of letters and digits, as in Dataset501_Liver");
        }
        channels = List.copyOf(channels);
    }

    /** Of the cohort's own channels, named after a spec, under the first number that nnU-Net leaves to its users. */
    public static NnUNetLayout of(String spec) {
        String plain = NO_LETTER.matcher(spec).replaceAll("-");
        return new NnUNetLayout("Dataset501_" + (plain.isEmpty() ? "Duress" : plain), List.of());
    }

    @Override
    public Path folder(Path out) {
        return out.resolve(name);
    }

    @Override
    public String write(AttackedCohort attacked, CohortSpec spec, Path out) {
        requireFree(out);
        Path folder = folder(out);
        List<Slice> all = attacked.copies().stream()
                .flatMap(copy -> copy.subject().slices().stream())
                .toList();
        int own = all.get(0).channels();
        List<String> names = channels.isEmpty() ? names(attacked.cohort(), spec) : channels;
        if (names.size() != own) {
            throw new DuressException(names.size() + " channels are named " + names + ", but the images have " + own
                    + "; name as many, or none");
        }
        NnUNetLabels labels = NnUNetLabels.of(attacked.cohort(), all);
        Listing listing = new Listing(attacked, ABOUT);
        Map<String, List<String>> cases = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        for (AttackedCopy copy : attacked.copies()) {
            List<Slice> slices = copy.subject().slices();
            for (int i = 0; i < slices.size(); i++) {
                Slice slice = slices.get(i);
                String id = FileNames.safe(slice.name(), taken);
                taken.add(id.toLowerCase(Locale.ROOT));
                List<String> files = ImageNames.numbered(id, ENDING, own);
                write(slice, folder, id, files, labels);
                listing.add(copy, i, id + ENDING, files);
                cases.computeIfAbsent(copy.of(), subject -> new ArrayList<>()).add(id);
            }
        }
        json(folder.resolve("dataset.json"), dataset(names, labels, all.size(), all.get(0)));
        if (cases.size() > 1) {
            json(folder.resolve("splits_final.json"), splits(List.copyOf(cases.values())));
        }
        return listing.write(folder);
    }

    private static List<String> names(Cohort cohort, CohortSpec spec) {
        return spec.hounsfield() ? Collections.nCopies(cohort.channels().size(), HOUNSFIELD) : cohort.channels();
    }

    private static void write(Slice slice, Path folder, String id, List<String> files, NnUNetLabels labels) {
        for (int c = 0; c < files.size(); c++) {
            float[] image = OwnUnits.channel(slice, c);
            AtomicFiles.write(
                    folder.resolve("imagesTr").resolve(files.get(c)),
                    file -> NiftiWriter.image(file, slice.grid(), image));
        }
        AtomicFiles.write(
                folder.resolve("labelsTr").resolve(id + ENDING),
                file -> NiftiWriter.label(file, slice.grid(), labels.of(slice.classes())));
    }

    private ObjectNode dataset(List<String> names, NnUNetLabels labels, int count, Slice first) {
        ObjectNode dataset = new JsonMapper().createObjectNode();
        ObjectNode named = dataset.putObject("channel_names");
        for (int c = 0; c < names.size(); c++) {
            named.put(Integer.toString(c), names.get(c));
        }
        labels.put(dataset);
        dataset.put("numTraining", count).put("file_ending", ENDING);
        if (!first.volume()) {
            // Its other readers of this ending want three dimensions.
            dataset.put("overwrite_image_reader_writer", "SimpleITKIO");
        }
        return dataset;
    }

    /** Subject k is left out of fold k, k + 5 and so on of those that there are. */
    private static ArrayNode splits(List<List<String>> subjects) {
        ArrayNode splits = new JsonMapper().createArrayNode();
        int folds = Math.min(FOLDS, subjects.size());
        for (int f = 0; f < folds; f++) {
            int fold = f;
            ObjectNode split = splits.addObject();
            ArrayNode train = split.putArray("train");
            ArrayNode held = split.putArray("val");
            IntStream.range(0, subjects.size())
                    .forEach(s -> subjects.get(s).forEach((s % folds == fold ? held : train)::add));
        }
        return splits;
    }

    private static void json(Path file, JsonNode content) {
        AtomicFiles.write(file, path -> write(path, content));
    }

    private static void write(Path path, JsonNode content) throws IOException {
        Files.writeString(path, content.toPrettyString() + System.lineSeparator());
    }
}
