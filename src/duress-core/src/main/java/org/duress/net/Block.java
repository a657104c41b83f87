package org.duress.net;

import org.duress.base.Extent;

/**
 * A part of an image: what lies between two corners.
 *
 * @param from its first plane, row and column
 * @param to behind its last ones
 */
public record Block(Extent from, Extent to) {
    /** All of an image of this size. */
    static Block all(Extent size) {
        return new Block(Extent.ZERO, size);
    }

    /** Planes, rows and columns. */
    public Extent size() {
        return to.with(from, (end, begin) -> end - begin);
    }

    /** What of it lies inside an image of this size. */
    Block within(Extent size) {
        return new Block(from.map(begin -> Math.max(0, begin)), to.with(size, Math::min));
    }

    /** The smallest that holds this one and another. */
    Block with(Block other) {
        return new Block(from.with(other.from, Math::min), to.with(other.to, Math::max));
    }

    /** The same, seen from a place in the image. */
    Block seenFrom(Extent place) {
        return new Block(from.with(place, (own, begin) -> own - begin), to.with(place, (own, begin) -> own - begin));
    }
}
