package org.duress.net.nd4j.layer;

import org.duress.net.Extent;
import org.duress.net.Window;
import org.duress.net.nd4j.array.OneThread;
import org.duress.net.nd4j.array.Scratch;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The pullback of a convolution that crosses planes, weights included: for each plane of the kernel that of a
 * convolution of slices, over all pairs of planes that it joins.
 *
 * <p>The native one of volumes is not to be believed: of 24 to 48 channels, with a stride of 2 over 3 x 7 x 9 voxels,
 * {@code conv3dnew_bp} of ND4J 1.0.0-M2.1 gives weights' gradients of 1e29 where they are about 1, others in each call.
 */
final class CrossingBackward {
    private final Images images;
    private final Window window;
    private final Window within;
    private final Extent before;
    private final Scratch scratch;
    private @Nullable INDArray ones;

    CrossingBackward(Images images, Window window, Extent before, Scratch scratch) {
        this.images = images;
        this.window = window;
        this.before = before;
        this.scratch = scratch;
        within = new Window(
                flat(window.kernel()),
                flat(window.stride()),
                flat(window.dilation()),
                window.padding() == null
                        ? null
                        : new Extent(0, window.padding().y(), window.padding().x()));
    }

    private static Extent flat(Extent extent) {
        return new Extent(1, extent.y(), extent.x());
    }

    /**
     * Pulls back.
     *
     * @param x the layer's input
     * @param g the gradient of its output
     * @param dx receives that of its input
     * @param dWeights receives that of the kernel
     */
    void run(INDArray x, INDArray weights, INDArray g, INDArray dx, INDArray dWeights) {
        int in = images.size(x.shape()).z();
        int out = images.size(g.shape()).z();
        int stride = window.stride().z();
        dx.assign(0);
        for (int k = 0; k < window.kernel().z(); k++) {
            int shift = k * window.dilation().z() - before.z();
            int first = Math.max(0, -Math.floorDiv(shift, stride));
            int end = Math.min(out, Math.floorDiv(in - 1 - shift, stride) + 1);
            INDArray dKernel = plane(dWeights, k);
            if (first >= end) {
                dKernel.assign(0);
                continue;
            }
            int from = first * stride + shift;
            INDArray taken = every(x, from, stride, end - first);
            INDArray own = copied(10, taken);
            INDArray ownG = copied(11, every(g, first, 1, end - first));
            INDArray ownDx = scratch.get(12, own.shape());
            INDArray kernel = plane(weights, k).dup('c');
            INDArray dOwn = scratch.get(13, kernel.shape());
            Images slices = new Images(images.batch(), false);
            OneThread.run(() -> Layer.run(
                    "conv2d_bp",
                    new INDArray[] {own, kernel, ownG},
                    new INDArray[] {ownDx, dOwn},
                    ConvLayer.arguments(slices, within)));
            dKernel.assign(dOwn);
            every(dx, from, stride, end - first).addi(ownDx.reshape('c', taken.shape()));
        }
    }

    /** One plane of a kernel; a view, taken as the kernel itself is of all values, for others lose theirs. */
    private static INDArray plane(INDArray kernel, int k) {
        long[] shape = kernel.shape();
        long length = kernel.length() / shape[0];
        return kernel.reshape('c', new long[] {kernel.length()})
                .get(NDArrayIndex.interval(k * length, (k + 1) * length))
                .reshape('c', shape[1], shape[2], shape[3], shape[4]);
    }

    /** So many planes of each image, every stride-th from one on; a view. */
    private INDArray every(INDArray x, int from, int stride, int count) {
        Extent size = images.size(x.shape());
        Extent start = new Extent(from, 0, 0);
        Extent end = new Extent(from + (count - 1) * stride + 1, size.y(), size.x());
        return images.every(x, start, new Extent(stride, 1, 1), end);
    }

    /** Planes one after another, in memory of their own. */
    private INDArray copied(int slot, INDArray planes) {
        INDArray copy =
                scratch.get(slot, planes.size(0) * planes.size(1), planes.size(2), planes.size(3), planes.size(4));
        copy.reshape('c', planes.shape()).assign(planes);
        return copy;
    }

    /** The gradient of the bias: sums over voxels, as a product with ones, whose order threads do not change. */
    void bias(INDArray g, INDArray dBias) {
        long channels = dBias.length();
        long count = g.length() / channels;
        if (ones == null) {
            ones = Nd4j.ones(DataType.FLOAT, 1, count);
        }
        INDArray sum = scratch.get(14, 1, channels);
        ones.mmuli(g.reshape('c', count, channels), sum);
        dBias.assign(sum.reshape('c', dBias.shape()));
    }
}
