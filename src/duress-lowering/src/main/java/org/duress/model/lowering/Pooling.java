package org.duress.model.lowering;

import org.duress.base.Extent;
import org.duress.net.Op;
import org.duress.net.Window;

/** One number of a window, or of the whole image. */
interface Pooling extends Rearranging {
    /** Largest value in a window within planes; padding never wins. */
    default Value maxPool(String name, Value x, int kernelY, int kernelX, Sliding sliding) {
        return maxPool(name, x, new Extent(kernelY, kernelX), sliding);
    }

    /** Largest value in a window; padding never wins. */
    default Value maxPool(String name, Value x, Extent kernel, Sliding sliding) {
        if (sliding.isEven() && isWithin(kernel, sliding)) {
            return draft().add(name, new Op.MaxPool(sliding.window(kernel)), x);
        }
        if (sliding.isDilated()) {
            if (sliding.isEven()) {
                return draft().add(name, new Op.MaxPool(sliding.window(kernel)), x);
            }
            if (sliding.equals(sliding.same(x.extent(), kernel.fromOne(), true))) {
                return draft().add(name, new Op.MaxPool(sameAtEnd(kernel, sliding)), x);
            }
            throw new IllegalArgumentException("the largest value of a dilated window with uneven padding");
        }
        // Edge pixels lie in every window that reaches beyond the edge, so they never change its maximum.
        Value padded = pad(name + ".padded", x, sliding.before(), sliding.after(), Op.Border.EDGE);
        return draft().add(name, new Op.MaxPool(sliding.unpadded().window(kernel)), padded);
    }

    /** Mean of a window within planes; padding counts as zeros, or not at all. */
    default Value averagePool(String name, Value x, int kernelY, int kernelX, Sliding sliding, boolean countPadding) {
        return averagePool(name, x, new Extent(kernelY, kernelX), sliding, countPadding);
    }

    /** Mean of a window; padding counts as zeros, or not at all. */
    default Value averagePool(String name, Value x, Extent kernel, Sliding sliding, boolean countPadding) {
        if (sliding.isEven() && isWithin(kernel, sliding)) {
            return draft().add(name, new Op.AveragePool(sliding.window(kernel), countPadding), x);
        }
        if (!countPadding && sliding.equals(sliding.same(x.extent(), kernel.fromOne(), true))) {
            return draft().add(name, new Op.AveragePool(sameAtEnd(kernel, sliding), false), x);
        }
        if (!countPadding) {
            throw new IllegalArgumentException("average pooling with uneven padding that does not count");
        }
        Value padded = zeroPad(name + ".padded", x, sliding.before(), sliding.after());
        return draft().add(name, new Op.AveragePool(sliding.unpadded().window(kernel), true), padded);
    }

    private static Window sameAtEnd(Extent kernel, Sliding sliding) {
        return new Window(kernel, sliding.stride(), sliding.dilation(), null);
    }

    private static boolean isWithin(Extent kernel, Sliding sliding) {
        return kernel.fromOne()
                .with(sliding.before(), (taps, more) -> taps - more)
                .atLeast(1);
    }

    /** Mean over planes, height and width: one pixel. */
    default Value globalAverage(String name, Value x) {
        return draft().add(name, new Op.SpatialMean(), x);
    }

    /** Largest value over planes, height and width: one pixel. */
    default Value globalMax(String name, Value x) {
        return maxPool(name, x, x.extent(), Sliding.PLAIN);
    }
}
