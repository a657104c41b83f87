package org.duress.model.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.duress.model.lowering.layers.LayerSettings;
import org.duress.model.lowering.layers.ModelJson;

/**
 * What a layer's {@code config} and its calls may say. Whatever is not listed here is refused: a setting that Duress
 * does not honour makes another model of the file.
 */
final class KerasKeys {
    /** What changes nothing where a model only answers; the type of numbers is looked at on its own. */
    private static final Set<String> NEUTRAL = Set.of(
            "name",
            "trainable",
            "dtype",
            "batch_input_shape",
            "batch_shape",
            "input_shape",
            "input_dim",
            "input_dtype",
            "seed",
            "autocast");

    /** Likewise, whatever they begin with. */
    private static final List<String> NEUTRAL_ENDINGS = List.of("_initializer", "_regularizer", "_constraint");

    private static final Map<String, Set<String>> OWN = own();

    private KerasKeys() {}

    private static Map<String, Set<String>> own() {
        Set<String> conv = Set.of(
                "filters",
                "kernel_size",
                "strides",
                "padding",
                "data_format",
                "dilation_rate",
                "activation",
                "use_bias",
                "groups",
                "depth_multiplier",
                "output_padding");
        Set<String> pool = Set.of("pool_size", "strides", "padding", "data_format");
        Set<String> norm = Set.of("axis", "epsilon", "center", "scale");
        Map<String, Set<String>> own = new HashMap<>();
        KerasConvolution.types().forEach(type -> own.put(type, conv));
        own.put("Dense", Set.of("units", "activation", "use_bias"));
        // Renormalisation, and batches of parts of a batch, are for training alone.
        Set<String> batchNorm = Set.of(
                "axis",
                "epsilon",
                "center",
                "scale",
                "momentum",
                "renorm",
                "renorm_clipping",
                "renorm_momentum",
                "fused",
                "virtual_batch_size",
                "synchronized");
        own.put("BatchNormalization", batchNorm);
        own.put("SyncBatchNormalization", batchNorm);
        own.put("LayerNormalization", norm);
        own.put("Activation", Set.of("activation"));
        own.put("ReLU", Set.of("max_value", "negative_slope", "threshold"));
        own.put("LeakyReLU", Set.of("alpha", "negative_slope"));
        own.put("ELU", Set.of("alpha"));
        own.put("PReLU", Set.of("shared_axes"));
        own.put("Softmax", Set.of("axis"));
        for (String images : List.of("2D", "3D")) {
            for (String type : List.of("MaxPooling", "MaxPool", "AveragePooling", "AvgPool")) {
                own.put(type + images, pool);
            }
            for (String type : List.of("GlobalAveragePooling", "GlobalAvgPool", "GlobalMaxPooling", "GlobalMaxPool")) {
                own.put(type + images, Set.of("data_format", "keepdims"));
            }
            own.put("ZeroPadding" + images, Set.of("padding", "data_format"));
            own.put("Cropping" + images, Set.of("cropping", "data_format"));
            own.put("SpatialDropout" + images, Set.of("rate", "noise_shape", "data_format"));
        }
        own.put("Reshape", Set.of("target_shape"));
        own.put("UpSampling2D", Set.of("size", "data_format", "interpolation"));
        own.put("UpSampling3D", Set.of("size", "data_format"));
        own.put("Concatenate", Set.of("axis"));
        for (String type : List.of("Add", "Average", "Subtract", "Multiply")) {
            own.put(type, Set.of());
        }
        own.put("Rescaling", Set.of("scale", "offset"));
        own.put("InputLayer", Set.of("data_format", "optional"));
        // At inference these give what they get.
        own.put("Dropout", Set.of("rate", "noise_shape", "data_format"));
        own.put("GaussianNoise", Set.of("stddev"));
        own.put("GaussianDropout", Set.of("rate"));
        own.put("AlphaDropout", Set.of("rate", "noise_shape"));
        own.put("ActivityRegularization", Set.of("l1", "l2"));
        return Map.copyOf(own);
    }

    /**
     * Demands that all of a layer's settings are understood.
     *
     * @throws org.duress.DuressException if one is not; layers that Duress does not compute at all are left to others
     */
    static void requireKnown(KerasLayer layer) {
        if (!OWN.containsKey(layer.type())) {
            return;
        }
        requireReal(layer.settings());
        if (layer.position() == 0) {
            return; // the settings of the first layer, which say what the model takes; the layer itself comes next
        }
        Set<String> own = Objects.requireNonNull(OWN.get(layer.type()));
        layer.settings()
                .requireKnown(key -> NEUTRAL.contains(key)
                        || own.contains(key)
                        || NEUTRAL_ENDINGS.stream().anyMatch(key::endsWith));
        requireOne(layer, "groups", KerasConvolution.PLAIN);
        requireOne(layer, "depth_multiplier", KerasConvolution.DEPTHWISE, KerasConvolution.SEPARABLE);
    }

    /** A setting that TensorFlow writes for every convolution and reads for some. */
    private static void requireOne(KerasLayer layer, String key, KerasConvolution... readers) {
        LayerSettings settings = layer.settings();
        boolean read = KerasConvolution.of(layer.type())
                .filter(Set.of(readers)::contains)
                .isPresent();
        if (settings.has(key) && !read && settings.whole(key, 1) != 1) {
            throw settings.refused("has the setting '" + key + "' = "
                    + ModelJson.shown(settings.json().path(key))
                    + ", which Duress does not compute for this layer; export the model to ONNX (model.format: onnx)");
        }
    }

    private static void requireReal(LayerSettings settings) {
        String type = type(settings);
        if (!type.matches("(mixed_)?b?float\\d\\d")) {
            throw settings.refused("takes or computes numbers of type " + type
                    + ", and a model under attack must take and compute real ones; build it with float32");
        }
    }

    /** The type that a layer computes with; {@code float32} where it does not say. */
    static String type(LayerSettings settings) {
        JsonNode dtype = settings.json().path("dtype");
        return dtype.isObject()
                ? dtype.path("config").path("name").asText("float32")
                : dtype.isNull() ? "float32" : dtype.asText("float32");
    }

    /**
     * Demands that a layer was called with nothing that changes its meaning.
     *
     * @throws org.duress.DuressException if it was
     */
    static void requireNoArguments(KerasLayer layer, KerasLayer.Application application) {
        new TreeMap<>(application.arguments()).forEach((name, value) -> {
            boolean unset = value.isNull() || (name.equals("training") && isFalse(value));
            if (name.equals("training") && !unset) {
                throw layer.settings()
                        .refused("was called with training=" + python(value)
                                + ", so that the model answers by its batch or at random; build the model without it,"
                                + " and save it again with model.save");
            }
            if (!unset) {
                throw layer.settings()
                        .refused("was called with " + name + "=" + python(value)
                                + ", which Duress does not know and so cannot honour; build the model without it, or"
                                + " export it to ONNX (model.format: onnx)");
            }
        });
    }

    private static boolean isFalse(JsonNode value) {
        return (value.isBoolean() && !value.booleanValue()) || (value.isNumber() && value.doubleValue() == 0);
    }

    private static String python(JsonNode value) {
        return value.isBoolean() ? (value.booleanValue() ? "True" : "False") : ModelJson.shown(value);
    }
}
