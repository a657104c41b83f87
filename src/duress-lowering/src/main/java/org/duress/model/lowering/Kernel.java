package org.duress.model.lowering;

import java.util.Arrays;
import org.duress.base.Extent;

/**
 * Weights of a convolution.
 *
 * @param taps of the kernel along each axis, at least 1
 * @param in channels that one output channel reads: all of the input, divided by the groups
 * @param out output channels, over all groups
 * @param weights {@code [planes, height, width, in, out]} row-major; output channel o belongs to group {@code o /
 *     (out / groups)}
 * @param bias {@code [out]}, or {@link #NO_BIAS}
 */
public record Kernel(Extent taps, int in, int out, float[] weights, float[] bias) {
    /** Of a convolution that adds nothing: an empty array. */
    public static final float[] NO_BIAS = {};

    public Kernel {
        taps = taps.fromOne();
        if ((long) taps.product() * in * out != weights.length || (bias.length > 0 && bias.length != out)) {
            throw new IllegalArgumentException("a kernel of " + taps + " x " + in + " x " + out + " has "
                    + weights.length + " weights and " + (bias.length == 0 ? "no" : bias.length) + " biases");
        }
    }

    /** Within planes. */
    public Kernel(int height, int width, int in, int out, float[] weights, float[] bias) {
        this(new Extent(height, width), in, out, weights, bias);
    }

    /** Rows. */
    public int height() {
        return taps.y();
    }

    /** Columns. */
    public int width() {
        return taps.x();
    }

    /** From {@code [out, in, height, width]}, within planes. */
    public static Kernel ofOihw(float[] weights, int out, int in, int height, int width, float[] bias) {
        return ofOihw(weights, out, in, new Extent(1, height, width), bias);
    }

    /**
     * From the order of PyTorch, ONNX and Deeplearning4j.
     *
     * @param weights {@code [out, in, planes, height, width]}
     * @param taps of the kernel, at least 1
     */
    public static Kernel ofOihw(float[] weights, int out, int in, Extent taps, float[] bias) {
        int count = taps.product();
        float[] turned = new float[weights.length];
        int from = 0;
        for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
                for (int k = 0; k < count; k++) {
                    turned[(k * in + i) * out + o] = weights[from++];
                }
            }
        }
        return new Kernel(taps, in, out, turned, bias);
    }

    /** A transposed convolution's from {@code [in of all groups, out / groups, height, width]}, within planes. */
    public static Kernel ofTransposedIohw(
            float[] weights, int allIn, int outPerGroup, int height, int width, int groups, float[] bias) {
        return ofTransposedIohw(weights, allIn, outPerGroup, new Extent(1, height, width), groups, bias);
    }

    /**
     * A transposed convolution's, from the order of PyTorch and ONNX.
     *
     * @param weights {@code [in of all groups, out / groups, planes, height, width]}
     * @param taps of the kernel, at least 1
     * @param groups output channels are numbered group by group
     */
    public static Kernel ofTransposedIohw(
            float[] weights, int allIn, int outPerGroup, Extent taps, int groups, float[] bias) {
        int count = taps.product();
        int in = allIn / groups;
        int out = outPerGroup * groups;
        float[] turned = new float[weights.length];
        int from = 0;
        for (int i = 0; i < allIn; i++) {
            int group = i / in;
            for (int o = 0; o < outPerGroup; o++) {
                for (int k = 0; k < count; k++) {
                    turned[(k * in + i % in) * out + group * outPerGroup + o] = weights[from++];
                }
            }
        }
        return new Kernel(taps, in, out, turned, bias);
    }

    /**
     * A transposed convolution's, from the order of TensorFlow, which Deeplearning4j has for volumes.
     *
     * @param weights {@code [planes, height, width, out, in]}
     * @param taps of the kernel, at least 1
     */
    public static Kernel ofTransposedHwoi(float[] weights, int in, int out, Extent taps, float[] bias) {
        return new Kernel(taps, in, out, new Kernel(taps, out, in, weights, NO_BIAS).swapped(), bias);
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

    /** The same convolution in one group: zeros where an output channel does not read an input channel. */
    Kernel inOneGroup(int groups) {
        int all = in * groups;
        int own = out / groups;
        float[] dense = new float[weights.length * groups];
        for (int k = 0; k < taps.product(); k++) {
            for (int group = 0; group < groups; group++) {
                for (int i = 0; i < in; i++) {
                    int from = (k * in + i) * out + group * own;
                    int to = (k * all + group * in + i) * out + group * own;
                    System.arraycopy(weights, from, dense, to, own);
                }
            }
        }
        return new Kernel(taps, all, out, dense, bias);
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
        int rows = taps.product() * in;
        float[] part = new float[rows * own];
        for (int row = 0; row < rows; row++) {
            System.arraycopy(weights, row * out + group * own, part, row * own, own);
        }
        return new Kernel(
                taps,
                in,
                own,
                part,
                bias.length == 0 ? NO_BIAS : Arrays.copyOfRange(bias, group * own, (group + 1) * own));
    }

    /** The weights as {@code [planes, height, width, out, in]}. */
    float[] swapped() {
        float[] turned = new float[weights.length];
        int from = 0;
        for (int k = 0; k < taps.product(); k++) {
            for (int i = 0; i < in; i++) {
                for (int o = 0; o < out; o++) {
                    turned[(k * out + o) * in + i] = weights[from++];
                }
            }
        }
        return turned;
    }
}
