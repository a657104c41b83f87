package org.duress.data;

import java.util.Arrays;
import java.util.List;
import org.duress.base.Grid;
import org.duress.base.KeptBytes;
import org.duress.base.KeptFloats;

/**
 * An image of the cohort, slice or volume, that is not normalised yet.
 *
 * @param channels intensities of each channel {@code [grid]}
 * @param colours whether they are red, green and blue
 * @param classes class of each pixel
 * @param kept whether the cohort has it, or only those beside it need it
 */
record ReadSlice(String name, Grid grid, List<KeptFloats> channels, boolean colours, KeptBytes classes, boolean kept) {
    ReadSlice {
        channels = List.copyOf(channels);
    }

    /** Whether it is a grey that came as three equal colours. */
    boolean grey() {
        return colours
                && channels.stream()
                        .allMatch(channel ->
                                Arrays.equals(channel.values(), channels.get(0).values()));
    }

    /** The same, kept until the cohort is made of it. */
    ReadSlice putAway() {
        channels.forEach(KeptFloats::putAway);
        classes.putAway();
        return this;
    }

    /** Lets go of it: nothing may be read of it any more. */
    void letGo() {
        channels.forEach(KeptFloats::letGo);
        classes.letGo();
    }

    /** The same as a neighbour alone. */
    ReadSlice leftOut() {
        return new ReadSlice(name, grid, channels, colours, classes, false);
    }

    /** The same with the first channel alone; the others are let go of. */
    ReadSlice greyed() {
        channels.subList(1, channels.size()).forEach(KeptFloats::letGo);
        return new ReadSlice(name, grid, channels.subList(0, 1), false, classes, kept);
    }
}
