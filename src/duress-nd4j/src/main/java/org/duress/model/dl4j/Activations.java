package org.duress.model.dl4j;

import java.util.Locale;
import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.Value;
import org.duress.model.lowering.layers.LayerSettings;
import org.duress.model.lowering.layers.ModelJson;

/** Activation functions as ND4J 1.0.0-M2.1 computes them at inference, its approximations included. */
final class Activations {
    private static final String PACKAGE = "org.nd4j.linalg.activations.impl.Activation";
    /** {@code GELU} is {@code x * sigmoid(1.702 x)}. */
    private static final double GELU_SLOPE = 1.702;

    private final Lowering net;

    Activations(Lowering net) {
        this.net = net;
    }

    /** Whether a layer's activation changes nothing. */
    static boolean isIdentity(LayerSettings layer) {
        return type(layer).equals("Identity");
    }

    /**
     * Applies a layer's {@code activationFn}.
     *
     * @param perPixel whether the layer applies it to the channels of each pixel. Elsewhere softmax goes along the last
     *     axis, which only for channels-last images is that of the channels
     */
    Value apply(String name, Value x, LayerSettings layer, boolean perPixel) {
        LayerSettings function = layer.within("activationFn");
        return switch (type(layer)) {
            case "Identity" -> x;
            case "ReLU" -> relu(name, x, function);
            case "LReLU" -> net.leakyRelu(name, x, function.number("alpha", 0.01));
            case "ELU" -> net.elu(name, x, function.number("alpha", 1));
            case "GELU" -> gelu(name, x, function.flag("precise", false));
            case "HardTanH" -> net.clip(name, x, -1, 1);
            case "RectifiedTanh" -> net.tanh(name, net.relu(name + ".positive", x));
            case "Cube" -> net.multiply(name, x, net.multiply(name + ".square", x, x));
            case "Softmax" -> {
                if (!perPixel) {
                    throw layer.refused("applies softmax along the columns of the image, for its channels come first;"
                            + " use CnnLossLayer with softmax as the last layer, or CNN2DFormat.NHWC");
                }
                yield net.softmax(name, x);
            }
            default ->
                net.activation(type(layer).toLowerCase(Locale.ROOT), name, x)
                        .orElseThrow(() -> layer.refused("has the activation " + ModelJson.shown(function.json())
                                + ", which Duress does not compute; train the network with a usual one, such as ReLU"));
        };
    }

    private Value relu(String name, Value x, LayerSettings function) {
        function.requireZero(
                "threshold", "has a ReLU with a threshold, which Duress does not compute; use one without");
        return net.leakyRelu(
                name, x, function.number("negativeSlope", 0), function.number("max", Double.POSITIVE_INFINITY));
    }

    private Value gelu(String name, Value x, boolean precise) {
        if (!precise) {
            return net.swish(name, x, GELU_SLOPE);
        }
        // ND4J's "precise" formula cubes the constant of the approximation by tanh too.
        double c = Math.sqrt(2 / Math.PI);
        Value slope = net.affine(name + ".slope", net.multiply(name + ".square", x, x), c * Math.pow(0.044715, 3), c);
        Value tanh = net.tanh(name + ".tanh", net.multiply(name + ".inner", x, slope));
        return net.multiply(name, x, net.affine(name + ".half", tanh, 0.5, 0.5));
    }

    private static String type(LayerSettings layer) {
        String name = layer.json().path("activationFn").path("@class").asText("");
        return name.startsWith(PACKAGE) ? name.substring(PACKAGE.length()) : name;
    }
}
