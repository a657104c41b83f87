package org.duress.model.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duress.DuressException;
import org.duress.model.keras.KerasLayer.Call;
import org.duress.model.lowering.LayerSettings;

/**
 * {@code model_config}: the layers of a functional or a sequential model. Classes are words in it; nothing is loaded or
 * executed by name.
 *
 * @param layers as in the file
 * @param outputs results of the model, by the name of their layer
 * @param channelsFirst whether images are {@code [batch, channels, height, width]}
 * @param channels of the image
 */
record KerasConfig(List<KerasLayer> layers, Map<String, Call> outputs, boolean channelsFirst, int channels) {
    private static final int RANK = 4;

    /**
     * Reads a configuration.
     *
     * @param location for messages
     * @throws DuressException if it is none
     */
    static KerasConfig read(String json, String location) {
        JsonNode root;
        try {
            root = new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new DuressException(
                    "model_config in " + location + " is no JSON (" + e.getOriginalMessage()
                            + "); save the model again with model.save('model.h5')",
                    e);
        }
        String type = root.path("class_name").asText("");
        return switch (type) {
            case "Sequential" -> sequential(root.path("config"), location);
            case "Functional", "Model" -> functional(root.path("config"), location);
            default ->
                throw new DuressException("the model in " + location + " is a '" + type
                        + "', whose layers only its Python code knows; save a Functional or Sequential model, or export"
                        + " it to ONNX (model.format: onnx)");
        };
    }

    /**
     * The result to use.
     *
     * @throws DuressException if the model has no output of this name
     */
    Call output(Optional<String> wanted, String location) {
        Call call = wanted.map(outputs::get).orElse(null);
        if (call != null) {
            return call;
        }
        if (wanted.isPresent()) {
            throw new DuressException("the model in " + location + " has no output '" + wanted.get()
                    + "'; set model.output to one of " + List.copyOf(outputs.keySet()));
        }
        return outputs.values().iterator().next();
    }

    private static KerasConfig sequential(JsonNode config, String location) {
        JsonNode list = config.isArray() ? config : config.path("layers");
        List<KerasLayer> layers = new ArrayList<>();
        String before = "";
        for (JsonNode json : list) {
            boolean input = json.path("class_name").asText("").equals("InputLayer");
            if (layers.isEmpty() && !input) {
                // Without an InputLayer the first layer says what it takes.
                layers.add(new KerasLayer(
                        0,
                        "",
                        "InputLayer",
                        new LayerSettings("the input of " + location, json.path("config")),
                        List.of(List.of())));
            }
            KerasLayer layer = layer(
                    json,
                    layers.size() + (layers.isEmpty() || layers.get(0).position() > 0 ? 1 : 0),
                    input ? List.of(List.of()) : List.of(List.of(new Call(before, 0))),
                    location);
            before = layer.name();
            layers.add(layer);
        }
        return checked(layers, new LinkedHashMap<>(Map.of(before, new Call(before, 0))), location);
    }

    private static KerasConfig functional(JsonNode config, String location) {
        List<KerasLayer> layers = new ArrayList<>();
        for (JsonNode json : config.path("layers")) {
            List<List<Call>> calls = new ArrayList<>();
            for (JsonNode node : json.path("inbound_nodes")) {
                calls.add(calls(node, json.path("name").asText(""), location));
            }
            if (calls.isEmpty()) {
                calls.add(List.of());
            }
            layers.add(layer(json, layers.size() + 1, calls, location));
        }
        Map<String, Call> outputs = new LinkedHashMap<>();
        for (JsonNode output : nested(config.path("output_layers"))) {
            outputs.put(
                    output.path(0).asText(""),
                    new Call(output.path(0).asText(""), output.path(1).asInt(0)));
        }
        if (nested(config.path("input_layers")).size() != 1) {
            throw new DuressException("the model in " + location + " has "
                    + nested(config.path("input_layers")).size() + " inputs, where one, the image, is needed");
        }
        return checked(layers, outputs, location);
    }

    /** {@code [["a", 0, 0], ...]}; a single one may stand alone. */
    private static List<JsonNode> nested(JsonNode list) {
        List<JsonNode> several = new ArrayList<>();
        if (list.path(0).isTextual()) {
            several.add(list);
        } else {
            list.forEach(several::add);
        }
        return several;
    }

    private static List<Call> calls(JsonNode node, String layer, String location) {
        List<Call> calls = new ArrayList<>();
        for (JsonNode input : nested(node)) {
            if (!input.path(0).isTextual()
                    || !input.path(1).isInt()
                    || input.path(2).asInt(-1) != 0) {
                throw new DuressException("layer '" + layer + "' in " + location
                        + " has inputs that are no results of layers (" + input
                        + "); build the model of layers only, or export it to ONNX (model.format: onnx)");
            }
            calls.add(new Call(input.path(0).textValue(), input.path(1).intValue()));
        }
        return calls;
    }

    private static KerasLayer layer(JsonNode json, int position, List<List<Call>> calls, String location) {
        String type = json.path("class_name").asText("");
        String name = json.path("config").path("name").asText(json.path("name").asText(""));
        String where = "layer " + position + " '" + name + "' (" + type + ") in " + location;
        return new KerasLayer(position, name, type, new LayerSettings(where, json.path("config")), calls);
    }

    private static KerasConfig checked(List<KerasLayer> layers, Map<String, Call> outputs, String location) {
        Set<String> names = new HashSet<>();
        int channels = 0;
        Optional<KerasLayer> format = Optional.empty();
        for (KerasLayer layer : layers) {
            if (!names.add(layer.name())) {
                throw layer.settings().refused("has the name of another layer; the file is damaged");
            }
            if (layer.settings().has("data_format")) {
                if (format.isPresent() && !format(format.get()).equals(format(layer))) {
                    throw layer.settings()
                            .refused("is " + format(layer) + ", where '"
                                    + format.get().name() + "' is " + format(format.get())
                                    + "; build the model with one data_format");
                }
                format = format.or(() -> Optional.of(layer));
            }
        }
        boolean first = format.map(KerasConfig::format).orElse("channels_last").equals("channels_first");
        for (KerasLayer layer : layers) {
            if (layer.type().equals("InputLayer")) {
                channels = channels(layer, first);
            }
        }
        if (channels == 0 || outputs.isEmpty()) {
            throw new DuressException("the model in " + location
                    + " has no input or no output layer; save the model again with model.save('model.h5')");
        }
        return new KerasConfig(layers, outputs, first, channels);
    }

    private static String format(KerasLayer layer) {
        return layer.settings().text("data_format", "channels_last");
    }

    private static int channels(KerasLayer layer, boolean first) {
        JsonNode json = layer.settings().json();
        JsonNode shape = json.has("batch_input_shape") ? json.path("batch_input_shape") : json.path("batch_shape");
        int channels = shape.path(first ? 1 : RANK - 1).asInt(0);
        if (shape.size() != RANK || channels < 1) {
            throw layer.settings()
                    .refused("takes arrays of shape " + shape
                            + ", where [null, height, width, channels] with known channels is needed");
        }
        return channels;
    }
}
