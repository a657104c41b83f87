package org.duress.model.lowering;

import org.duress.net.Extent;
import org.duress.net.Window;

/**
 * How a kernel slides: stride, dilation and padding, each side by itself.
 *
 * @param strideY at least 1
 * @param dilationY at least 1
 * @param top rows of padding before the first
 * @param bottom rows of padding after the last
 */
public record Sliding(
        int strideY, int strideX, int dilationY, int dilationX, int top, int bottom, int left, int right) {
    public static final Sliding PLAIN = of(1, 0);

    /** One stride for both axes, one padding for all sides, no dilation. */
    public static Sliding of(int stride, int padding) {
        return new Sliding(stride, stride, 1, 1, padding, padding, padding, padding);
    }

    /** Without padding; stride and dilation of rows and columns. */
    public static Sliding of(int[] stride, int[] dilation) {
        return new Sliding(stride[0], stride[1], dilation[0], dilation[1], 0, 0, 0, 0);
    }

    /** The same with as much padding at both ends, of rows and columns. */
    public Sliding padded(int[] both) {
        return padded(both[0], both[0], both[1], both[1]);
    }

    /** The same with other padding. */
    public Sliding padded(int newTop, int newBottom, int newLeft, int newRight) {
        return new Sliding(strideY, strideX, dilationY, dilationX, newTop, newBottom, newLeft, newRight);
    }

    /**
     * The same with "same" padding for an input of this size: {@code ceil(size / stride)} is kept.
     *
     * @param atEnd whether an odd row or column of padding goes to the end (TensorFlow, ONNX SAME_UPPER)
     */
    public Sliding same(int height, int width, int kernelY, int kernelX, boolean atEnd) {
        int y = total(height, kernelY, strideY, dilationY);
        int x = total(width, kernelX, strideX, dilationX);
        int before = atEnd ? 0 : 1;
        int t = (y + before) / 2;
        int l = (x + before) / 2;
        return padded(t, y - t, l, x - l);
    }

    boolean isEven() {
        return top == bottom && left == right;
    }

    /** What the core has for it; padding must be even. */
    Window window(int kernelY, int kernelX) {
        return new Window(
                new Extent(kernelY, kernelX),
                new Extent(strideY, strideX),
                new Extent(dilationY, dilationX),
                new Extent(top, left));
    }

    private static int total(int size, int kernel, int stride, int dilation) {
        return Math.max(0, ((size + stride - 1) / stride - 1) * stride + dilation * (kernel - 1) + 1 - size);
    }
}
