package org.duress.model.openinference;

import java.util.ArrayList;
import java.util.List;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.spec.ModelLayout;

/** Between Duress's order of axes, channels last, and a model's. */
final class Planes {
    private Planes() {}

    /**
     * Some images of a batch, as a model takes them.
     *
     * @param first number of the first image
     * @param count of images
     * @param total at least {@code count}: the last image is repeated until there are so many
     * @return row-major, of {@link #shape}
     */
    static float[] of(ImageBatch images, int first, int count, int total, ModelLayout layout) {
        int channels = images.channels();
        int pixels = images.grid().voxels();
        float[] tensor = new float[total * channels * pixels];
        for (int image = 0; image < total; image++) {
            int from = (first + Math.min(image, count - 1)) * pixels * channels;
            int to = image * channels * pixels;
            for (int channel = 0; channel < channels; channel++) {
                int source = from + channel;
                int target = to + (layout == ModelLayout.NCHW ? channel * pixels : channel);
                int step = layout == ModelLayout.NCHW ? 1 : channels;
                for (int pixel = 0; pixel < pixels; pixel++) {
                    tensor[target + pixel * step] = images.pixels()[source + pixel * channels];
                }
            }
        }
        return tensor;
    }

    /** Of a tensor of so many images of so many channels. */
    static List<Integer> shape(int count, int channels, Grid grid, ModelLayout layout) {
        List<Integer> shape = new ArrayList<>(grid.sizes());
        shape.add(layout == ModelLayout.NCHW ? 0 : shape.size(), channels);
        shape.add(0, count);
        return List.copyOf(shape);
    }

    /** Of a tensor of so many images without an axis of channels. */
    static List<Integer> shape(int count, Grid grid) {
        List<Integer> shape = new ArrayList<>(grid.sizes());
        shape.add(0, count);
        return List.copyOf(shape);
    }

    /**
     * Puts channels last.
     *
     * @param values {@code [count, channels, pixels]}
     * @return {@code [count, pixels, channels]}
     */
    static float[] channelsLast(float[] values, int count, int channels, int pixels) {
        float[] last = new float[count * channels * pixels];
        for (int image = 0; image < count; image++) {
            int start = image * channels * pixels;
            for (int channel = 0; channel < channels; channel++) {
                for (int pixel = 0; pixel < pixels; pixel++) {
                    last[start + pixel * channels + channel] = values[start + channel * pixels + pixel];
                }
            }
        }
        return last;
    }
}
