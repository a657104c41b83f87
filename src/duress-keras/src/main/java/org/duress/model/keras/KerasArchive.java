package org.duress.model.keras;

import com.fasterxml.jackson.databind.JsonNode;
import io.jhdf.HdfFile;
import io.jhdf.api.Group;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duress.DuressException;
import org.duress.base.BoundedZip;
import org.duress.model.ModelFile;
import org.duress.model.lowering.layers.ModelJson;

/**
 * What {@code Model.save} of Keras 3 (and of Keras 2 from 2.12 on) writes to a {@code .keras} zip: {@code config.json},
 * {@code metadata.json} and {@code model.weights.h5}, in which the arrays of a layer have numbers for names.
 *
 * @param file the model
 * @param fingerprinted what of the zip makes the model what it is; not the day it was saved
 */
record KerasArchive(KerasFile file, List<byte[]> fingerprinted) {
    private static final String CONFIG = "config.json";
    private static final String METADATA = "metadata.json";
    private static final String WEIGHTS = "model.weights.h5";
    private static final String SAVE = "save the model again with model.save('model.keras')";

    /** The group of a model's layers, as newer and older versions call it. */
    private static final List<String> CONTAINERS = List.of("layers", "_layer_checkpoint_dependencies");

    /** A layer's class, and its number among those of the class from the second on. */
    private static final Pattern NUMBERED = Pattern.compile("(.*?)(?:_(\\d{1,9}))?");

    /**
     * Reads an archive.
     *
     * @throws DuressException if it is damaged or no whole model
     */
    static KerasArchive read(BoundedZip zip, String location) {
        for (String entry : List.of(CONFIG, METADATA, WEIGHTS)) {
            if (zip.size(entry).isEmpty()) {
                throw new DuressException("file " + location + " is a zip without " + entry
                        + ", so it is no Keras model; save one with model.save('model.keras')");
            }
        }
        byte[] config = ModelFile.read(zip, CONFIG, location);
        byte[] weights = ModelFile.read(zip, WEIGHTS, location);
        String said = text(ModelFile.read(zip, METADATA, location));
        JsonNode metadata = ModelJson.read(said, METADATA + " in " + location, SAVE);
        String version = metadata.path("keras_version").asText("");
        KerasConfig layers = KerasConfig.read(text(config), location);
        KerasFile file = new KerasFile(
                text(config),
                version,
                H5Arrays.read(
                        weights,
                        location,
                        SAVE,
                        (h5, arrays) -> new Weights(location, arrays).of(layers.layers(), container(h5))));
        return new KerasArchive(file, List.of(config, version.getBytes(StandardCharsets.UTF_8), weights));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static Group container(HdfFile file) {
        return CONTAINERS.stream()
                .flatMap(name -> H5Arrays.findGroup(file, name).stream())
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("there are no " + CONTAINERS.get(0) + " in " + WEIGHTS));
    }

    /** Finds the arrays of each layer. */
    private record Weights(String location, H5Arrays arrays) {
        Map<String, Map<String, Tensor>> of(List<KerasLayer> layers, Group container) {
            Map<String, Group> byName = new HashMap<>();
            Map<String, Map<Integer, Group>> byClass = new HashMap<>();
            for (String name : container.getChildren().keySet()) {
                Optional<Group> variables =
                        H5Arrays.findGroup(container, name).flatMap(layer -> H5Arrays.findGroup(layer, "vars"));
                if (variables.isEmpty() || variables.get().getChildren().isEmpty()) {
                    continue;
                }
                // Keras 3 says whose they are since 3.7 or so.
                arrays.text(variables.get(), "name").ifPresent(layer -> byName.put(layer, variables.get()));
                Matcher parts = NUMBERED.matcher(name);
                if (parts.matches()) {
                    int number = parts.group(2) == null ? 0 : Integer.parseInt(parts.group(2));
                    byClass.computeIfAbsent(parts.group(1), none -> new TreeMap<>(Comparator.naturalOrder()))
                            .put(number, variables.get());
                }
            }
            Map<String, Deque<Group>> inOrder = new HashMap<>();
            byClass.forEach((type, groups) -> inOrder.put(type, new ArrayDeque<>(groups.values())));
            Map<String, Map<String, Tensor>> weights = new LinkedHashMap<>();
            for (KerasLayer layer : layers) {
                List<String> names = KerasWeights.names(layer);
                if (names.isEmpty()) {
                    continue;
                }
                Group group = byName.isEmpty()
                        ? inOrder.getOrDefault(KerasWeights.group(layer.type()), new ArrayDeque<>())
                                .poll()
                        : byName.get(layer.name());
                if (group == null) {
                    throw layer.settings().refused("has no weights in " + WEIGHTS + "; " + SAVE);
                }
                weights.put(layer.name(), tensors(group, names));
            }
            if (byName.isEmpty()) {
                requireNoneLeft(layers, inOrder);
            }
            return weights;
        }

        private Map<String, Tensor> tensors(Group group, List<String> names) {
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            int found = group.getChildren().size();
            // What renormalisation kept comes behind, and is for training alone.
            boolean more = names.contains("moving_variance");
            if (found < names.size() || (found > names.size() && !more)) {
                throw new IllegalArgumentException(
                        "there are " + found + " arrays in " + group.getPath() + ", where " + names + " are needed");
            }
            for (int i = 0; i < names.size(); i++) {
                tensors.put(names.get(i), arrays.tensor(group, Integer.toString(i)));
            }
            return tensors;
        }

        /** Where only the order says whose weights are whose, there must be as many of each. */
        private void requireNoneLeft(List<KerasLayer> layers, Map<String, Deque<Group>> left) {
            for (KerasLayer layer : layers) {
                String group = KerasWeights.group(layer.type());
                if (!KerasWeights.names(layer).isEmpty()
                        && !left.getOrDefault(group, new ArrayDeque<>()).isEmpty()) {
                    throw new DuressException("file " + location + " has weights of more layers '" + group
                            + "' than its config.json has; " + SAVE);
                }
            }
        }
    }
}
