package org.duress.model.dl4j;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.duress.DuressException;
import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.layers.LayerFile;
import org.duress.model.lowering.layers.LayerSettings;
import org.duress.model.lowering.layers.ModelJson;
import org.duress.spec.ModelLayout;

/**
 * {@code configuration.json} of a ComputationGraph or a MultiLayerNetwork, read as a tree: classes are words in it, and
 * none is ever loaded.
 *
 * @param input name of the network's one input
 * @param vertices in the order of computation
 * @param outputs the network's outputs
 */
record Configuration(String input, List<Vertex> vertices, List<String> outputs) {
    private static final String PACKAGE = "org.deeplearning4j.nn.conf.";
    private static final List<String> SLICES_KEYS = List.of("cnn2dDataFormat", "cnn2DFormat", "format", "dataFormat");
    /** Layers of volumes have the setting of slices too, which says nothing then. */
    private static final List<String> VOLUMES_KEYS = List.of("dataFormat");

    Configuration {
        vertices = List.copyOf(vertices);
        outputs = List.copyOf(outputs);
    }

    /**
     * Reads a configuration.
     *
     * @param location for messages
     * @throws DuressException if it is none, or not of version 1.0.0-beta or newer
     */
    static Configuration read(byte[] json, String location) {
        JsonNode root = ModelJson.read(
                new String(json, StandardCharsets.UTF_8),
                "configuration.json in " + location,
                "restore the file or save the network again");
        if (root.path("vertices").isObject()) {
            return graph(root, location);
        }
        if (root.path("confs").isArray()) {
            return chain(root, location);
        }
        throw new DuressException("configuration.json in " + location
                + " is neither a ComputationGraph's nor a MultiLayerNetwork's; save the network with"
                + " ModelSerializer.writeModel");
    }

    /** Channels of the image: what the first layer that says so takes; 1 where none does. */
    int channels() {
        for (Vertex vertex : vertices) {
            if (vertex.settings().json().path("nin").asInt() > 0) {
                return vertex.settings().json().path("nin").asInt();
            }
        }
        return 1;
    }

    /** Axes of the image: those of the first layer that is made for slices, or for volumes; 2 where none is. */
    int axes() {
        return vertices.stream()
                .map(Vertex::axes)
                .flatMapToInt(OptionalInt::stream)
                .findFirst()
                .orElse(2);
    }

    /**
     * Order of the image axes inside the network.
     *
     * @throws DuressException if layers differ in this
     */
    ModelLayout layout() {
        boolean slices = axes() == 2;
        return LayerFile.layout(
                vertices.stream()
                        .filter(vertex -> slices || vertex.axes().isPresent())
                        .map(Vertex::settings)
                        .toList(),
                layer -> layout(layer, slices ? SLICES_KEYS : VOLUMES_KEYS),
                slices ? "CNN2DFormat" : "Convolution3D.DataFormat",
                ModelLayout.NCHW);
    }

    private static Optional<ModelLayout> layout(LayerSettings layer, List<String> keys) {
        return keys.stream()
                .filter(layer::has)
                .map(key -> layer.text(key, "").matches("ND?HWC") ? ModelLayout.NHWC : ModelLayout.NCHW)
                .findFirst();
    }

    private static Configuration graph(JsonNode root, String location) {
        List<String> inputs = ModelJson.words(root.path("networkInputs"));
        List<String> outputs = ModelJson.words(root.path("networkOutputs"));
        String input = LayerFile.onlyInput(inputs, "the network in " + location);
        if (outputs.isEmpty()) {
            throw new DuressException("the network in " + location + " has no outputs; build it with setOutputs");
        }
        Map<String, JsonNode> configured = new LinkedHashMap<>();
        Lowering.requireCount(root.path("vertices").size(), "the network in " + location);
        root.path("vertices").properties().forEach(field -> configured.put(field.getKey(), field.getValue()));
        Map<String, List<String>> wires = new HashMap<>();
        root.path("vertexInputs")
                .properties()
                .forEach(field -> wires.put(field.getKey(), ModelJson.words(field.getValue())));
        List<String> order = root.path("topologicalOrderStr").isArray()
                ? ModelJson.words(root.path("topologicalOrderStr"))
                : order(inputs, configured.keySet(), wires);
        Set<String> known = new HashSet<>(inputs);
        List<Vertex> vertices = new ArrayList<>();
        for (String name : order) {
            if (inputs.contains(name)) {
                continue;
            }
            JsonNode vertex = configured.get(name);
            List<String> from = wires.getOrDefault(name, List.of());
            if (vertex == null || from.isEmpty() || !known.containsAll(from) || !known.add(name)) {
                throw disorder(location, name);
            }
            vertices.add(vertex(vertices.size() + 1, name, vertex, from, location));
        }
        if (vertices.size() != configured.size() || !known.containsAll(outputs)) {
            throw disorder(location, outputs.get(0));
        }
        return new Configuration(input, vertices, outputs);
    }

