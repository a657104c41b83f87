package org.duress.model.lowering;

import java.util.ArrayList;
import java.util.List;
import org.duress.net.Extent;
import org.duress.net.Op;
import org.duress.net.Window;

/** Convolutions of any groups and padding, and what is written as one. */
interface Convolutions extends Rearranging {
    /** Convolution with any groups and padding. */
    default Value conv(String name, Value x, Kernel kernel, Sliding sliding, int groups) {
        kernel.requireGroups(x.channels(), groups);
        boolean even = sliding.isEven()
                && sliding.top() <= sliding.dilationY() * (kernel.height() - 1)
                && sliding.left() <= sliding.dilationX() * (kernel.width() - 1);
        if (!even) {
            Value padded =
                    zeroPad(name + ".padded", x, sliding.top(), sliding.bottom(), sliding.left(), sliding.right());
            return conv(name, padded, kernel, sliding.padded(0, 0, 0, 0), groups);
        }
        Window window = sliding.window(kernel.height(), kernel.width());
        boolean bias = kernel.hasBias();
        if (groups == 1) {
            return weighted(name, new Op.Conv(kernel.out(), window, bias), x, kernel.weights(), kernel.bias());
        }
        boolean dilated = sliding.dilationY() > 1 || sliding.dilationX() > 1;
        // The core has no dilated depthwise convolution with several outputs a channel; group by group it can be
        // written.
        if (groups == x.channels() && (kernel.out() == groups || !dilated)) {
            // [h, w, 1, C * M] with output channel c * M + m is [h, w, C, M] as it lies in memory.
            Op op = new Op.DepthwiseConv(kernel.out() / groups, window, bias);
            return weighted(name, op, x, kernel.weights(), kernel.bias());
        }
        return grouped(name, x, kernel, groups, (own, part, group) -> conv(own, part, group, sliding, 1));
    }

    /**
     * Transposed convolution with any groups; padding is cut off the result.
     *
     * @param outputPaddingY rows added at the end, less than the stride
     */
    default Value transposedConv(
            String name, Value x, Kernel kernel, Sliding sliding, int outputPaddingY, int outputPaddingX, int groups) {
        kernel.requireGroups(x.channels(), groups);
        if (groups > 1) {
            return grouped(
                    name,
                    x,
                    kernel,
                    groups,
                    (own, part, group) -> transposedConv(own, part, group, sliding, outputPaddingY, outputPaddingX, 1));
        }
        if (sliding.top() != sliding.bottom() || sliding.left() != sliding.right()) {
            Value whole = transposedConv(
                    name + ".whole", x, kernel, sliding.padded(0, 0, 0, 0), outputPaddingY, outputPaddingX, 1);
            return crop(name, whole, sliding.top(), sliding.bottom(), sliding.left(), sliding.right());
        }
        Op op = new Op.TransposedConv(
                kernel.out(),
                sliding.window(kernel.height(), kernel.width()),
                new Extent(outputPaddingY, outputPaddingX),
                kernel.hasBias());
        return weighted(name, op, x, kernel.swapped(), kernel.bias());
    }

    /**
     * Transposed convolution to a given size, as TensorFlow, Keras and Deeplearning4j have it: what it gives beyond
     * that size is cut off, the odd row or column at the end.
     *
     * @param stride rows, columns
     * @param dilation rows, columns
     */
    default Value transposedConvTo(
            String name, Value x, Kernel kernel, int[] stride, int[] dilation, int newHeight, int newWidth) {
        int y = (x.height() - 1) * stride[0] + dilation[0] * (kernel.height() - 1) + 1 - newHeight;
        int z = (x.width() - 1) * stride[1] + dilation[1] * (kernel.width() - 1) + 1 - newWidth;
        int top = Math.max(0, y) / 2;
        int left = Math.max(0, z) / 2;
        Sliding sliding = new Sliding(
                stride[0], stride[1], dilation[0], dilation[1], top, Math.max(0, y) - top, left, Math.max(0, z) - left);
        return transposedConv(name, x, kernel, sliding, Math.max(0, -y), Math.max(0, -z), 1);
    }

    /** A linear map of the channels, without bias: a 1 x 1 convolution. */
    default Value channels(String name, Value x, int out, float[] weights) {
        draft().requireMade(name, weights.length);
        return conv(name, x, new Kernel(1, 1, x.channels(), out, weights, Kernel.NO_BIAS), Sliding.PLAIN, 1);
    }

    /** Another order of the channels: the result's channel c is the input's channel {@code order[c]}. */
    default Value permuteChannels(String name, Value x, int[] order) {
        float[] weights = new float[x.channels() * order.length];
        for (int c = 0; c < order.length; c++) {
            weights[order[c] * order.length + c] = 1;
        }
        return channels(name, x, order.length, weights);
    }

    /** A convolution of each channel by itself, and a linear map of what these give. */
    default Value separable(String name, Value x, Kernel depthwise, Kernel pointwise, Sliding sliding) {
        Value y = conv(name + ".depthwise", x, depthwise, sliding, x.channels());
        return conv(name, y, pointwise, Sliding.PLAIN, 1);
    }

    /** A convolution of one group of channels. */
    interface OfGroup {
        Value layer(String name, Value x, Kernel kernel);
    }

    private Value grouped(String name, Value x, Kernel kernel, int groups, OfGroup conv) {
        List<Value> parts = new ArrayList<>();
        for (int g = 0; g < groups; g++) {
            Value part = sliceChannels(name + ".in" + g, x, g * kernel.in(), (g + 1) * kernel.in());
            parts.add(conv.layer(name + ".group" + g, part, kernel.group(groups, g)));
        }
        return concat(name, parts);
    }

    private Value weighted(String name, Op op, Value x, float[] weights, float[] bias) {
        Value y = draft().add(name, op, x);
        draft().put(y, "weight0", weights);
        if (bias.length > 0) {
            draft().put(y, "bias", bias);
        }
        return y;
    }
}
