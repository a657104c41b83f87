package org.duress.model.lowering;

import org.duress.net.Extent;
import org.duress.net.Op;
import org.duress.net.Window;

/** One number of a window, or of the whole image. */
interface Pooling extends Rearranging {
    /** Largest value in a window; padding never wins. */
    default Value maxPool(String name, Value x, int kernelY, int kernelX, Sliding sliding) {
        if (sliding.isEven() && sliding.top() < kernelY && sliding.left() < kernelX) {
            return draft().add(name, new Op.MaxPool(sliding.window(kernelY, kernelX)), x);
        }
        // Edge pixels lie in every window that reaches beyond the edge, so they never change its maximum.
        Value padded = pad(
                name + ".padded", x, sliding.top(), sliding.bottom(), sliding.left(), sliding.right(), Op.Border.EDGE);
        return draft().add(name, new Op.MaxPool(sliding.padded(0, 0, 0, 0).window(kernelY, kernelX)), padded);
    }

    /** Mean of a window; padding counts as zeros, or not at all. */
    default Value averagePool(String name, Value x, int kernelY, int kernelX, Sliding sliding, boolean countPadding) {
        if (sliding.isEven() && sliding.top() < kernelY && sliding.left() < kernelX) {
            return draft().add(name, new Op.AveragePool(sliding.window(kernelY, kernelX), countPadding), x);
        }
        if (!countPadding && sliding.equals(sliding.same(x.height(), x.width(), kernelY, kernelX, true))) {
            Window same = new Window(
                    new Extent(kernelY, kernelX),
                    new Extent(sliding.strideY(), sliding.strideX()),
                    new Extent(sliding.dilationY(), sliding.dilationX()),
                    null);
            return draft().add(name, new Op.AveragePool(same, false), x);
        }
        if (!countPadding) {
            throw new IllegalArgumentException("average pooling with uneven padding that does not count");
        }
        Value padded = pad(
                name + ".padded", x, sliding.top(), sliding.bottom(), sliding.left(), sliding.right(), Op.Border.ZERO);
        return draft().add(name, new Op.AveragePool(sliding.padded(0, 0, 0, 0).window(kernelY, kernelX), true), padded);
    }

    /** Mean over height and width: one pixel. */
    default Value globalAverage(String name, Value x) {
        return draft().add(name, new Op.SpatialMean(), x);
    }

    /** Largest value over height and width: one pixel. */
    default Value globalMax(String name, Value x) {
        return maxPool(name, x, x.height(), x.width(), Sliding.PLAIN);
    }
}
