package org.duress.model.lowering;

import java.util.List;
import org.duress.base.Extent;
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

    /** Fewer rows and columns. */
    default Value crop(String name, Value x, int top, int bottom, int left, int right) {
        return crop(name, x, new Extent(top, left), new Extent(bottom, right));
    }

    /** Fewer planes, rows and columns at the beginning and at the end. */
    default Value crop(String name, Value x, Extent before, Extent after) {
        return before.equals(Extent.ZERO) && after.equals(Extent.ZERO)
                ? x
                : draft().add(
                                name,
                                new Op.Crop(before.z(), after.z(), before.y(), after.y(), before.x(), after.x()),
                                x);
    }

    /** More rows and columns. */
    default Value pad(String name, Value x, int top, int bottom, int left, int right, Op.Border border) {
        return pad(name, x, new Extent(top, left), new Extent(bottom, right), border);
    }

    /** More planes, rows and columns at the beginning and at the end. */
    default Value pad(String name, Value x, Extent before, Extent after, Op.Border border) {
        return before.equals(Extent.ZERO) && after.equals(Extent.ZERO)
                ? x
                : draft().add(
                                name,
                                new Op.Pad(before.z(), after.z(), before.y(), after.y(), before.x(), after.x(), border),
                                x);
    }

    /** More planes, rows and columns of zeros at the beginning and at the end. */
    default Value zeroPad(String name, Value x, Extent before, Extent after) {
        return pad(name, x, before, after, Op.Border.ZERO);
    }

    /** Nearest-neighbour upsampling by a whole factor an axis. */
    default Value upsample(String name, Value x, int factorY, int factorX) {
        return upsample(name, x, new Extent(factorY, factorX));
    }

    /** The same of planes, rows and columns. */
    default Value upsample(String name, Value x, Extent factors) {
        Extent size = x.extent().with(factors.fromOne(), Math::multiplyExact);
        return resize(name, x, size, Op.Interpolation.NEAREST_FLOOR, Op.Coordinates.ASYMMETRIC);
    }

    /** Resampling of planes to a size. */
    default Value resize(
            String name,
            Value x,
            int newHeight,
            int newWidth,
            Op.Interpolation interpolation,
            Op.Coordinates coordinates) {
        return resize(name, x, new Extent(x.extent().z(), newHeight, newWidth), interpolation, coordinates);
    }

    /** Resampling to a size. */
    default Value resize(
            String name, Value x, Extent size, Op.Interpolation interpolation, Op.Coordinates coordinates) {
        if (size.equals(x.extent())) {
            return x;
        }
        Extent factors = size.with(x.extent(), (to, from) -> to / from);
        boolean whole = x.extent().with(factors, Math::multiplyExact).equals(size) && factors.y() == factors.x();
        boolean copies = (interpolation == Op.Interpolation.NEAREST_FLOOR && coordinates == Op.Coordinates.ASYMMETRIC)
                || (interpolation == Op.Interpolation.NEAREST_ROUND && coordinates == Op.Coordinates.HALF_PIXEL);
        return whole && copies
                ? draft().add(name, new Op.Upsample(factors.z(), factors.y()), x)
                : draft().add(name, new Op.Resize(size.z(), size.y(), size.x(), interpolation, coordinates), x);
    }

    /**
     * Channel {@code (dy * block + dx) * out + c} becomes channel c of pixel {@code (y * block + dy, x * block + dx)}.
     */
    default Value depthToSpace(String name, Value x, int block) {
        return depthToSpace(name, x, new Extent(block, block));
    }

    /** The same with blocks of any shape, planes first. */
    default Value depthToSpace(String name, Value x, Extent block) {
        return draft().add(name, new Op.DepthToSpace(block), x);
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
