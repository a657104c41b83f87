package org.duress.data;

import java.util.Arrays;
import java.util.List;
import org.duress.base.Grid;

/**
 * An image of the cohort, slice or volume, that is not normalised yet.
 *
 * @param channels intensities of each channel {@code [grid]}
 * @param colours whether they are red, green and blue
 * @param classes class of each pixel
 * @param kept whether the cohort has it, or only those beside it need it
 */
@SuppressWarnings("ArrayRecordComponent") // pixels: identity, not equality, is meant
record ReadSlice(String name, Grid grid, List<float[]> channels, boolean colours, byte[] classes, boolean kept) {
    ReadSlice {
        channels = List.copyOf(channels);
    }

    /** Whether it is a grey that came as three equal colours. */
    boolean grey() {
        return colours && channels.stream().allMatch(channel -> Arrays.equals(channel, channels.get(0)));
    }

    /** The same as a neighbour alone. */
    ReadSlice leftOut() {
        return new ReadSlice(name, grid, channels, colours, classes, false);
    }

    /** The same with the first channel alone. */
    ReadSlice greyed() {
        return new ReadSlice(name, grid, channels.subList(0, 1), false, classes, kept);
    }
}
