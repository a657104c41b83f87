package org.duress.net.nd4j.layer;

import org.duress.base.Extent;
import org.duress.net.Window;
import org.duress.net.nd4j.array.Scratch;
import org.duress.net.nd4j.array.Transfer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Every n-th pixel, and zeros between pixels: what a stride makes of a convolution without one, and its pullback. */
final class Strides {
    private final Images images;
    private final Extent stride;
    private final Extent whole;
    private final Scratch scratch;

    /**
     * For one window and input size.
     *
     * @param size of an input image
     */
    Strides(Images images, Window window, Extent size, Scratch scratch) {
        this.images = images;
        this.stride = window.stride();
        this.scratch = scratch;
        whole = window.output(size).with(stride, (output, step) -> (output - 1) * step + 1);
    }

    /** Whether there is nothing to do. */
    boolean none() {
        return stride.equals(Extent.ONE);
    }

    /** An array for the output of the convolution without stride. */
    INDArray dense(INDArray output) {
        return none() ? output : scratch.get(26, Images.shape(images.count(output.shape()), whole, output.size(3)));
    }

    void pick(INDArray dense, INDArray output) {
        if (!none()) {
            images.of(output).assign(spots(dense));
        }
    }

    /** The output's gradient with zeros in between. */
    INDArray spread(INDArray gradient) {
        if (none()) {
            return gradient;
        }
        INDArray dense = dense(gradient);
        Transfer.clear(dense);
        spots(dense).assign(images.of(gradient));
        return dense;
    }

    private INDArray spots(INDArray dense) {
        return images.every(dense, Extent.ZERO, stride, whole);
    }
}
