package org.duress.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.data.CohortSurvey;
import org.duress.model.open.Models;

/**
 * What lies in a folder of somebody's data, two levels deep: candidates for images, labels and a model, and what a
 * {@code dataset.json} of nnU-Net or of the Medical Segmentation Decathlon says of them.
 *
 * @param images folders that hold images, by their names; more than one where that is not sure
 * @param labels folders that hold labels, likewise
 * @param models files and folders that may be models, with their formats
 * @param dataset what a dataset.json says
 */
record FoundFolder(List<Path> images, List<Path> labels, Map<Path, String> models, Optional<Dataset> dataset) {
    private static final int DEPTH = 2;

    /** dataset.json has a list of all files in the Decathlon. */
    private static final long MOST_BYTES = 1 << 24;

    private static final Pattern LABELS =
            Pattern.compile("(labels?(tr)?|masks?|seg|segs|segmentations?|annotations?|ground[_-]?truth|gt)");

    private static final Pattern IMAGES =
            Pattern.compile("(images?(tr)?|imgs?|scans?|volumes?|slices|ct|cts|mr|mri|data)");

    /**
     * What a dataset.json says.
     *
     * @param file it
     * @param organs label ids by name, without background
     * @param ignore ids that count nowhere
     * @param channels names, in order
     */
    record Dataset(Path file, Map<String, List<Integer>> organs, List<Integer> ignore, List<String> channels) {}

    static FoundFolder of(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new DuressException(
                    "there is no folder '" + folder + "'; name the one with images, labels and model");
        }
        List<Path> folders = new ArrayList<>(List.of(folder));
        Map<Path, String> models = new LinkedHashMap<>();
        look(folder, 0, folders, models);
        List<Path> holding = folders.stream()
                .filter(one -> CohortSurvey.format(one).isPresent())
                .toList();
        List<Path> labels = named(holding, LABELS);
        List<Path> images = named(holding, IMAGES);
        List<Path> rest = holding.stream().filter(one -> !labels.contains(one)).toList();
        return new FoundFolder(
                images.isEmpty() && labels.size() == 1 ? rest : images,
                labels,
                models,
                folders.stream()
                        .map(one -> one.resolve("dataset.json"))
                        .filter(Files::isRegularFile)
                        .findFirst()
                        .map(FoundFolder::dataset));
    }

    private static List<Path> named(List<Path> folders, Pattern pattern) {
        return folders.stream()
                .filter(folder ->
                        pattern.matcher(name(folder).toLowerCase(Locale.ROOT)).matches())
                .toList();
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    private static void look(Path folder, int depth, List<Path> folders, Map<Path, String> models) {
        for (Path entry : entries(folder)) {
            Optional<String> format = Models.formatOf(entry);
            format.ifPresent(found -> models.put(entry, found));
            if (format.isEmpty() && Files.isDirectory(entry)) {
                folders.add(entry);
                if (depth + 1 < DEPTH) {
                    look(entry, depth + 1, folders, models);
                }
            }
        }
    }

    /** In the order of their names; of a folder of ten thousand images the same. */
    private static List<Path> entries(Path folder) {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !name(entry).startsWith("."))
                    .filter(entry -> !name(entry).matches("(?i).*\\.(png|nii|nii\\.gz|json|csv|txt|ya?ml|npy)"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new DuressException("the folder " + folder + " cannot be read; check its permissions", e);
        }
    }

    private static Dataset dataset(Path file) {
        JsonNode json;
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new DuressException(file + " is larger than 16 MiB, and no description of a data set; remove it");
            }
            json = new JsonMapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new DuressException(
                    file + " is no JSON ("
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse("")
                            + "); correct it, or move it away",
                    e);
        }
        Map<String, List<Integer>> organs = new LinkedHashMap<>();
        List<Integer> ignore = new ArrayList<>();
        json.path("labels").properties().forEach(entry -> {
            // nnU-Net: name to id, or ids of a region. The Decathlon: id to name.
            boolean decathlon = entry.getKey().matches("\\d+");
            String name = decathlon ? entry.getValue().asText() : entry.getKey();
            List<Integer> ids = decathlon ? List.of(Integer.valueOf(entry.getKey())) : ids(entry.getValue());
            if (name.equals("ignore")) {
                ignore.addAll(ids);
            } else if (!ids.contains(0) && !ids.isEmpty()) {
                organs.put(name, ids);
            }
        });
        List<String> channels = new ArrayList<>();
        JsonNode named = json.has("channel_names") ? json.path("channel_names") : json.path("modality");
        named.forEach(channel -> channels.add(channel.asText()));
        return new Dataset(file, organs, ignore, channels);
    }

    private static List<Integer> ids(JsonNode value) {
        List<Integer> ids = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(id -> ids.add(id.asInt()));
        } else {
            ids.add(value.asInt());
        }
        return ids;
    }
}
