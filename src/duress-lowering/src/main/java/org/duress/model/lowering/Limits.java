package org.duress.model.lowering;

import java.util.List;
import org.duress.base.Grid;
import org.duress.net.Op;

/** Refuses what would fill the memory, or take for ever, before anything is allocated for it. */
final class Limits {
    /** Layers that the operators of a file may become: a grouped convolution is written group by group. */
    private static final int MOST_NODES = 1 << 15;

    /**
     * Numbers that all layers together may give for each pixel of the image. A U-Net of 64 base channels gives 2,000,
     * the largest nested ones some 8,000; what gives more grows without need, and its activations fill the memory.
     */
    private static final long MOST_NUMBERS_A_PIXEL = 1 << 14;

    /**
     * Products that all layers together may take for each pixel of the image. A U-Net of 64 base channels takes 0.7
     * million, the widest residual ones 2.5 million.
     */
    private static final long MOST_PRODUCTS_A_PIXEL = 1 << 23;

    /** The limits a pixel are those of an image of so many, as the smallest that a model is tried on has, or more. */
    private static final long LEAST_PIXELS = 28 * 28;

    /** Weights that are made up to move or copy channels, in all layers together: 128 MB. */
    private static final long MOST_MADE_WEIGHTS = 1L << 25;

    /** Weights that one layer may have once they are laid out for its stride: 256 MB. */
    private static final long MOST_LAYER_WEIGHTS = 1L << 26;

    private final Grid images;
    private long numbers;
    private long products;
    private long madeWeights;

    /** Those of a network for images of this size. */
    Limits(Grid images) {
        this.images = images;
    }

    /**
     * Counts a layer in.
     *
     * @param value what it gives
     * @param before layers that there are
     * @throws IllegalArgumentException if it is too much
     */
    void require(Value value, Op op, List<Value> inputs, int before) {
        long pixels = Math.max(images.voxels(), LEAST_PIXELS);
        double own = value.size();
        double each = op.products(inputs.stream().mapToInt(Value::channels).sum());
        boolean fits = before < MOST_NODES
                && numbers + own <= (double) pixels * MOST_NUMBERS_A_PIXEL
                && products + own * each <= (double) pixels * MOST_PRODUCTS_A_PIXEL
                && op.spreadWeights(inputs.get(0).channels()) <= MOST_LAYER_WEIGHTS;
        if (!fits) {
            throw new IllegalArgumentException("'" + value.node() + "', " + value.size(value.extent())
                    + " x " + value.channels() + " numbers after " + before
                    + " layers, is more than a segmentation model needs for " + images
                    + " " + images.kind().points());
        }
        numbers += (long) own;
        products += (long) (own * each);
    }

    /**
     * Counts made-up weights in.
     *
     * @throws IllegalArgumentException if there are too many
     */
    void requireMade(String name, int count) {
        madeWeights += count;
        if (madeWeights > MOST_MADE_WEIGHTS) {
            throw new IllegalArgumentException("'" + name + "' moves or copies too many channels");
        }
    }
}
