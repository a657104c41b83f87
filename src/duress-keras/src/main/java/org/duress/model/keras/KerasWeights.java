package org.duress.model.keras;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.duress.model.lowering.layers.LayerSettings;

/** Which arrays a layer has, in the order in which Keras makes them, and where a {@code .keras} file has them. */
final class KerasWeights {
    private KerasWeights() {}

    /** Names of a layer's arrays; empty for one without, or of which it is not known. */
    static List<String> names(KerasLayer layer) {
        LayerSettings settings = layer.settings();
        List<String> names = new ArrayList<>();
        switch (layer.type()) {
            case "Dense" -> names.add("kernel");
            case "PReLU" -> {
                return List.of("alpha");
            }
            case "BatchNormalization", "SyncBatchNormalization", "LayerNormalization" -> {
                if (settings.flag("scale", true)) {
                    names.add("gamma");
                }
                if (settings.flag("center", true)) {
                    names.add("beta");
                }
                if (!layer.type().equals("LayerNormalization")) {
                    names.add("moving_mean");
                    names.add("moving_variance");
                }
                return names;
            }
            default -> {
                List<String> kernels = KerasConvolution.of(layer.type())
                        .map(KerasConvolution::kernels)
                        .orElse(List.of());
                if (kernels.isEmpty()) {
                    return kernels;
                }
                names.addAll(kernels);
            }
        }
        if (settings.flag("use_bias", true)) {
            names.add("bias");
        }
        return names;
    }

    /** How Keras writes the name of a class as that of a group: {@code Conv2DTranspose} is {@code conv2d_transpose}. */
    static String group(String type) {
        return type.replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
                .replaceAll("([a-z])([A-Z])", "$1_$2")
                .toLowerCase(Locale.ROOT);
    }
}
