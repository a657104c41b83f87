package org.duress.model;

import java.util.OptionalInt;
import org.duress.base.Grid;
import org.duress.net.Network;

/**
 * A model file, understood: gives its network for each image size.
 *
 * <p>Lowering at a size makes every shape in a foreign graph a number, so that whatever a graph computes from shapes is
 * known.
 */
@FunctionalInterface
public interface SizedNetwork {
    /**
     * The network for images of this size, which has as many axes as {@link #axes} says. Its input has the model's
     * channels, as many at every size, and its last node gives the probability of every class, background first, at
     * the input's size.
     *
     * @throws IllegalArgumentException if the model cannot take this size; the message says where it fails
     * @throws org.duress.DuressException if it holds what the core does not have, whatever the size
     */
    Network at(Grid size);

    /**
     * The same for answers alone, of which nothing is learnt: batch norm folded.
     *
     * @throws IllegalArgumentException as {@link #at}
     * @throws org.duress.DuressException as {@link #at}
     */
    default Network answering(Grid size) {
        return at(size).folded();
    }

    /** Axes of the images it is for: 2 for slices, as of most formats, 3 for volumes; empty where it takes both. */
    default OptionalInt axes() {
        return OptionalInt.of(2);
    }
}
