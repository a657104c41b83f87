package org.duress.net.nd4j.layer;

import java.util.Arrays;
import org.duress.base.Extent;
import org.duress.net.Window;
import org.duress.net.nd4j.array.Scratch;
import org.duress.net.nd4j.array.Transfer;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Convolution with dilation and stride 1: the native one fails for every dilation. Pixels that are {@code dilation}
 * apart are gathered into images of their own, which a plain convolution takes as a larger batch.
 */
final class DilatedConvolution {
    private final String op;
    private final Images images;
    private final Window window;
    private final Scratch scratch;

    /**
     * A convolution.
     *
     * @param op {@code conv2d} or {@code depthwise_conv2d}
     * @param window its kernel and dilation
     */
    DilatedConvolution(String op, Images images, Window window, Scratch scratch) {
        this.op = op;
        this.images = images;
        this.window = window;
        this.scratch = scratch;
    }

    /**
     * Computes all pixels of {@code to}; beyond {@code x} lie zeros.
     *
     * @param before zeros before the first plane, row and column, negative to leave some out
     */
    void run(INDArray x, INDArray weights, @Nullable INDArray bias, Extent before, INDArray to) {
        Extent step = window.dilation();
        Extent out = images.size(to.shape());
        Extent outEach = out.with(step, DilatedConvolution::ceil);
        Extent each = outEach.with(window.kernel(), (size, taps) -> size + taps - 1);
        Extent all = each.with(step, (size, apart) -> size * apart);
        INDArray padded = padded(x, before, all);
        if (step.equals(Extent.ONE)) {
            plain(images, padded, weights, bias, to);
            return;
        }
        long count = images.count(x.shape());
        Images gatheredImages = new Images((int) count * step.product(), images.volumes());
        INDArray gathered = scratch.get(24, Images.shape(gatheredImages.batch(), each, x.size(3)));
        eachPhase(
                step,
                step,
                (phase, from) -> images.of(some(gathered, (long) phase * count, count, each))
                        .assign(images.every(padded, from, step, all)));
        INDArray answers = scratch.get(25, Images.shape(gatheredImages.batch(), outEach, to.size(3)));
        plain(gatheredImages, gathered, weights, bias, answers);
        // An answer of fewer rows than the dilation needs fewer images than were gathered.
        eachPhase(step, out, (phase, from) -> {
            INDArray target = images.every(to, from, step, out);
            Extent size = out.with(from, (end, begin) -> end - begin).with(step, DilatedConvolution::ceil);
            target.assign(images.part(some(answers, (long) phase * count, count, outEach), Extent.ZERO, size));
        });
    }

    private interface Phase {
        void at(int phase, Extent from);
    }

    /** Each distance from a pixel of the first images, up to a dilation, as far as an image reaches. */
    private static void eachPhase(Extent step, Extent size, Phase action) {
        for (int z = 0; z < Math.min(step.z(), size.z()); z++) {
            for (int y = 0; y < Math.min(step.y(), size.y()); y++) {
                for (int c = 0; c < Math.min(step.x(), size.x()); c++) {
                    action.at((z * step.y() + y) * step.x() + c, new Extent(z, y, c));
                }
            }
        }
    }

    private void plain(Images own, INDArray x, INDArray weights, @Nullable INDArray bias, INDArray to) {
        INDArray[] in = bias == null ? new INDArray[] {own.of(x), weights} : new INDArray[] {own.of(x), weights, bias};
        Window dense = new Window(window.kernel(), Extent.ONE, Extent.ONE, Extent.ZERO);
        Layer.run(own.op(op), in, new INDArray[] {own.of(to)}, ConvLayer.arguments(own, dense));
    }

    /** The part of x, zeros around it, that begins {@code before} planes, rows and columns before x. */
    private INDArray padded(INDArray x, Extent before, Extent size) {
        long[] shape = Images.shape(images.count(x.shape()), size, x.size(3));
        if (before.equals(Extent.ZERO) && Arrays.equals(shape, x.shape())) {
            return x;
        }
        INDArray padded = scratch.get(23, shape);
        Transfer.clear(padded);
        Extent to = before.map(more -> Math.max(0, more));
        Extent from = before.map(more -> Math.max(0, -more));
        Extent room = size.with(to, (all, own) -> all - own);
        Extent left = images.size(x.shape()).with(from, (all, own) -> all - own);
        Extent common = room.with(left, Math::min);
        if (common.atLeast(1)) {
            images.part(padded, to, to.with(common, Integer::sum))
                    .assign(images.part(x, from, from.with(common, Integer::sum)));
        }
        return padded;
    }

    /** A view of some images. */
    private static INDArray some(INDArray x, long from, long count, Extent size) {
        return x.get(
                NDArrayIndex.interval(from * size.z(), (from + count) * size.z()),
                NDArrayIndex.all(),
                NDArrayIndex.all(),
                NDArrayIndex.all());
    }

    private static int ceil(int a, int b) {
        return (a + b - 1) / b;
    }
}
