package org.duress.net;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a convolution or a pooling slides over its input.
 *
 * @param kernel height and width, at least 1
 * @param stride at least 1
 * @param dilation distance of the kernel's taps, at least 1
 * @param padding zeros (for maxima: nothing) on both sides of each axis; null for "same": what keeps
 *     {@code ceil(size / stride)}, the odd pixel at the end
 */
public record Window(
        Extent kernel,
        Extent stride,
        Extent dilation,
        @Nullable Extent padding) {
    public Window {
        // A single tap has nothing to be distant from.
        dilation = new Extent(kernel.y() == 1 ? 1 : dilation.y(), kernel.x() == 1 ? 1 : dilation.x());
        if (!kernel.atLeast(1)
                || !stride.atLeast(1)
                || !dilation.atLeast(1)
                || (padding != null && !padding.atLeast(0))
                || !Stream.of(kernel, stride, dilation, padding == null ? Extent.ZERO : padding)
                        .allMatch(extent -> extent.atMost(Graph.MOST_SIDE))) {
            throw new IllegalArgumentException(
                    "a window needs kernel, stride and dilation of at least 1, padding of at least 0, and none above "
                            + Graph.MOST_SIDE + ", not kernel "
                            + kernel + ", stride " + stride + ", dilation " + dilation + ", padding " + padding);
        }
    }

    /** Square and padded so that {@code ceil(size / stride)} is kept. */
    public static Window same(int kernel, int stride) {
        return new Window(Extent.of(kernel), Extent.of(stride), Extent.ONE, null);
    }

    /** Square, without overlap: a kernel as wide as its stride. */
    public static Window tiles(int size) {
        return new Window(Extent.of(size), Extent.of(size), Extent.ONE, Extent.ZERO);
    }

    @JsonIgnore
    public boolean isDilated() {
        return !dilation.equals(Extent.ONE);
    }

    /** The padding before the first pixel of the pullback, a convolution with flipped weights and without stride. */
    public Extent after(Extent before) {
        return new Extent(dilation.y() * (kernel.y() - 1) - before.y(), dilation.x() * (kernel.x() - 1) - before.x());
    }

    @JsonIgnore
    public boolean isSame() {
        return padding == null;
    }

    /** Rows and columns of the output, less than 1 where the kernel is larger than the padded input. */
    public Extent output(int height, int width) {
        return padding == null
                ? new Extent(kept(height, stride.y()), kept(width, stride.x()))
                : new Extent(
                        explicit(height, kernel.y(), stride.y(), dilation.y(), padding.y()),
                        explicit(width, kernel.x(), stride.x(), dilation.x(), padding.x()));
    }

    /** The kernel, filled up to whole strides. */
    Extent spread() {
        return new Extent(kept(kernel.y(), stride.y()) * stride.y(), kept(kernel.x(), stride.x()) * stride.x());
    }

    /** Zeros before the first row and the first column of an input of this size. */
    public Extent before(int height, int width) {
        return padding != null
                ? padding
                : new Extent(
                        half(height, kernel.y(), stride.y(), dilation.y()),
                        half(width, kernel.x(), stride.x(), dilation.x()));
    }

    private static int kept(int size, int stride) {
        return (size + stride - 1) / stride;
    }

    private static int explicit(int size, int kernel, int stride, int dilation, int padding) {
        int room = size + 2 * padding - dilation * (kernel - 1) - 1;
        return room < 0 ? 0 : room / stride + 1;
    }

    private static int half(int size, int kernel, int stride, int dilation) {
        return Math.max(0, (kept(size, stride) - 1) * stride + dilation * (kernel - 1) + 1 - size) / 2;
    }
}
