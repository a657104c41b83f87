package org.duress.model.samediff;

import org.duress.model.lowering.Kernel;
import org.duress.model.lowering.Sliding;
import org.duress.model.lowering.Value;
import org.duress.model.samediff.Tensor.Image;
import org.jspecify.annotations.Nullable;

/** Convolutions and poolings. Their integer arguments begin with kernel, stride, padding, dilation and padding mode. */
final class ConvolutionSteps {
    private static final int KERNEL = 0;
    private static final int STRIDE = 2;
    private static final int PADDING = 4;
    private static final int DILATION = 6;
    private static final int MODE = 8;
    private static final int MODE_SAME = 1;
    private static final int MODE_CAUSAL = 2;

    private ConvolutionSteps() {}

    static Image conv(Step step) {
        Image x = step.ordered(0, step.integer(9, 0) == 1);
        Constant w = weights(step, 1);
        int[] s = w.shape();
        Kernel kernel = new Kernel(s[0], s[1], s[2], s[3], w.values(), bias(step, 2, s[3]));
        return x.with(step.lowering().conv(step.name(), x.value(), kernel, sliding(step, x.value(), s[0], s[1]), 1));
    }

    static Image depthwise(Step step) {
        Image x = step.ordered(0, step.integer(9, 0) == 1);
        return x.with(depthwise(step, step.name(), x.value(), 2));
    }

    /** A depthwise convolution, and one of a single pixel that mixes its channels. */
    static Image separable(Step step) {
        Image x = step.ordered(0, step.integer(9, 0) == 1);
        boolean mixes = step.has(2) && step.known(2).rank() == 4;
        if (!mixes) {
            return x.with(depthwise(step, step.name(), x.value(), 2));
        }
        Value spread = depthwise(step, step.name() + ".spread", x.value(), Integer.MAX_VALUE);
        Constant w = weights(step, 2);
        int[] s = w.shape();
        Kernel kernel = new Kernel(s[0], s[1], s[2], s[3], w.values(), bias(step, 3, s[3]));
        return x.with(step.lowering().conv(step.name(), spread, kernel, Sliding.PLAIN, 1));
    }

    private static Value depthwise(Step step, String name, Value x, int biasInput) {
        Constant w = weights(step, 1);
        int[] s = w.shape();
        int channels = s[2];
        if (channels != x.channels()) {
            throw new IllegalArgumentException("weights for " + channels + " channels, not " + x.channels());
        }
        int out = Math.multiplyExact(channels, s[3]);
        // [h, w, C, M] is [h, w, 1, C * M] as it lies in memory: one group a channel.
        Kernel kernel = new Kernel(s[0], s[1], 1, out, w.values(), bias(step, biasInput, out));
        return step.lowering().conv(name, x, kernel, sliding(step, x, s[0], s[1]), channels);
    }

    static Image transposed(Step step) {
        Image x = step.ordered(0, step.integer(9, 0) == 1);
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
        Kernel kernel = new Kernel(s[0], s[1], s[2], s[3], w.values(), bias(step, 2, s[3]));
        Sliding sliding = explicit(step);
        if (step.integer(MODE, 0) == MODE_SAME) {
            int y = sliding.dilationY() * (s[0] - 1) + 1 - sliding.strideY();
            int z = sliding.dilationX() * (s[1] - 1) + 1 - sliding.strideX();
            if (y < 0 || z < 0) {
                throw step.unsupported("has \"same\" padding and a stride larger than its kernel");
            }
            sliding = sliding.padded(y / 2, y - y / 2, z / 2, z - z / 2);
        }
        return x.with(step.lowering().transposedConv(step.name(), x.value(), kernel, sliding, 0, 0, 1));
    }

    static Image maxPool(Step step) {
        Image x = step.ordered(0, step.integer(10, 0) == 1);
        int y = step.count(KERNEL, 1);
        int z = step.count(KERNEL + 1, 1);
        return x.with(step.lowering().maxPool(step.name(), x.value(), y, z, sliding(step, x.value(), y, z)));
    }

    static Image averagePool(Step step) {
        Image x = step.ordered(0, step.integer(10, 0) == 1);
        int y = step.count(KERNEL, 1);
        int z = step.count(KERNEL + 1, 1);
        boolean countPadding = step.integer(9, 0) == 1;
        Sliding sliding = sliding(step, x.value(), y, z);
        return x.with(step.lowering().averagePool(step.name(), x.value(), y, z, sliding, countPadding));
    }

    /** As {@code [h, w, in, out]}, whichever of its three orders the operator has them in. */
    private static Constant weights(Step step, int input) {
        return kernel(
                step,
                input,
                switch (step.integer(10, 0)) {
                    case 0 -> new int[] {0, 1, 2, 3};
                    case 1 -> new int[] {2, 3, 1, 0};
                    default -> new int[] {1, 2, 3, 0};
                });
    }

    private static Constant kernel(Step step, int input, int[] order) {
        Constant weights = step.known(input);
        if (weights.rank() != 4) {
            throw step.unsupported("has weights of rank " + weights.rank() + ", not 4");
        }
        return weights.permuted(order);
    }

    private static float @Nullable [] bias(Step step, int input, int channels) {
        if (!step.has(input)) {
            return null;
        }
        Constant bias = step.known(input);
        if (bias.length() != channels) {
            throw step.unsupported("has " + bias.length() + " biases for " + channels + " channels");
        }
        return bias.values();
    }

    private static Sliding sliding(Step step, Value x, int kernelY, int kernelX) {
        Sliding sliding = explicit(step);
        return step.integer(MODE, 0) == MODE_SAME
                ? sliding.same(x.height(), x.width(), kernelY, kernelX, true)
                : sliding;
    }

    private static Sliding explicit(Step step) {
        if (step.integer(MODE, 0) == MODE_CAUSAL) {
            throw step.unsupported("has causal padding");
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
