package org.duress.model.lowering;

import java.util.List;
import org.duress.net.Extent;
import org.duress.net.Op;

/** What moves, copies or drops pixels and channels. */
interface Rearranging extends Part {
    /** Concatenation of channels. */
    default Value concat(String name, List<Value> values) {
        return draft().add(name, new Op.Concat(), values.toArray(new Value[0]));
    }

    /** Channels from (inclusive) to (exclusive). */
    default Value sliceChannels(String name, Value x, int from, int to) {
        return from == 0 && to == x.channels() ? x : draft().add(name, new Op.SliceChannels(from, to), x);
    }

    default Value crop(String name, Value x, int top, int bottom, int left, int right) {
        return top == 0 && bottom == 0 && left == 0 && right == 0
                ? x
                : draft().add(name, new Op.Crop(top, bottom, left, right), x);
    }

    default Value pad(String name, Value x, int top, int bottom, int left, int right, Op.Border border) {
        return top == 0 && bottom == 0 && left == 0 && right == 0
                ? x
                : draft().add(name, new Op.Pad(top, bottom, left, right, border), x);
    }

    /** Nearest-neighbour upsampling by a whole factor an axis. */
    default Value upsample(String name, Value x, int factorY, int factorX) {
        return resize(
                name,
                x,
                Math.multiplyExact(x.height(), factorY),
                Math.multiplyExact(x.width(), factorX),
                Op.Interpolation.NEAREST_FLOOR,
                Op.Coordinates.ASYMMETRIC);
    }

    /** Resampling to a size. */
    default Value resize(
            String name,
            Value x,
            int newHeight,
            int newWidth,
            Op.Interpolation interpolation,
            Op.Coordinates coordinates) {
        if (newHeight == x.height() && newWidth == x.width()) {
            return x;
        }
        int factor = newHeight / x.height();
        boolean whole = newHeight == factor * x.height() && newWidth == factor * x.width();
        boolean copies = (interpolation == Op.Interpolation.NEAREST_FLOOR && coordinates == Op.Coordinates.ASYMMETRIC)
                || (interpolation == Op.Interpolation.NEAREST_ROUND && coordinates == Op.Coordinates.HALF_PIXEL);
        return whole && copies
                ? draft().add(name, new Op.Upsample(factor), x)
                : draft().add(name, new Op.Resize(newHeight, newWidth, interpolation, coordinates), x);
    }

    /**
     * Channel {@code (dy * block + dx) * out + c} becomes channel c of pixel {@code (y * block + dy, x * block + dx)}.
     */
    default Value depthToSpace(String name, Value x, int block) {
        return draft().add(name, new Op.DepthToSpace(new Extent(block, block)), x);
    }

    /** Zeros around the image. */
    default Value zeroPad(String name, Value x, int top, int bottom, int left, int right) {
        return pad(name, x, top, bottom, left, right, Op.Border.ZERO);
    }

    /** Linear upsampling by a whole factor an axis, pixels taken as areas. */
    default Value upsampleLinearly(String name, Value x, int factorY, int factorX) {
        return resize(
                name,
                x,
                Math.multiplyExact(x.height(), factorY),
                Math.multiplyExact(x.width(), factorX),
                Op.Interpolation.LINEAR,
                Op.Coordinates.HALF_PIXEL);
    }
}
