package org.duress.model.preprocess;

import java.util.ArrayList;
import java.util.List;
import org.duress.model.ImageBatch;

/**
 * Values of a resampled image held to the range of the image or of each of its planes, each channel's own, as a cubic
 * interpolation overshoots at edges. What is held follows the image's extreme value.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Held(List<Strip> before, List<Strip> after, float[] pixels, float[] mapped) {
    static final Held NOTHING = new Held(List.of(), List.of(), new float[0], new float[0]);

    /**
     * Holds a batch.
     *
     * @param mapped of the images, on any grid, {@code [count, grid, channels]}
     * @param parts of an image that are held by themselves: 1, or its planes, which {@code mapped} has as many of
     */
    static Held of(ImageBatch images, float[] mapped, int parts) {
        return new Held(strips(images, images.pixels(), parts), strips(images, mapped, parts), images.pixels(), mapped);
    }

    private static List<Strip> strips(ImageBatch images, float[] values, int parts) {
        int channels = images.channels();
        int points = values.length / (images.count() * channels * parts);
        List<Strip> strips = new ArrayList<>();
        for (int part = 0; part < images.count() * parts; part++) {
            for (int channel = 0; channel < channels; channel++) {
                strips.add(new Strip(part / parts, channel, part * points * channels + channel, channels, points));
            }
        }
        return List.copyOf(strips);
    }

    /** Places of a strip's smallest and largest value in the batch. */
    private record Extremes(int smallest, int largest) {}

    private Extremes extremes(Strip strip) {
        int smallest = strip.at(0);
        int largest = strip.at(0);
        for (int i = 1; i < strip.count(); i++) {
            int at = strip.at(i);
            smallest = pixels[at] < pixels[smallest] ? at : smallest;
            largest = pixels[at] > pixels[largest] ? at : largest;
        }
        return new Extremes(smallest, largest);
    }

    /** The mapped values, held. */
    float[] values(float[] own) {
        if (before.isEmpty()) {
            return own;
        }
        float[] held = own.clone();
        for (int s = 0; s < before.size(); s++) {
            Extremes extremes = extremes(before.get(s));
            Strip strip = after.get(s);
            for (int i = 0; i < strip.count(); i++) {
                int at = strip.at(i);
                held[at] = Math.min(pixels[extremes.largest()], Math.max(pixels[extremes.smallest()], held[at]));
            }
        }
        return held;
    }

    /**
     * The pullback to the mapped values.
     *
     * @param extremes of the images' shape; gets what goes to their extreme values
     */
    float[] pulledBack(float[] gradient, float[] extremes) {
        if (before.isEmpty()) {
            return gradient;
        }
        float[] pulled = gradient.clone();
        for (int s = 0; s < before.size(); s++) {
            Extremes own = extremes(before.get(s));
            Strip strip = after.get(s);
            for (int i = 0; i < strip.count(); i++) {
                int at = strip.at(i);
                if (mapped[at] < pixels[own.smallest()]) {
                    extremes[own.smallest()] += gradient[at];
                    pulled[at] = 0;
                } else if (mapped[at] > pixels[own.largest()]) {
                    extremes[own.largest()] += gradient[at];
                    pulled[at] = 0;
                }
            }
        }
        return pulled;
    }
}
