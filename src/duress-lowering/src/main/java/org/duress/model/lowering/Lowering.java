package org.duress.model.lowering;

import org.duress.DuressException;
import org.duress.base.Extent;
import org.duress.base.Grid;
import org.duress.net.Graph;

/**
 * Builds a network of the core, layer by layer, for one image size. Every front end speaks to the core through this
 * class alone.
 *
 * <p>Shapes are known at each step. What the core has no op for is written with the ops it has: groups as slices,
 * uneven padding as a pad, compound activations as their parts. Names must be unique; parts get the layer's name and a
 * suffix, and the node that gives the layer's result has the layer's name.
 *
 * <p>Every method throws {@link IllegalArgumentException} for shapes that do not fit; a front end adds which layer it
 * was.
 */
public final class Lowering implements HeadLayers, Norms, Pooling {
    /**
     * Operators that a file may hold. The largest segmentation networks have about 2,000, those that exporters write
     * for shapes included; ONNX Runtime takes 3 s to prepare 4,000, and a time that grows with their square.
     */
    private static final int MOST_OPERATORS = 4_000;

    private final Value image;
    private final Draft draft;

    /** An empty network for images of this size with so many channels. */
    public Lowering(Grid images, int channels) {
        image = new Value(Graph.INPUT, images.rank(), Extent.of(images), channels);
        draft = new Draft(images, channels);
    }

    /** An empty network for slices of this size with so many channels. */
    public Lowering(int height, int width, int channels) {
        this(Grid.of(height, width), channels);
    }

    /**
     * Refuses a file of too many operators, before any of them is read.
     *
     * @param file how messages name it
     * @throws DuressException if there are too many
     */
    public static void requireCount(int operators, String file) {
        if (operators > MOST_OPERATORS) {
            throw new DuressException(file + " has " + operators + " operators, more than the " + MOST_OPERATORS
                    + " that a segmentation model may have; check where it comes from");
        }
    }

    /** The image. */
    public Value image() {
        return image;
    }

    @Override
    public Draft draft() {
        return draft;
    }
}
