package org.duress.model.samediff;

import org.duress.model.lowering.Value;

/** What a variable holds while a graph is lowered: numbers that are known, or what a node of the network gives. */
sealed interface Tensor {
    /** Does not depend on the image. */
    record Known(Constant constant) implements Tensor {}

    /** Depends on the image. */
    record Image(Value value, Axes axes) implements Tensor {
        /** Sizes by axis; the number of images is NaN. */
        float[] shape() {
            float[] shape = new float[axes.rank()];
            shape[0] = Float.NaN;
            shape[axes.channel()] = value.channels();
            if (axes != Axes.NC) {
                shape[axes.height()] = value.height();
                shape[axes.width()] = value.width();
            }
            return shape;
        }

        Image with(Value newValue) {
            return new Image(newValue, axes);
        }
    }

    /** Order of a tensor's axes in the graph. */
    enum Axes {
        NCHW(4, 1, 2),
        NHWC(4, 3, 1),
        /** One pixel. */
        NC(2, 1, -1);

        private final int rank;
        private final int channel;
        private final int height;

        Axes(int rank, int channel, int height) {
            this.rank = rank;
            this.channel = channel;
            this.height = height;
        }

        int rank() {
            return rank;
        }

        int channel() {
            return channel;
        }

        int height() {
            return height;
        }

        int width() {
            return height + 1;
        }
    }
}
