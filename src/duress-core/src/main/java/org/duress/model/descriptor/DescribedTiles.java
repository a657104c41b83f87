package org.duress.model.descriptor;

import java.util.List;
import org.duress.model.descriptor.DescribedStep.Border;

/**
 * How large images are computed in tiles, whose raw values are averaged with weights before the head sees them. An
 * image that is smaller than a tile is padded, half on either side, the greater half at the end, and cut back.
 *
 * @param size of a tile, in the order of the network's axes
 * @param overlap part of a tile's size that the next one covers too, from 0 to below 1
 * @param sigma of a Gaussian, as a part of a tile's size
 * @param value of a constant border
 */
public record DescribedTiles(
        List<Integer> size, double overlap, Starts starts, Blend blend, double sigma, Border border, double value) {
    public DescribedTiles {
        size = List.copyOf(size);
    }

    /** Where tiles begin. */
    public enum Starts {
        /** Every {@code floor(size * (1 - overlap))}; the last one is moved back so that it ends with the image. */
        LAST_MOVED_BACK,
        /** As few as the overlap needs, spread evenly, places rounded half to even. */
        EVEN
    }

    /** The weights of a tile's pixels. */
    public enum Blend {
        CONSTANT,
        /** A Gaussian about the middle of a tile, at least a thousandth of 1. */
        GAUSSIAN,
        /** A Gaussian about pixel {@code size / 2}, cut off at four sigma, where it is as small as at its least. */
        GAUSSIAN_CUT
    }
}