    private static Vertex vertex(int position, String name, JsonNode vertex, List<String> inputs, String location) {
        JsonNode inner = vertex;
        while (type(inner).equals("graph.FrozenVertex")) {
            inner = inner.path("underlying");
        }
        return type(inner).equals("graph.LayerVertex")
                ? layer(
                        position,
                        name,
                        inner.path("layerConf").path("layer"),
                        inner.path("preProcessor"),
                        inputs,
                        location)
                : new Vertex(
                        position,
                        name,
                        type(inner),
                        settings(position, name, inner, location),
                        MissingNode.getInstance(),
                        inputs);
    }

    private static Configuration chain(JsonNode root, String location) {
        Lowering.requireCount(root.path("confs").size(), "the network in " + location);
        List<Vertex> vertices = new ArrayList<>();
        String before = "";
        for (JsonNode conf : root.path("confs")) {
            JsonNode layer = conf.path("layer");
            int index = vertices.size();
            String name = layer.path("layerName").asText("layer" + index);
            JsonNode preProcessor = root.path("inputPreProcessors").path(Integer.toString(index));
            // Layers of a chain need no names of their own, so a name may come twice.
            String unique = index + " " + name;
            vertices.add(layer(index + 1, name, layer, preProcessor, List.of(before), location)
                    .named(unique));
            before = unique;
        }
        if (vertices.isEmpty()) {
            throw new DuressException("the network in " + location + " has no layers; check model.path");
        }
        return new Configuration("", vertices, List.of(before));
    }

    private static Vertex layer(
            int position, String name, JsonNode layer, JsonNode preProcessor, List<String> inputs, String location) {
        JsonNode inner = layer;
        while (type(inner).equals("layers.misc.FrozenLayer")
                || type(inner).equals("layers.misc.FrozenLayerWithBackprop")) {
            inner = inner.has("layer") ? inner.path("layer") : inner.path("underlying");
        }
        return new Vertex(position, name, type(inner), settings(position, name, inner, location), preProcessor, inputs);
    }

    private static LayerSettings settings(int position, String name, JsonNode json, String location) {
        String type = type(json);
        if (type.isEmpty()) {
            throw new DuressException("layer " + position + " '" + name + "' in " + location
                    + " has no class, so the file was written by Deeplearning4j before 1.0.0-beta; load it with"
                    + " 1.0.0-M2.1 and save it again with ModelSerializer.writeModel");
        }
        String simple = type.substring(type.lastIndexOf('.') + 1);
        return LayerSettings.of(position, name, simple, location, json);
    }

    private static String type(JsonNode json) {
        String name = json.path("@class").asText("");
        return name.startsWith(PACKAGE) ? name.substring(PACKAGE.length()) : name;
    }

    /**
     * The order that ComputationGraph.calculateIndices finds where the file has none, to the letter: its hash sets of
     * numbers decide between vertices that could come next, and with it where the coefficients of each lie.
     */
    private static List<String> order(List<String> inputs, Set<String> vertices, Map<String, List<String>> wires) {
        List<String> names = new ArrayList<>(inputs);
        names.addAll(vertices);
        Map<String, Integer> index = new HashMap<>();
        names.forEach(name -> index.put(name, index.size()));
        Map<Integer, Set<Integer>> from = new HashMap<>();
        Map<Integer, Set<Integer>> to = new HashMap<>();
        for (String name : vertices) {
            int i = index.getOrDefault(name, -1);
            Set<Integer> sources = new HashSet<>();
            for (String wire : wires.getOrDefault(name, List.of())) {
                int source = index.getOrDefault(wire, -1);
                sources.add(source);
                to.computeIfAbsent(source, none -> new HashSet<>()).add(i);
            }
            from.put(i, sources);
        }
        Deque<Integer> next = new ArrayDeque<>();
        for (int i = 0; i < names.size(); i++) {
            if (from.getOrDefault(i, Set.of()).isEmpty()) {
                next.add(i);
            }
        }
        List<String> order = new ArrayList<>();
        while (!next.isEmpty()) {
            int i = next.removeFirst();
            order.add(names.get(i));
            Iterator<Integer> readers = to.getOrDefault(i, Set.of()).iterator();
            while (readers.hasNext()) {
                int reader = readers.next();
                Set<Integer> left = from.getOrDefault(reader, new HashSet<>());
                left.remove(i);
                if (left.isEmpty()) {
                    next.add(reader);
                }
            }
        }
        return order;
    }

    private static DuressException disorder(String location, String name) {
        return new DuressException("the vertices in " + location + " form no graph (at '" + name
                + "'); restore the file or save the network again");
    }
}
