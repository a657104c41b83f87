package org.duress.model.samediff;

import org.duress.model.lowering.Kernel;
import org.duress.model.lowering.Sliding;
import org.duress.model.lowering.Value;
import org.duress.model.lowering.graph.Constant;
import org.duress.model.lowering.graph.Misfit;
import org.duress.model.lowering.graph.Tensor;

/** Convolutions and poolings. Their integer arguments begin with kernel, stride, padding, dilation and padding mode. */
final class Windows {
    private static final int KERNEL = 0;
    private static final int STRIDE = 2;
    private static final int PADDING = 4;
    private static final int DILATION = 6;
    private static final int MODE = 8;
    private static final int MODE_SAME = 1;
    private static final int MODE_CAUSAL = 2;

    private Windows() {}

    /** An image in the order of axes that an argument says. */
    private static Tensor image(SameDiffStep step, int layout, Value value) {
        return Tensor.image(value, 1, step.layout(layout));
    }

    static Tensor conv(SameDiffStep step) {
        Value x = step.image(0, step.layout(9));
        Constant w = weights(step, 1);
        int[] s = w.shape();
        Kernel kernel = new Kernel(s[0], s[1], s[2], s[3], w.floats(), bias(step, 2, s[3]));
        return image(step, 9, step.net().conv(step.name(), x, kernel, sliding(step, x, s[0], s[1]), 1));
    }

    static Tensor depthwise(SameDiffStep step) {
        Value x = step.image(0, step.layout(9));
        return image(step, 9, depthwise(step, x, 2));
    }

    /** A depthwise convolution, and one of a single pixel that mixes its channels. */
    static Tensor separable(SameDiffStep step) {
        Value x = step.image(0, step.layout(9));
        boolean mixes = step.has(2) && step.constant(2).rank() == 4;
        if (!mixes) {
            return image(step, 9, depthwise(step, x, 2));
        }
        Value spread = depthwise(step, x, Integer.MAX_VALUE);
        Constant w = weights(step, 2);
        int[] s = w.shape();
        Kernel kernel = new Kernel(s[0], s[1], s[2], s[3], w.floats(), bias(step, 3, s[3]));
        return image(step, 9, step.net().conv(step.name(), spread, kernel, Sliding.PLAIN, 1));
    }

    private static Value depthwise(SameDiffStep step, Value x, int biasInput) {
        Constant w = weights(step, 1);
        int[] s = w.shape();
        int channels = s[2];
        if (channels != x.channels()) {
            throw Misfit.of("weights for " + channels + " channels, not " + x.channels());
        }
        int out = Math.multiplyExact(channels, s[3]);
        // [h, w, C, M] is [h, w, 1, C * M] as it lies in memory: one group a channel.
        Kernel kernel = new Kernel(s[0], s[1], 1, out, w.floats(), bias(step, biasInput, out));
        return step.net().conv(step.name(), x, kernel, sliding(step, x, s[0], s[1]), channels);
    }

    static Tensor transposed(SameDiffStep step) {
        Value x = step.image(0, step.layout(9));
        // The input's channels come last in [h, w, out, in], first in the two others.
        Constant w = kernel(
                step,
                1,
                switch (step.integer(10, 0)) {
                    case 0 -> new int[] {0, 1, 3, 2};
                    case 1 -> new int[] {2, 3, 0, 1};
                    default -> new int[] {1, 2, 0, 3};
                });
        int[] s = w.shape();
        Kernel kernel = new Kernel(s[0], s[1], s[2], s[3], w.floats(), bias(step, 2, s[3]));
        Sliding sliding = explicit(step);
        if (step.integer(MODE, 0) == MODE_SAME) {
            int y = sliding.dilationY() * (s[0] - 1) + 1 - sliding.strideY();
            int z = sliding.dilationX() * (s[1] - 1) + 1 - sliding.strideX();
            if (y < 0 || z < 0) {
                throw step.refused("\"same\" padding and a stride larger than its kernel");
            }
            sliding = sliding.padded(y / 2, y - y / 2, z / 2, z - z / 2);
        }
        return image(step, 9, step.net().transposedConv(step.name(), x, kernel, sliding, 0, 0, 1));
    }

    static Tensor maxPool(SameDiffStep step) {
        Value x = step.image(0, step.layout(10));
        int y = step.count(KERNEL, 1);
        int z = step.count(KERNEL + 1, 1);
        return image(step, 10, step.net().maxPool(step.name(), x, y, z, sliding(step, x, y, z)));
    }

    static Tensor averagePool(SameDiffStep step) {
        Value x = step.image(0, step.layout(10));
        int y = step.count(KERNEL, 1);
        int z = step.count(KERNEL + 1, 1);
        boolean countPadding = step.integer(9, 0) == 1;
        Sliding sliding = sliding(step, x, y, z);
        return image(step, 10, step.net().averagePool(step.name(), x, y, z, sliding, countPadding));
    }

    /** As {@code [h, w, in, out]}, whichever of its three orders the operator has them in. */
    private static Constant weights(SameDiffStep step, int input) {
        return kernel(
                step,
                input,
                switch (step.integer(10, 0)) {
                    case 0 -> new int[] {0, 1, 2, 3};
                    case 1 -> new int[] {2, 3, 1, 0};
                    default -> new int[] {1, 2, 3, 0};
                });
    }

    private static Constant kernel(SameDiffStep step, int input, int[] order) {
        Constant weights = step.constant(input);
        if (weights.rank() != 4) {
            throw step.refused("weights of rank " + weights.rank() + ", not 4,");
        }
        return weights.transposed(order);
    }

    private static float[] bias(SameDiffStep step, int input, int channels) {
        if (!step.has(input)) {
            return Kernel.NO_BIAS;
        }
        Constant bias = step.constant(input);
        if (bias.size() != channels) {
            throw step.refused("" + bias.size() + " biases for " + channels + " channels");
        }
        return bias.floats();
    }

    private static Sliding sliding(SameDiffStep step, Value x, int kernelY, int kernelX) {
        Sliding sliding = explicit(step);
        return step.integer(MODE, 0) == MODE_SAME
                ? sliding.same(x.height(), x.width(), kernelY, kernelX, true)
                : sliding;
    }

    private static Sliding explicit(SameDiffStep step) {
        if (step.integer(MODE, 0) == MODE_CAUSAL) {
            throw step.refused("causal padding");
        }
        int y = step.count(PADDING, 0);
        int x = step.count(PADDING + 1, 0);
        return new Sliding(
                step.count(STRIDE, 1),
                step.count(STRIDE + 1, 1),
                step.count(DILATION, 1),
                step.count(DILATION + 1, 1),
                y,
                y,
                x,
                x);
    }
}
