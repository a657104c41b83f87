package org.duress.model.lowering.layers;

import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.Value;
import org.duress.spec.ModelLayout;

/**
 * Where the channels of a file's images are, for layers that name axes.
 *
 * @param layout of all layers
 * @param count of an image: 2 for slices, 3 for volumes
 */
public record ImageAxes(ModelLayout layout, int count) {
    /** Of slices. */
    public ImageAxes(ModelLayout layout) {
        this(layout, 2);
    }

    /** Axes of a batch of images: their own, that of the images and that of the channels. */
    private int rank() {
        return count + 2;
    }

    /** Whether channels come last. */
    public boolean channelsLast() {
        return layout == ModelLayout.NHWC;
    }

    /**
     * Whether an axis is that of the channels.
     *
     * @param axis of images with their batch; from the end where it is negative
     */
    public boolean isChannels(int axis) {
        return (axis < 0 ? axis + rank() : axis) == (channelsLast() ? rank() - 1 : 1);
    }

    /**
     * Demands that a layer works along the channels.
     *
     * @param does what it does there, such as "normalises"
     * @throws org.duress.DuressException if it does not
     */
    public void requireChannels(LayerSettings layer, int axis, String does) {
        if (!isChannels(axis)) {
            throw layer.refused(does + " along axis " + axis
                    + ", which is not that of the channels; build the layer with the axis of the channels");
        }
    }

    /**
     * Leaky ReLU with slopes as a file has them.
     *
     * @param shape of the slopes, one axis for each of an image without its batch
     * @throws org.duress.DuressException if they are not the same for all pixels
     */
    public Value prelu(Lowering net, String name, Value x, LayerSettings layer, float[] slopes, int... shape) {
        int channels = shape.length == rank() - 1 ? shape[channelsLast() ? rank() - 2 : 0] : -1;
        if (slopes.length != channels) {
            throw layer.refused("has a slope for each pixel, which fits one image size and which Duress does not"
                    + " compute; share the slopes over "
                    + (count == 2 ? "" : "planes, ") + "rows and columns");
        }
        return slopes.length == 1 ? net.leakyRelu(name, x, slopes[0]) : net.prelu(name, x, slopes);
    }
}
