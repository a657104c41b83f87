package org.duress.model.lowering;

import java.util.ArrayList;
import java.util.List;
import org.duress.base.Extent;
import org.duress.net.Op;
import org.duress.net.Window;

/** Convolutions of any groups and padding, and what is written as one. */
interface Convolutions extends Rearranging {
    /** Convolution with any groups and padding. */
    default Value conv(String name, Value x, Kernel kernel, Sliding sliding, int groups) {
        kernel.requireGroups(x.channels(), groups);
        boolean even = sliding.isEven()
                && kernel.taps()
                        .with(sliding.dilation(), (taps, apart) -> apart * (taps - 1))
                        .with(sliding.before(), (reach, padding) -> reach - padding)
                        .atLeast(0);
        if (!even) {
            Value padded = zeroPad(name + ".padded", x, sliding.before(), sliding.after());
            return conv(name, padded, kernel, sliding.unpadded(), groups);
        }
        Window window = sliding.window(kernel.taps());
        boolean bias = kernel.hasBias();
        if (groups == 1) {
            return weighted(name, new Op.Conv(kernel.out(), window, bias), x, kernel.weights(), kernel.bias());
        }
        if (window.crossesPlanes()) {
            // The core has convolutions by groups within planes only.
            draft().requireMade(name, Math.multiplyExact(kernel.weights().length, groups));
            return conv(name, x, kernel.inOneGroup(groups), sliding, 1);
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

    /** Transposed convolution within planes, with any groups; padding is cut off the result. */
    default Value transposedConv(
            String name, Value x, Kernel kernel, Sliding sliding, int outputPaddingY, int outputPaddingX, int groups) {
        return transposedConv(name, x, kernel, sliding, new Extent(outputPaddingY, outputPaddingX), groups);
    }

    /**
     * Transposed convolution with any groups; padding is cut off the result.
     *
     * @param outputPadding planes, rows and columns added at the end, less than the stride
     */
    default Value transposedConv(
            String name, Value x, Kernel kernel, Sliding sliding, Extent outputPadding, int groups) {
        kernel.requireGroups(x.channels(), groups);
        if (groups > 1) {
            return grouped(
                    name,
                    x,
                    kernel,
                    groups,
                    (own, part, group) -> transposedConv(own, part, group, sliding, outputPadding, 1));
        }
        if (!sliding.isEven()) {
            Value whole = transposedConv(name + ".whole", x, kernel, sliding.unpadded(), outputPadding, 1);
            return crop(name, whole, sliding.before(), sliding.after());
        }
        Op op = new Op.TransposedConv(kernel.out(), sliding.window(kernel.taps()), outputPadding, kernel.hasBias());
        return weighted(name, op, x, kernel.swapped(), kernel.bias());
    }

    /**
     * Transposed convolution to a given size, as TensorFlow, Keras and Deeplearning4j have it: what it gives beyond
     * that size is cut off, the odd plane, row or column at the end.
     *
     * @param sliding its stride and dilation
     */
    default Value transposedConvTo(String name, Value x, Kernel kernel, Sliding sliding, Extent size) {
        Extent beyond = x.extent()
                .with(sliding.stride(), (from, stride) -> (from - 1) * stride)
                .with(sliding.reach(kernel.taps()), Integer::sum)
                .with(size, (all, kept) -> all - kept);
        Extent cut = beyond.map(left -> Math.max(0, left));
        Extent before = cut.map(all -> all / 2);
        Extent after = cut.with(before, (all, first) -> all - first);
        return transposedConv(
                name, x, kernel, sliding.padded(before, after), beyond.map(left -> Math.max(0, -left)), 1);
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
