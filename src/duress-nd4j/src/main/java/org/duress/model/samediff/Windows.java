package org.duress.model.samediff;

import org.duress.base.Extent;
import org.duress.model.lowering.Kernel;
import org.duress.model.lowering.Sliding;
import org.duress.model.lowering.Value;
import org.duress.model.lowering.graph.Constant;
import org.duress.model.lowering.graph.Misfit;
import org.duress.model.lowering.graph.Tensor;
import org.duress.spec.ModelLayout;

/**
 * Convolutions, poolings and up-sampling of slices or of volumes. The integer arguments of those that slide begin with
 * kernel, stride, padding and dilation, a number an axis each, and the padding mode.
 *
 * @param axes of their images: 2 or 3
 */
record Windows(int axes) {
    private static final int KERNEL = 0;
    private static final int MODE_SAME = 1;
    private static final int MODE_CAUSAL = 2;

    /** Axes of the images that an operator slides over, 0 for one that slides over none. */
    static int axes(String type) {
        boolean slides = type.contains("conv") || type.contains("pool");
        return !slides ? 0 : type.contains("2d") ? 2 : type.contains("3d") ? 3 : 0;
    }

    /** Which integer argument of an operator that slides says that channels come last. */
    static int layoutArgument(String type) {
        Windows windows = new Windows(axes(type));
        return type.contains("pool") ? windows.poolLayout() : windows.convLayout();
    }

    /** Which integer argument of a convolution says in which order its weights are. */
    static int weightsArgument(String type) {
        return new Windows(axes(type)).weightsFormat();
    }

    private int stride() {
        return axes;
    }

    private int padding() {
        return 2 * axes;
    }

    private int dilation() {
        return 3 * axes;
    }

    private int mode() {
        return 4 * axes;
    }

    private int convLayout() {
        return 4 * axes + 1;
    }

    private int weightsFormat() {
        return 4 * axes + 2;
    }

    private int countsPadding() {
        return 4 * axes + 1;
    }

    private int poolLayout() {
        return 4 * axes + 2;
    }

    Tensor conv(SameDiffStep step) {
        ModelLayout layout = step.layout(convLayout());
        Value x = step.imageOf(axes, layout);
        Kernel kernel = kernel(step, weights(step, 1), 2);
        return image(step.net().conv(step.name(), x, kernel, sliding(step, x, kernel.taps()), 1), layout);
    }

    Tensor depthwise(SameDiffStep step) {
        ModelLayout layout = step.layout(convLayout());
        return image(depthwise(step, step.imageOf(axes, layout), 2), layout);
    }

    /** A depthwise convolution, and one of a single pixel that mixes its channels. */
    Tensor separable(SameDiffStep step) {
        boolean mixes = step.has(2) && step.constant(2).rank() == axes + 2;
        if (!mixes) {
            return depthwise(step);
        }
        ModelLayout layout = step.layout(convLayout());
        Value spread = depthwise(step, step.imageOf(axes, layout), Integer.MAX_VALUE);
        Kernel kernel = kernel(step, weights(step, 2), 3);
        return image(step.net().conv(step.name(), spread, kernel, Sliding.PLAIN, 1), layout);
    }

    private Value depthwise(SameDiffStep step, Value x, int biasInput) {
        Constant w = weights(step, 1);
        int channels = w.shape()[axes];
        if (channels != x.channels()) {
            throw Misfit.of("weights for " + channels + " channels, not " + x.channels());
        }
        int out = Math.multiplyExact(channels, w.shape()[axes + 1]);
        // [h, w, C, M] is [h, w, 1, C * M] as it lies in memory: one group a channel.
        Kernel kernel = new Kernel(extent(w.shape(), 0), 1, out, w.floats(), bias(step, biasInput, out));
        return step.net().conv(step.name(), x, kernel, sliding(step, x, kernel.taps()), channels);
    }

    Tensor transposed(SameDiffStep step) {
        ModelLayout layout = step.layout(convLayout());
        Value x = step.imageOf(axes, layout);
        // The input's channels come last in [taps, out, in], first in the two others.
        Constant w = turned(
                step,
                1,
                switch (step.integer(weightsFormat(), 0)) {
                    case 0 -> order(0, axes + 1, axes);
                    case 1 -> order(2, 0, 1);
                    default -> order(1, 0, axes + 1);
                });
        Kernel kernel = kernel(step, w, 2);
        Sliding sliding = explicit(step);
        if (step.integer(mode(), 0) == MODE_SAME) {
            Extent cut = sliding.reach(kernel.taps()).with(sliding.stride(), (reach, stride) -> reach - stride);
            if (!cut.atLeast(0)) {
                throw step.refused("\"same\" padding and a stride larger than its kernel");
            }
            Extent before = cut.map(all -> all / 2);
            sliding = sliding.padded(before, cut.with(before, (all, first) -> all - first));
        }
        return image(step.net().transposedConv(step.name(), x, kernel, sliding, Extent.ZERO, 1), layout);
    }

