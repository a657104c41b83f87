package org.duress.model.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.duress.DuressException;
import org.duress.model.keras.KerasLayer.Application;
import org.duress.model.keras.KerasLayer.Call;
import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.layers.LayerFile;
import org.duress.model.lowering.layers.LayerSettings;
import org.duress.model.lowering.layers.ModelJson;
import org.duress.spec.ModelLayout;

/**
 * {@code model_config}: the layers of a functional or a sequential model. Classes are words in it; nothing is loaded or
 * executed by name.
 *
 * @param layers as in the file
 * @param outputs results of the model, by the name of their layer
 * @param layout order of the image axes in all layers
 * @param channels of the image
 * @param axes of the image: 2 for slices, 3 for volumes
 */
record KerasConfig(List<KerasLayer> layers, Map<String, Call> outputs, ModelLayout layout, int channels, int axes) {

    /**
     * Reads a configuration.
     *
     * @param location for messages
     * @throws DuressException if it is none
     */
    static KerasConfig read(String json, String location) {
        JsonNode root = ModelJson.read(json, "model_config in " + location, "save the model again with model.save");
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

    /** What a reader should know where layers compute with other numbers than Duress does; empty where none does. */
    Map<String, String> precision() {
        Set<String> types = new TreeSet<>();
        layers.forEach(layer -> types.add(KerasKeys.type(layer.settings())));
        types.remove("float32");
        return types.isEmpty()
                ? Map.of()
                : Map.of("precision", "computed in float32, where layers of the file say " + String.join(", ", types));
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
                        List.of(Application.to())));
            }
            KerasLayer layer = layer(
                    json,
                    layers.size() + (layers.isEmpty() || layers.get(0).position() > 0 ? 1 : 0),
                    List.of(input ? Application.to() : Application.to(new Call(before, 0))),
                    location);
            before = layer.name();
            layers.add(layer);
        }
        return checked(layers, new LinkedHashMap<>(Map.of(before, new Call(before, 0))), location);
    }

    private static KerasConfig functional(JsonNode config, String location) {
        List<KerasLayer> layers = new ArrayList<>();
        for (JsonNode json : config.path("layers")) {
            List<Application> applications = new ArrayList<>();
            for (JsonNode node : json.path("inbound_nodes")) {
                applications.add(application(node, json.path("name").asText(""), location));
            }
            if (applications.isEmpty()) {
                applications.add(Application.to());
            }
            layers.add(layer(json, layers.size() + 1, applications, location));
        }
        Map<String, Call> outputs = new LinkedHashMap<>();
        for (JsonNode output : nested(config.path("output_layers"))) {
            Call call = new Call(output.path(0).asText(""), output.path(1).asInt(0));
            // A shared layer may give several outputs, which Keras numbers like this.
            boolean taken = outputs.containsKey(call.layer()) && !call.equals(outputs.get(call.layer()));
            outputs.put(taken ? call.layer() + "_" + call.index() : call.layer(), call);
        }
        List<String> inputs = nested(config.path("input_layers")).stream()
                .map(input -> input.path(0).asText(""))
                .toList();
        LayerFile.onlyInput(inputs, "the model in " + location);
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

    /** The histories {@code ["a", 0, 0]} of what Keras 3 says that a layer was called with: a tensor, or several. */
    private static List<JsonNode> tensors(JsonNode argument) {
        List<JsonNode> histories = new ArrayList<>();
        (argument.isArray() ? argument : List.of(argument))
                .forEach(tensor -> histories.add(tensor.path("config").path("keras_history")));
        return histories;
    }

    private static Application application(JsonNode node, String layer, String location) {
        List<Call> calls = new ArrayList<>();
        Map<String, JsonNode> arguments = new LinkedHashMap<>();
        JsonNode positional = node.path("args");
        for (int i = 1; i < positional.size(); i++) {
            arguments.put("argument " + (i + 1), positional.path(i));
        }
        node.path("kwargs").properties().forEach(argument -> arguments.put(argument.getKey(), argument.getValue()));
        for (JsonNode input : node.isObject() ? tensors(positional.path(0)) : nested(node)) {
            if (!input.path(0).isTextual()
                    || !input.path(1).isInt()
                    || input.path(2).asInt(-1) != 0) {
                throw new DuressException("layer '" + layer + "' in " + location
                        + " has inputs that are no results of layers (" + ModelJson.shown(input)
                        + "); build the model of layers only, or export it to ONNX (model.format: onnx)");
            }
            calls.add(new Call(input.path(0).textValue(), input.path(1).intValue()));
            input.path(3).properties().forEach(argument -> arguments.put(argument.getKey(), argument.getValue()));
        }
        return new Application(calls, arguments);
    }

    private static KerasLayer layer(JsonNode json, int position, List<Application> applications, String location) {
        // What Keras 3 has elsewhere than among its layers may have the name of a layer: Add of keras.ops.
        String module = json.path("module").asText("");
        boolean isLayer = module.isEmpty() || module.equals("keras.layers") || module.startsWith("keras.src.layers");
        String type = (isLayer ? "" : module + ".") + json.path("class_name").asText("");
        String name = json.path("config").path("name").asText(json.path("name").asText(""));
        LayerSettings settings = LayerSettings.of(position, name, type, location, json.path("config"));
        return new KerasLayer(position, name, type, settings, applications);
    }

    private static KerasConfig checked(List<KerasLayer> layers, Map<String, Call> outputs, String location) {
        Lowering.requireCount(
                layers.stream().mapToInt(layer -> layer.applications().size()).sum(), "the model in " + location);
        Set<String> names = new HashSet<>();
        for (KerasLayer layer : layers) {
            if (!names.add(layer.name())) {
                throw layer.settings().refused("has the name of another layer; the file is damaged");
            }
        }
        ModelLayout layout = LayerFile.layout(
                layers.stream().map(KerasLayer::settings).toList(),
                KerasConfig::layout,
                "data_format",
                ModelLayout.NHWC);
        List<KerasLayer> inputs = layers.stream()
                .filter(layer -> layer.type().equals("InputLayer"))
                .toList();
        if (inputs.isEmpty() || outputs.isEmpty()) {
            throw new DuressException("the model in " + location
                    + " has no input or no output layer; save the model again with model.save");
        }
        LayerFile.onlyInput(inputs.stream().map(KerasLayer::name).toList(), "the model in " + location);
        JsonNode shape = shape(inputs.get(0));
        int channels =
                shape.path(layout == ModelLayout.NCHW ? 1 : shape.size() - 1).asInt(0);
        if (shape.size() < 4 || shape.size() > 5 || channels < 1) {
            throw inputs.get(0)
                    .settings()
                    .refused("takes arrays of shape " + ModelJson.shown(shape) + ", where [null, height, width,"
                            + " channels], or [null, depth, height, width, channels], with known channels is needed");
        }
        return new KerasConfig(layers, outputs, layout, channels, shape.size() - 2);
    }

    private static Optional<ModelLayout> layout(LayerSettings layer) {
        return layer.has("data_format")
                ? Optional.of(
                        layer.text("data_format", "").equals("channels_first") ? ModelLayout.NCHW : ModelLayout.NHWC)
                : Optional.empty();
    }

    /** Of what a model takes, with its batch. */
    private static JsonNode shape(KerasLayer input) {
        JsonNode json = input.settings().json();
        return json.has("batch_input_shape") ? json.path("batch_input_shape") : json.path("batch_shape");
    }
}
