package org.duress.model.keras;

import org.duress.model.lowering.LayerSettings;
import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.ModelJson;
import org.duress.model.lowering.Value;

/** Activations as Keras 2 names them. */
final class KerasActivations {
    private static final double SELU_ALPHA = 1.6732632423543772;
    private static final double SELU_SCALE = 1.0507009873554805;

    private final Lowering net;
    private final boolean channelsFirst;

    KerasActivations(Lowering net, boolean channelsFirst) {
        this.net = net;
        this.channelsFirst = channelsFirst;
    }

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
            case "relu" -> net.relu(name, x);
            case "relu6" -> net.clip(name, x, 0, 6);
            case "leaky_relu" -> net.leakyRelu(name, x, 0.2);
            case "elu" -> net.elu(name, x, 1);
            case "selu" -> net.selu(name, x, SELU_ALPHA, SELU_SCALE);
            case "gelu" -> net.gelu(name, x);
            case "swish", "silu" -> net.swish(name, x, 1);
            case "mish" -> net.mish(name, x);
            case "sigmoid" -> net.sigmoid(name, x);
            case "hard_sigmoid" -> net.hardSigmoid(name, x, 0.2, 0.5);
            case "tanh" -> net.tanh(name, x);
            case "softplus" -> net.softplus(name, x);
            case "softmax" -> softmax(name, x, layer, -1);
            default ->
                throw layer.refused(
                        "has the activation " + ModelJson.shown(layer.json().path("activation"))
                                + ", which Duress does not compute; use a usual one, such as relu");
        };
    }

    /**
     * Softmax over channels.
     *
     * @param axis of the layer; -1 is the last one
     */
    Value softmax(String name, Value x, LayerSettings layer, int axis) {
        if ((axis < 0 ? axis + 4 : axis) != (channelsFirst ? 1 : 3)) {
            throw layer.refused("applies softmax along axis " + axis
                    + ", which is not that of the channels; use a Softmax layer with the axis of the channels");
        }
        return net.softmax(name, x);
    }
}
