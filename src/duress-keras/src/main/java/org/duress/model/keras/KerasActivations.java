package org.duress.model.keras;

import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.Value;
import org.duress.model.lowering.layers.ImageAxes;
import org.duress.model.lowering.layers.LayerSettings;
import org.duress.model.lowering.layers.ModelJson;

/**
 * Activations as Keras names them.
 *
 * @param isKeras3 whether words mean what they mean since Keras 3
 */
record KerasActivations(Lowering net, ImageAxes axes, boolean isKeras3) {
    /** Whether a layer has no activation of its own. */
    static boolean none(LayerSettings layer) {
        return !layer.has("activation")
                || layer.json().path("activation").asText("").equals("linear");
    }

    /** Applies the {@code activation} of a layer. */
    Value apply(String name, Value x, LayerSettings layer) {
        if (none(layer)) {
            return x;
        }
        String function = layer.json().path("activation").isTextual() ? layer.text("activation", "") : "";
        return switch (function) {
            case "leaky_relu" -> net.leakyRelu(name, x, 0.2);
            case "elu" -> net.elu(name, x, 1);
            case "gelu" -> net.gelu(name, x);
            case "hard_sigmoid" -> net.hardSigmoid(name, x, isKeras3 ? 1.0 / 6 : 0.2, 0.5);
            case "hard_silu", "hard_swish" -> net.hardSwish(name, x);
            case "softmax" -> softmax(name, x, layer, -1);
            default ->
                net.activation(function, name, x)
                        .orElseThrow(() -> layer.refused("has the activation "
                                + ModelJson.shown(layer.json().path("activation"))
                                + ", which Duress does not compute; use a usual one, such as relu"));
        };
    }

    /**
     * Softmax over channels.
     *
     * @param axis of the layer; -1 is the last one
     */
    Value softmax(String name, Value x, LayerSettings layer, int axis) {
        axes.requireChannels(layer, axis, "applies softmax");
        return net.softmax(name, x);
    }
}
