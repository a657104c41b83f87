package org.duress.net.nd4j.layer;

import org.duress.net.Extent;
import org.duress.net.Window;
import org.duress.net.nd4j.array.Scratch;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Every n-th pixel, and zeros between pixels: what a stride makes of a convolution without one, and its pullback. */
final class Strides {
    private final Extent stride;
    private final Extent whole;
    private final Scratch scratch;

    /**
     * For one window and input size.
     *
     * @param height of the input
     * @param width of the input
     */
    Strides(Window window, int height, int width, Scratch scratch) {
        this.stride = window.stride();
        this.scratch = scratch;
        Extent output = window.output(height, width);
        whole = new Extent((output.y() - 1) * stride.y() + 1, (output.x() - 1) * stride.x() + 1);
    }

    /** Whether there is nothing to do. */
    boolean none() {
        return stride.equals(Extent.ONE);
    }

    /** An array for the output of the convolution without stride. */
    INDArray dense(INDArray output) {
        return none() ? output : scratch.get(26, output.size(0), whole.y(), whole.x(), output.size(3));
    }

    void pick(INDArray dense, INDArray output) {
        if (!none()) {
            output.assign(spots(dense));
        }
    }

    /** The output's gradient with zeros in between. */
    INDArray spread(INDArray gradient) {
        if (none()) {
            return gradient;
        }
        INDArray dense = dense(gradient);
        dense.assign(0);
        spots(dense).assign(gradient);
        return dense;
    }

    private INDArray spots(INDArray dense) {
        return DilatedConvolution.every(dense, 0, stride.y(), whole.y(), 0, stride.x(), whole.x());
    }
}
