package org.duress.net.nd4j.layer;

import org.duress.net.Extent;
import org.duress.net.Window;
import org.duress.net.nd4j.array.Scratch;
import org.duress.net.nd4j.array.Transfer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The pullback of a strided convolution to its input, which is also a transposed convolution: one plain convolution
 * that gives all pixels of a stride at once as channels, which are then laid out (Shi et al. 2016). No zeros are
 * multiplied, and the native transposed convolution is tens of times slower.
 *
 * <p>With {@code q = stride j + r}, pixel q of the padded result gets {@code sum_t W[r + stride t] x[j - t]}.
 */
final class SubPixelConvolution {
    private final Window window;
    private final Extent before;
    private final long[] inShape;
    private final long[] outShape;
    private final int taps;
    private final int tapsX;
    private final INDArray kernel;
    private final @Nullable INDArray bias;
    private final Scratch scratch;

    /**
     * Prepares the arrays.
     *
     * @param window without dilation
     * @param before the convolution's padding before the first row and column
     * @param inShape of what is spread: the gradient of the convolution's output
     * @param outShape of what is computed: the gradient of the convolution's input
     */
    SubPixelConvolution(
            Window window, Extent before, long[] inShape, long[] outShape, boolean withBias, Scratch scratch) {
        this.window = window;
        this.before = before;
        this.inShape = inShape;
        this.outShape = outShape;
        this.scratch = scratch;
        taps = ceil(window.kernel().y(), window.stride().y());
        tapsX = ceil(window.kernel().x(), window.stride().x());
        long channels = phases() * outShape[3];
        kernel = Nd4j.create(DataType.FLOAT, taps, tapsX, inShape[3], channels);
        bias = withBias ? Nd4j.create(DataType.FLOAT, channels) : null;
    }

    private static int ceil(int a, int b) {
        return (a + b - 1) / b;
    }

    private int phases() {
        return window.stride().y() * window.stride().x();
    }

    /**
     * Takes over weights.
     *
     * @param weights {@code [kernel y, kernel x, out, in]}: as the convolution has them whose pullback this is
     * @param newBias {@code [out]}
     */
    void weights(INDArray weights, @Nullable INDArray newBias) {
        int in = (int) inShape[3];
        int out = (int) outShape[3];
        float[] from = Transfer.read(weights);
        float[] to = new float[(int) kernel.length()];
        int sy = window.stride().y();
        int sx = window.stride().x();
        for (int ky = 0; ky < window.kernel().y(); ky++) {
            for (int kx = 0; kx < window.kernel().x(); kx++) {
                int phase = ky % sy * sx + kx % sx;
                int tap = (taps - 1 - ky / sy) * tapsX + tapsX - 1 - kx / sx;
                int source = (ky * window.kernel().x() + kx) * out * in;
                for (int o = 0; o < out; o++) {
                    for (int i = 0; i < in; i++) {
                        to[(tap * in + i) * phases() * out + phase * out + o] = from[source + o * in + i];
                    }
                }
            }
        }
        Transfer.write(to, kernel);
        if (bias != null && newBias != null) {
            float[] one = Transfer.read(newBias);
            float[] all = new float[phases() * out];
            for (int k = 0; k < all.length; k++) {
                all[k] = one[k % out];
            }
            Transfer.write(all, bias);
        }
    }

    /** Computes {@code to} from {@code from}. */
    void run(INDArray from, INDArray to) {
        int sy = window.stride().y();
        int sx = window.stride().x();
        // Rows of the laid-out result that are needed, and those a convolution of the input alone gives.
        long needed = ceil((int) outShape[1] + before.y(), sy);
        long neededX = ceil((int) outShape[2] + before.x(), sx);
        long beyond = Math.max(0, needed - (inShape[1] + taps - 1));
        long beyondX = Math.max(0, neededX - (inShape[2] + tapsX - 1));
        INDArray x = from;
        if (beyond > 0 || beyondX > 0) {
            x = scratch.get(20, inShape[0], inShape[1] + beyond, inShape[2] + beyondX, inShape[3]);
            x.assign(0);
            part(x, 0, 0, inShape[1], inShape[2]).assign(from);
        }
        long height = x.size(1) + taps - 1;
        long width = x.size(2) + tapsX - 1;
        INDArray phased = scratch.get(21, inShape[0], height, width, kernel.size(3));
        INDArray[] in = bias == null ? new INDArray[] {x, kernel} : new INDArray[] {x, kernel, bias};
        Layer.run("conv2d", in, new INDArray[] {phased}, taps, tapsX, 1, 1, taps - 1, tapsX - 1, 1, 1, 0, 1, 0);
        boolean whole = before.y() == 0 && before.x() == 0 && height * sy == outShape[1] && width * sx == outShape[2];
        if (whole) {
            ShapeLayers.depthToSpace(phased, to, window.stride());
            return;
        }
        INDArray all = scratch.get(22, inShape[0], height * sy, width * sx, outShape[3]);
        ShapeLayers.depthToSpace(phased, all, window.stride());
        to.assign(part(all, before.y(), before.x(), outShape[1], outShape[2]));
    }

    private static INDArray part(INDArray x, long top, long left, long height, long width) {
        return x.get(
                NDArrayIndex.all(),
                NDArrayIndex.interval(top, top + height),
                NDArrayIndex.interval(left, left + width),
                NDArrayIndex.all());
    }
}
