package org.duress.net.nd4j.layer;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duress.base.Extent;
import org.duress.net.Window;
import org.duress.net.nd4j.array.NativeThreads;
import org.duress.net.nd4j.array.Scratch;
import org.duress.net.nd4j.array.Transfer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * The gradient of a convolution's kernel: for each tap a product of two matrices, the input as that tap sees it and the
 * output's gradient, voxels by channels. Both are laid out with the same room around their voxels, zeros in the
 * gradient's, so that what a tap sees is a run of the rows of one matrix. With a stride, taps that see the same voxels
 * share a matrix. The native product of matrices is two to three times as fast as that of BLAS, on one thread too.
 *
 * <p>The native gradient of volumes is not to be believed: of 24 to 48 channels, with a stride of 2 over 3 x 7 x 9
 * voxels, {@code conv3dnew_bp} of ND4J 1.0.0-M2.1 gives weights' gradients of 1e29 where they are about 1, others in
 * each call. That of slices, for each plane of the kernel, takes several times as long.
 */
final class KernelGradient {
    private final Images images;
    private final Window window;
    private final Extent before;
    private final Scratch scratch;
    private final Map<Extent, List<Tap>> taps = new LinkedHashMap<>();
    private @Nullable INDArray ones;

    /**
     * A tap of the kernel.
     *
     * @param at its place in the kernel
     * @param shift how many strides it is away from the first that sees the same voxels
     */
    private record Tap(int at, Extent shift) {}

    KernelGradient(Images images, Window window, Extent before, Scratch scratch) {
        this.images = images;
        this.window = window;
        this.before = before;
        this.scratch = scratch;
        Extent kernel = window.kernel();
        for (int at = 0; at < kernel.product(); at++) {
            Extent place = new Extent(at / (kernel.y() * kernel.x()), at / kernel.x() % kernel.y(), at % kernel.x());
            Extent voxels = place.with(window.dilation(), Math::multiplyExact);
            Extent from = voxels.with(window.stride(), Math::floorMod);
            taps.computeIfAbsent(from, key -> new ArrayList<>())
                    .add(new Tap(at, voxels.with(window.stride(), Math::floorDiv)));
        }
    }

    /**
     * Computes it.
     *
     * @param x the layer's input
     * @param g the gradient of its output
     * @param dWeights receives {@code [kernel z, kernel y, kernel x, in, out]}
     */
    void run(INDArray x, INDArray g, INDArray dWeights) {
        Extent out = images.size(g.shape());
        Extent reach = window.kernel()
                .map(count -> count - 1)
                .with(window.dilation(), Math::multiplyExact)
                .with(window.stride(), Math::floorDiv);
        Extent size = out.with(reach, Integer::sum);
        long count = images.count(g.shape());
        INDArray moved = scratch.get(10, Images.shape(count, size, x.size(3)));
        INDArray room = scratch.get(11, Images.shape(count, size, g.size(3)));
        Transfer.clear(room);
        images.part(room, Extent.ZERO, out).assign(images.of(g));
        INDArray kernels = dWeights.reshape('c', new long[] {dWeights.length()});
        taps.forEach((from, shared) -> {
            lay(x, from.with(before, Math::subtractExact), moved);
            NativeThreads.each(
                    shared.size(),
                    i -> NativeThreads.one(() -> {
                        Tap tap = shared.get(i);
                        INDArray kernel = at(kernels, tap, x.size(3), g.size(3));
                        product(rows(moved), rows(room), row(tap.shift(), size), kernel);
                    }));
        });
    }

    /** Every stride-th voxel from one on, which may lie before the first; zeros where there is none. */
    private void lay(INDArray x, Extent from, INDArray to) {
        Extent stride = window.stride();
        Extent first = from.with(stride, (begin, step) -> Math.max(0, -Math.floorDiv(begin, step)));
        Extent begin = first.with(stride, Math::multiplyExact).with(from, Integer::sum);
        // As many as there are, and as there is room for.
        Extent count = images.size(x.shape())
                .with(begin, Math::subtractExact)
                .with(stride, (left, step) -> -Math.floorDiv(-left, step))
                .with(images.size(to.shape()).with(first, Math::subtractExact), Math::min);
        Transfer.clear(to);
        if (count.atLeast(1)) {
            Extent end = count.map(n -> n - 1).with(stride, Math::multiplyExact).with(begin, (n, b) -> n + b + 1);
            images.part(to, first, first.with(count, Integer::sum)).assign(images.every(x, begin, stride, end));
        }
    }

    /** What one tap gets, in an order of its own, so that it is the same beside however many others. */
    private static void product(INDArray x, INDArray g, long ahead, INDArray kernel) {
        long rows = x.size(0) - ahead;
        INDArray seen = x.get(NDArrayIndex.interval(ahead, ahead + rows), NDArrayIndex.all());
        INDArray gradient = g.get(NDArrayIndex.interval(0, rows), NDArrayIndex.all());
        Layer.run("matmul", new INDArray[] {seen, gradient}, new INDArray[] {kernel}, 1, 0, 0);
    }

    /** The kernel's at one tap. */
    private static INDArray at(INDArray kernels, Tap tap, long in, long out) {
        return kernels.get(NDArrayIndex.interval(tap.at() * in * out, (tap.at() + 1) * in * out))
                .reshape('c', in, out);
    }

    private static long row(Extent at, Extent size) {
        return ((long) at.z() * size.y() + at.y()) * size.x() + at.x();
    }

    private static INDArray rows(INDArray x) {
        return x.reshape('c', -1, x.size(3));
    }

    /** The gradient of the bias: sums over voxels, as a product with ones, whose order threads do not change. */
    void bias(INDArray g, INDArray dBias) {
        long channels = dBias.length();
        long count = g.length() / channels;
        if (ones == null) {
            ones = Nd4j.ones(DataType.FLOAT, 1, count);
        }
        INDArray sum = scratch.get(12, 1, channels);
        ones.mmuli(g.reshape('c', count, channels), sum);
        dBias.assign(sum.reshape('c', dBias.shape()));
    }
}
