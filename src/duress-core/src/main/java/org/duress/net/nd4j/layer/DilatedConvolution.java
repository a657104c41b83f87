package org.duress.net.nd4j.layer;

import java.util.Arrays;
import org.duress.net.Extent;
import org.duress.net.Window;
import org.duress.net.nd4j.array.Scratch;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.INDArrayIndex;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Convolution with dilation and stride 1: the native one fails for every dilation. Pixels that are {@code dilation}
 * apart are gathered into images of their own, which a plain convolution takes as a larger batch.
 */
final class DilatedConvolution {
    private final String op;
    private final Window window;
    private final Scratch scratch;

    /**
     * A convolution.
     *
     * @param op {@code conv2d} or {@code depthwise_conv2d}
     * @param window its kernel and dilation
     */
    DilatedConvolution(String op, Window window, Scratch scratch) {
        this.op = op;
        this.window = window;
        this.scratch = scratch;
    }

    /**
     * Computes all pixels of {@code to}; beyond {@code x} lie zeros.
     *
     * @param before zeros before the first row and column, negative to leave some out
     */
    void run(INDArray x, INDArray weights, @Nullable INDArray bias, Extent before, INDArray to) {
        int dy = window.dilation().y();
        int dx = window.dilation().x();
        long outRows = ceil(to.size(1), dy);
        long outColumns = ceil(to.size(2), dx);
        long rows = outRows + window.kernel().y() - 1;
        long columns = outColumns + window.kernel().x() - 1;
        long batch = x.size(0);
        INDArray padded = padded(x, before, rows * dy, columns * dx);
        if (dy == 1 && dx == 1) {
            plain(padded, weights, bias, to);
            return;
        }
        INDArray gathered = scratch.get(24, batch * dy * dx, rows, columns, x.size(3));
        for (int y = 0; y < dy; y++) {
            for (int c = 0; c < dx; c++) {
                images(gathered, (y * dx + c) * batch, batch)
                        .assign(every(padded, y, dy, padded.size(1), c, dx, padded.size(2)));
            }
        }
        INDArray answers = scratch.get(25, batch * dy * dx, outRows, outColumns, to.size(3));
        plain(gathered, weights, bias, answers);
        // An answer of fewer rows than the dilation needs fewer images than were gathered.
        for (int y = 0; y < Math.min(dy, to.size(1)); y++) {
            for (int c = 0; c < Math.min(dx, to.size(2)); c++) {
                INDArray target = every(to, y, dy, to.size(1), c, dx, to.size(2));
                INDArray answer = images(answers, (y * dx + c) * batch, batch);
                target.assign(answer.get(
                        NDArrayIndex.all(),
                        NDArrayIndex.interval(0, target.size(1)),
                        NDArrayIndex.interval(0, target.size(2)),
                        NDArrayIndex.all()));
            }
        }
    }

    private void plain(INDArray x, INDArray weights, @Nullable INDArray bias, INDArray to) {
        INDArray[] in = bias == null ? new INDArray[] {x, weights} : new INDArray[] {x, weights, bias};
        Extent kernel = window.kernel();
        Layer.run(op, in, new INDArray[] {to}, kernel.y(), kernel.x(), 1, 1, 0, 0, 1, 1, 0, 1, 0);
    }

    /** The part of x, zeros around it, that begins {@code before} rows and columns before x. */
    private INDArray padded(INDArray x, Extent before, long rows, long columns) {
        long[] shape = {x.size(0), rows, columns, x.size(3)};
        if (before.equals(Extent.ZERO) && Arrays.equals(shape, x.shape())) {
            return x;
        }
        INDArray padded = scratch.get(23, shape);
        padded.assign(0);
        long top = Math.max(0, before.y());
        long left = Math.max(0, before.x());
        long fromY = Math.max(0, -before.y());
        long fromX = Math.max(0, -before.x());
        long height = Math.min(rows - top, x.size(1) - fromY);
        long width = Math.min(columns - left, x.size(2) - fromX);
        if (height > 0 && width > 0) {
            every(padded, top, 1, top + height, left, 1, left + width)
                    .assign(every(x, fromY, 1, fromY + height, fromX, 1, fromX + width));
        }
        return padded;
    }

    static INDArray every(INDArray x, long top, long stepY, long bottom, long left, long stepX, long right) {
        return x.get(
                NDArrayIndex.all(), interval(top, stepY, bottom), interval(left, stepX, right), NDArrayIndex.all());
    }

    /** ND4J multiplies the end of an interval of length 1 by its stride, so one index goes without a stride. */
    private static INDArrayIndex interval(long from, long step, long to) {
        return from + step >= to ? NDArrayIndex.interval(from, from + 1) : NDArrayIndex.interval(from, step, to);
    }

    private static INDArray images(INDArray x, long from, long count) {
        return x.get(
                NDArrayIndex.interval(from, from + count), NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.all());
    }

    private static long ceil(long a, long b) {
        return (a + b - 1) / b;
    }
}
