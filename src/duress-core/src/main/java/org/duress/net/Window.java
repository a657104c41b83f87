package org.duress.net;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import java.util.stream.Stream;
import org.duress.base.Extent;
import org.jspecify.annotations.Nullable;

/**
 * How a convolution or a pooling slides over its input. What says nothing of planes leaves them alone.
 *
 * @param kernel taps along each axis, at least 1
 * @param stride at least 1
 * @param dilation distance of the kernel's taps, at least 1
 * @param padding zeros (for maxima: nothing) on both sides of each axis; null for "same": what keeps
 *     {@code ceil(size / stride)}, the odd pixel at the end
 */
public record Window(
        @JsonSerialize(converter = ExtentInArchives.FromOne.class)
        Extent kernel,

        @JsonSerialize(converter = ExtentInArchives.FromOne.class)
        Extent stride,

        @JsonSerialize(converter = ExtentInArchives.FromOne.class)
        Extent dilation,

        @Nullable Extent padding) {
    public Window {
        kernel = kernel.fromOne();
        stride = stride.fromOne();
        // A single tap has nothing to be distant from.
        dilation = kernel.with(dilation.fromOne(), (taps, distance) -> taps == 1 ? 1 : distance);
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

    /** Square and padded so that {@code ceil(size / stride)} is kept; leaves planes alone. */
    public static Window same(int kernel, int stride) {
        return same(2, kernel, stride);
    }

    /**
     * A square or a cube, padded so that {@code ceil(size / stride)} is kept.
     *
     * @param axes 2 to slide within planes, 3 across them too
     */
    public static Window same(int axes, int kernel, int stride) {
        return new Window(Extent.of(axes, kernel), Extent.of(axes, stride), Extent.ONE, null);
    }

    /** Square, without overlap: a kernel as wide as its stride; leaves planes alone. */
    public static Window tiles(int size) {
        return tiles(2, size);
    }

    /**
     * A square or a cube, without overlap: a kernel as wide as its stride.
     *
     * @param axes 2 to slide within planes, 3 across them too
     */
    public static Window tiles(int axes, int size) {
        return new Window(Extent.of(axes, size), Extent.of(axes, size), Extent.ONE, Extent.ZERO);
    }

    @JsonIgnore
    public boolean isDilated() {
        return !dilation.equals(Extent.ONE);
    }

    /** The padding before the first pixel of the pullback, a convolution with flipped weights and without stride. */
    public Extent after(Extent before) {
        return kernel.with(dilation, (taps, distance) -> distance * (taps - 1)).with(before, (all, own) -> all - own);
    }

    @JsonIgnore
    public boolean isSame() {
        return padding == null;
    }

    /** Whether it makes planes of several, or leaves some out; where not, every plane is a slice of its own. */
    public boolean crossesPlanes() {
        return kernel.z() > 1 || stride.z() > 1 || (padding != null && padding.z() > 0);
    }

    /** Whether a pixel is made of others of its plane, or some are left out. */
    boolean crossesPixels() {
        return Math.max(kernel.y(), kernel.x()) > 1
                || Math.max(stride.y(), stride.x()) > 1
                || (padding != null && Math.max(padding.y(), padding.x()) > 0);
    }

    /** Planes, rows and columns of the output, less than 1 where the kernel is larger than the padded input. */
    public Extent output(Extent size) {
        if (padding == null) {
            return size.with(stride, Window::kept);
        }
        Extent room = size.with(padding, (own, more) -> own + 2 * more).with(reach(), (all, reach) -> all - reach);
        return room.with(stride, (left, step) -> left < 0 ? 0 : left / step + 1);
    }

    /** Planes, rows and columns from the first tap to the last, both counted. */
    private Extent reach() {
        return kernel.with(dilation, (taps, distance) -> distance * (taps - 1) + 1);
    }

    /** The kernel, filled up to whole strides. */
    Extent spread() {
        return kernel.with(stride, Window::kept).with(stride, (count, step) -> count * step);
    }

    /** Zeros before the first plane, row and column of an input of this size. */
    public Extent before(Extent size) {
        if (padding != null) {
            return padding;
        }
        return size.with(stride, (own, step) -> (kept(own, step) - 1) * step)
                .with(reach(), Integer::sum)
                .with(size, (needed, own) -> Math.max(0, needed - own) / 2);
    }

    /**
     * What of an input of this size a block of the output is made of, zeros around it included.
     *
     * @param block of the output
     */
    Block reads(Block block, Extent size) {
        Extent before = before(size);
        return new Block(
                block.from().with(stride, (pixel, own) -> pixel * own).with(before, (pixel, own) -> pixel - own),
                block.to()
                        .with(stride, (pixel, own) -> (pixel - 1) * own)
                        .with(reach(), Integer::sum)
                        .with(before, (pixel, own) -> pixel - own));
    }

    private static int kept(int size, int stride) {
        return (size + stride - 1) / stride;
    }
}