    Tensor maxPool(SameDiffStep step) {
        ModelLayout layout = step.layout(poolLayout());
        Value x = step.imageOf(axes, layout);
        Extent taps = counts(step, KERNEL, 1).fromOne();
        return image(step.net().maxPool(step.name(), x, taps, sliding(step, x, taps)), layout);
    }

    Tensor averagePool(SameDiffStep step) {
        ModelLayout layout = step.layout(poolLayout());
        Value x = step.imageOf(axes, layout);
        Extent taps = counts(step, KERNEL, 1).fromOne();
        boolean countPadding = step.integer(countsPadding(), 0) == 1;
        return image(step.net().averagePool(step.name(), x, taps, sliding(step, x, taps), countPadding), layout);
    }

    /** Nearest-neighbour up-sampling. The arguments are a factor an axis, and whether channels come first. */
    Tensor upsampled(SameDiffStep step) {
        int given = step.operator().integers().length;
        if (axes == 3 && given > 4 && step.integer(4, 1) == 0) {
            // SameDiff writes a factor before the flag, and ND4J takes that factor for the flag.
            throw step.refused("up-sampling of volumes whose channels come last, which ND4J 1.0.0-M2.1 itself computes"
                    + " as if they came first");
        }
        // Without the flag, channels come first in slices and last in volumes; one factor alone is for both axes.
        boolean last = given > axes ? step.integer(axes, 1) == 0 : axes == 3;
        ModelLayout layout = last ? ModelLayout.NHWC : ModelLayout.NCHW;
        Extent factors = axes == 2 && given == 1 ? Extent.of(2, step.count(0, 1)) : counts(step, 0, 1);
        return image(step.net().upsample(step.name(), step.imageOf(axes, layout), factors), layout);
    }

    private static Tensor image(Value value, ModelLayout layout) {
        return Tensor.image(value, 1, layout);
    }

    /** As {@code [taps, in, out]}, whichever of its three orders the operator has them in. */
    private Constant weights(SameDiffStep step, int input) {
        return turned(
                step,
                input,
                switch (step.integer(weightsFormat(), 0)) {
                    case 0 -> order(0, axes, axes + 1);
                    case 1 -> order(2, 1, 0);
                    default -> order(1, axes + 1, 0);
                });
    }

    /** Where weights have their taps, from one axis on, and their channels. */
    private int[] order(int taps, int in, int out) {
        int[] order = new int[axes + 2];
        for (int axis = 0; axis < axes; axis++) {
            order[axis] = taps + axis;
        }
        order[axes] = in;
        order[axes + 1] = out;
        return order;
    }

    private Constant turned(SameDiffStep step, int input, int[] order) {
        Constant weights = step.constant(input);
        if (weights.rank() != order.length) {
            throw step.refused("weights of rank " + weights.rank() + ", not " + order.length + ",");
        }
        return weights.transposed(order);
    }

    private Kernel kernel(SameDiffStep step, Constant weights, int biasInput) {
        int[] shape = weights.shape();
        int out = shape[axes + 1];
        return new Kernel(extent(shape, 0), shape[axes], out, weights.floats(), bias(step, biasInput, out));
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

    private Sliding sliding(SameDiffStep step, Value x, Extent taps) {
        Sliding sliding = explicit(step);
        return step.integer(mode(), 0) == MODE_SAME ? sliding.same(x.extent(), taps, true) : sliding;
    }

    private Sliding explicit(SameDiffStep step) {
        if (step.integer(mode(), 0) == MODE_CAUSAL) {
            throw step.refused("causal padding");
        }
        Extent padding = counts(step, padding(), 0);
        return new Sliding(counts(step, stride(), 1), counts(step, dilation(), 1), padding, padding);
    }

    /** Arguments that count something along each axis: each at least {@code least}. */
    private Extent counts(SameDiffStep step, int from, int least) {
        int[] counts = new int[from + axes];
        for (int i = from; i < counts.length; i++) {
            counts[i] = step.count(i, least);
        }
        return extent(counts, from);
    }

    /** Of slices it says nothing of planes. */
    private Extent extent(int[] numbers, int from) {
        int rows = from + axes - 2;
        return new Extent(axes == 2 ? 0 : numbers[from], numbers[rows], numbers[rows + 1]);
    }
}
