package org.duress.model;

import java.util.List;
import java.util.stream.IntStream;
import org.duress.base.Grid;
import org.duress.data.Slice;

/**
 * Images of one size, some of which are asked for at a time: a batch, or the slices of a whole cohort, which need not
 * fit into memory together.
 */
public interface ImageSource {
    /** How many there are. */
    int count();

    /** That of each image, unspaced where their distances differ. */
    Grid grid();

    /** Values of a point. */
    int channels();

    /** Some of them as a batch, in this order, any of them as often as wanted; at least one. */
    ImageBatch picked(int... images);

    /** Those from one, up to but not with another, as a batch. */
    default ImageBatch some(int from, int to) {
        return picked(IntStream.range(from, to).toArray());
    }

    /**
     * The images of slices, which are read when they are asked for.
     *
     * @param slices of one size and as many channels; at least one
     * @throws IllegalArgumentException if one has another size or other channels than the first
     */
    static ImageSource of(List<Slice> slices) {
        return new SliceImages(slices);
    }
}
