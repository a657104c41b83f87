package org.duress.model.lowering;

import java.util.Arrays;

/**
 * Weights of a convolution.
 *
 * @param height of the kernel
 * @param width of the kernel
 * @param in channels that one output channel reads: all of the input, divided by the groups
 * @param out output channels, over all groups
 * @param weights {@code [height, width, in, out]} row-major; output channel o belongs to group {@code o / (out /
 *     groups)}
 * @param bias {@code [out]}, or {@link #NO_BIAS}
 */
public record Kernel(int height, int width, int in, int out, float[] weights, float[] bias) {
    /** Of a convolution that adds nothing: an empty array. */
    public static final float[] NO_BIAS = {};

    public Kernel {
        if ((long) height * width * in * out != weights.length || (bias.length > 0 && bias.length != out)) {
            throw new IllegalArgumentException("a kernel of " + height + " x " + width + " x " + in + " x " + out
                    + " has " + weights.length + " weights and " + (bias.length == 0 ? "no" : bias.length) + " biases");
        }
    }

    /**
     * From the order of PyTorch, ONNX and Deeplearning4j.
     *
     * @param weights {@code [out, in, height, width]}
     */
    public static Kernel ofOihw(float[] weights, int out, int in, int height, int width, float[] bias) {
        float[] turned = new float[weights.length];
        int from = 0;
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                for (int k = 0; k < height * width; k++) {
                    turned[(k * in + i) * out + o] = weights[from++];
                }
            }
        }
        return new Kernel(height, width, in, out, turned, bias);
    }

    /**
     * A transposed convolution's, from the order of PyTorch and ONNX.
     *
     * @param weights {@code [in of all groups, out / groups, height, width]}
     * @param groups output channels are numbered group by group
     */
    public static Kernel ofTransposedIohw(
            float[] weights, int allIn, int outPerGroup, int height, int width, int groups, float[] bias) {
        int in = allIn / groups;
        int out = outPerGroup * groups;
        float[] turned = new float[weights.length];
        int from = 0;
        for (int i = 0; i < allIn; i++) {
            int group = i / in;
            for (int o = 0; o < outPerGroup; o++) {
                for (int k = 0; k < height * width; k++) {
                    turned[(k * in + i % in) * out + group * outPerGroup + o] = weights[from++];
                }
            }
        }
        return new Kernel(height, width, in, out, turned, bias);
    }

    /**
     * A depthwise convolution's, from the order of TensorFlow.
     *
     * @param weights {@code [height, width, in, multiplier]}
     */
    public static Kernel depthwise(float[] weights, int height, int width, int in, int multiplier, float[] bias) {
        return new Kernel(height, width, 1, Math.multiplyExact(in, multiplier), weights, bias);
    }

    /** The weights of a linear map of the channels, {@code [in, out]}. */
    public static Kernel ofPixels(float[] weights, int in, int out, float[] bias) {
        return new Kernel(1, 1, in, out, weights, bias);
    }

    boolean hasBias() {
        return bias.length > 0;
    }

    void requireGroups(int channels, int groups) {
        if (groups < 1 || in * groups != channels || out % groups != 0) {
            throw new IllegalArgumentException("weights for " + in + " channels in " + groups + " groups and " + out
                    + " outputs do not fit " + channels + " channels");
        }
    }

    /** The weights of one group. */
    Kernel group(int groups, int group) {
        int own = out / groups;
        int rows = height * width * in;
        float[] part = new float[rows * own];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(weights, row * out + group * own, part, row * own, own);
        }
        return new Kernel(
                height,
                width,
                in,
                own,
                part,
                bias.length == 0 ? NO_BIAS : Arrays.copyOfRange(bias, group * own, (group + 1) * own));
    }

    /** The weights as {@code [height, width, out, in]}. */
    float[] swapped() {
        float[] turned = new float[weights.length];
        int from = 0;
        for (int k = 0; k < height * width; k++) {
            for (int i = 0; i < in; i++) {
                for (int o = 0; o < out; o++) {
                    turned[(k * out + o) * in + i] = weights[from++];
                }
            }
        }
        return turned;
    }
}
