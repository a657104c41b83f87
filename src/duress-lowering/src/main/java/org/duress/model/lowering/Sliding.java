package org.duress.model.lowering;

import org.duress.base.Extent;
import org.duress.net.Window;

/**
 * How a kernel slides: stride, dilation and padding along each axis, at each end by itself. What says nothing of planes
 * leaves them alone.
 *
 * @param stride at least 1
 * @param dilation at least 1
 * @param before planes, rows and columns of padding before the first
 * @param after planes, rows and columns of padding after the last
 */
public record Sliding(Extent stride, Extent dilation, Extent before, Extent after) {
    public static final Sliding PLAIN = of(1, 0);

    public Sliding {
        stride = stride.fromOne();
        dilation = dilation.fromOne();
    }

    /** Within planes: stride, dilation and padding of rows and columns. */
    public Sliding(int strideY, int strideX, int dilationY, int dilationX, int top, int bottom, int left, int right) {
        this(
                new Extent(strideY, strideX),
                new Extent(dilationY, dilationX),
                new Extent(top, left),
                new Extent(bottom, right));
    }

    /** One stride for rows and columns, one padding for all sides, no dilation. */
    public static Sliding of(int stride, int padding) {
        return new Sliding(stride, stride, 1, 1, padding, padding, padding, padding);
    }

    public int strideY() {
        return stride.y();
    }

    public int strideX() {
        return stride.x();
    }

    public int dilationY() {
        return dilation.y();
    }

    public int dilationX() {
        return dilation.x();
    }

    public int top() {
        return before.y();
    }

    public int bottom() {
        return after.y();
    }

    public int left() {
        return before.x();
    }

    public int right() {
        return after.x();
    }

    /** The same with other padding of rows and columns. */
    public Sliding padded(int newTop, int newBottom, int newLeft, int newRight) {
        return padded(new Extent(newTop, newLeft), new Extent(newBottom, newRight));
    }

    /** The same with other padding. */
    public Sliding padded(Extent newBefore, Extent newAfter) {
        return new Sliding(stride, dilation, newBefore, newAfter);
    }

    /** The same without padding. */
    public Sliding unpadded() {
        return padded(Extent.ZERO, Extent.ZERO);
    }

    /** The same with "same" padding for slices of this size, as {@link #same(Extent, Extent, boolean)}. */
    public Sliding same(int height, int width, int kernelY, int kernelX, boolean atEnd) {
        return same(new Extent(1, height, width), new Extent(1, kernelY, kernelX), atEnd);
    }

    /**
     * The same with "same" padding for an input of this size: {@code ceil(size / stride)} is kept.
     *
     * @param atEnd whether an odd plane, row or column of padding goes to the end (TensorFlow, ONNX SAME_UPPER)
     */
    public Sliding same(Extent size, Extent kernel, boolean atEnd) {
        Extent total = reach(kernel)
                .with(size.with(stride, (own, step) -> ((own + step - 1) / step - 1) * step), Integer::sum)
                .with(size, (needed, own) -> Math.max(0, needed - own));
        Extent first = total.map(all -> (all + (atEnd ? 0 : 1)) / 2);
        return padded(first, total.with(first, (all, some) -> all - some));
    }

    /** Planes, rows and columns from a kernel's first tap to its last, both counted. */
    public Extent reach(Extent kernel) {
        return kernel.with(dilation, (taps, apart) -> apart * (taps - 1) + 1);
    }

    boolean isDilated() {
        return !dilation.equals(Extent.ONE);
    }

    boolean isEven() {
        return before.equals(after);
    }

    /** What the core has for it; padding must be even. */
    Window window(Extent kernel) {
        return new Window(kernel, stride, dilation, before);
    }
}
