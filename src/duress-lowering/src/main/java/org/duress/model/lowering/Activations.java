package org.duress.model.lowering;

import java.util.List;
import java.util.Optional;
import org.duress.net.Op;

/** Functions of single numbers, and softmax. */
interface Activations extends Arithmetic {
    default Value relu(String name, Value x) {
        return leakyRelu(name, x, 0);
    }

    /** {@code max(x, slope x)} for slopes in [0, 1), and what it means for others: the slope below 0. */
    default Value leakyRelu(String name, Value x, double slope) {
        if (slope >= 0 && slope < 1) {
            return draft().add(name, new Op.LeakyRelu(slope), x);
        }
        return prelu(name, x, x.filled(slope));
    }

    /** Leaky ReLU up to a largest value, which may be infinite. */
    default Value leakyRelu(String name, Value x, double slope, double largest) {
        return largest == Double.POSITIVE_INFINITY
                ? leakyRelu(name, x, slope)
                : clip(name, leakyRelu(name + ".line", x, slope), Double.NEGATIVE_INFINITY, largest);
    }

    /** Leaky ReLU with a slope a channel. */
    default Value prelu(String name, Value x, float[] slopes) {
        x.requireNumbers(name, slopes);
        Value below = draft().add(name + ".below", new Op.Clip(Double.NEGATIVE_INFINITY, 0), x);
        Value scaled = affine(name + ".scaled", below, slopes, new float[slopes.length]);
        return add(name, List.of(relu(name + ".above", x), scaled));
    }

    default Value elu(String name, Value x, double alpha) {
        return draft().add(name, new Op.Elu(alpha), x);
    }

    /** Scaled exponential linear unit (Klambauer et al. 2017). */
    default Value selu(String name, Value x, double alpha, double gamma) {
        return affine(name, elu(name + ".elu", x, alpha), gamma, 0);
    }

    /** The same with the numbers of the paper. */
    default Value selu(String name, Value x) {
        return selu(name, x, 1.6732632423543772, 1.0507009873554805);
    }

    /** {@code x * Phi(x)} with the error function. */
    default Value gelu(String name, Value x) {
        Value scaled = affine(name + ".scaled", x, Math.sqrt(0.5), 0);
        Value erf = draft().add(name + ".erf", new Op.Erf(), scaled);
        return multiply(name, x, affine(name + ".phi", erf, 0.5, 0.5));
    }

    /** The approximation of {@link #gelu} by tanh. */
    default Value geluTanh(String name, Value x) {
        Value square = multiply(name + ".square", x, x);
        double c = Math.sqrt(2 / Math.PI);
        Value slope = affine(name + ".slope", square, 0.044715 * c, c);
        Value tanh = tanh(name + ".tanh", multiply(name + ".inner", x, slope));
        return multiply(name, x, affine(name + ".half", tanh, 0.5, 0.5));
    }

    /** {@code x * sigmoid(beta x)}; SiLU with beta 1. */
    default Value swish(String name, Value x, double beta) {
        Value inner = beta == 1 ? x : affine(name + ".beta", x, beta, 0);
        return multiply(name, x, sigmoid(name + ".sigmoid", inner));
    }

    /** {@code min(1, max(0, alpha x + beta))}. */
    default Value hardSigmoid(String name, Value x, double alpha, double beta) {
        return clip(name, affine(name + ".line", x, alpha, beta), 0, 1);
    }

    /** {@code x * hardSigmoid(x)} with alpha 1/6 and beta 1/2. */
    default Value hardSwish(String name, Value x) {
        return multiply(name, x, hardSigmoid(name + ".gate", x, 1.0 / 6, 0.5));
    }

    default Value softplus(String name, Value x) {
        return draft().add(name, new Op.Softplus(), x);
    }

    /** {@code x * tanh(softplus(x))}. */
    default Value mish(String name, Value x) {
        return multiply(name, x, tanh(name + ".tanh", softplus(name + ".softplus", x)));
    }

    /** {@code min(high, max(low, x))}; either may be infinite. */
    default Value clip(String name, Value x, double low, double high) {
        return draft().add(name, new Op.Clip(low, high), x);
    }

    default Value erf(String name, Value x) {
        return draft().add(name, new Op.Erf(), x);
    }

    default Value tanh(String name, Value x) {
        return draft().add(name, new Op.Tanh(), x);
    }

    default Value sigmoid(String name, Value x) {
        return draft().add(name, new Op.Sigmoid(), x);
    }

    /** Over channels. */
    default Value softmax(String name, Value x) {
        return draft().add(name, new Op.Softmax(), x);
    }

    /**
     * An activation without settings, by the word that formats of layers have for it.
     *
     * @param word in small letters
     * @return empty if it is none that they all mean alike
     */
    default Optional<Value> activation(String word, String name, Value x) {
        return Optional.ofNullable(
                switch (word) {
                    case "relu" -> relu(name, x);
                    case "relu6" -> clip(name, x, 0, 6);
                    case "selu" -> selu(name, x);
                    case "swish", "silu" -> swish(name, x, 1);
                    case "mish" -> mish(name, x);
                    case "sigmoid" -> sigmoid(name, x);
                    case "hardsigmoid", "hard_sigmoid" -> hardSigmoid(name, x, 0.2, 0.5);
                    case "tanh" -> tanh(name, x);
                    case "softplus" -> softplus(name, x);
                    default -> null;
                });
    }
}
