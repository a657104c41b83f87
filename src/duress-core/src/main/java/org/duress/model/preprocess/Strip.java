package org.duress.model.preprocess;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.duress.base.NonzeroBox;
import org.duress.data.IntensityHistogram;
import org.duress.data.IntensityScale;
import org.duress.model.ImageBatch;
import org.duress.spec.PreprocessStep.Measured;
import org.duress.spec.PreprocessStep.Over;

/**
 * Those values of a batch that go together: of one image one channel, or all.
 *
 * @param image of the batch
 * @param channel its first channel
 * @param start of the first value in the batch
 * @param step between two values
 * @param count how many
 */
record Strip(int image, int channel, int start, int step, int count) {
    /** All values of a batch: each channel of each image for itself, or the channels of an image together. */
    static List<Strip> of(ImageBatch images, boolean each) {
        List<Strip> strips = new ArrayList<>();
        int channels = images.channels();
        for (int image = 0; image < images.count(); image++) {
            int start = image * images.length();
            if (!each) {
                strips.add(new Strip(image, 0, start, 1, images.length()));
                continue;
            }
            for (int channel = 0; channel < channels; channel++) {
                strips.add(new Strip(
                        image, channel, start + channel, channels, images.grid().voxels()));
            }
        }
        return strips;
    }

    /** Place of a value in the batch. */
    int at(int index) {
        return start + index * step;
    }

    /** A copy of the values. */
    float[] of(float[] batch) {
        float[] own = new float[count];
        for (int i = 0; i < count; i++) {
            own[i] = batch[at(i)];
        }
        return own;
    }

    /** What is known of its channels. */
    List<IntensityScale> scales(ImageBatch images) {
        List<IntensityScale> all = images.acquisitions().get(image).scales();
        return step == 1 ? all : all.subList(channel, channel + 1);
    }

    /** The intensities of the scan that is to be measured; empty where the values themselves are. */
    Optional<IntensityHistogram> scan(ImageBatch images, Measured of) {
        if (of.over() == Over.SLICE) {
            return Optional.empty();
        }
        List<IntensityHistogram> channels =
                scales(images).stream().flatMap(scale -> scale.scan().stream()).toList();
        return channels.isEmpty() ? Optional.empty() : Optional.of(IntensityHistogram.joined(channels));
    }

    /** The pixel of its image that a value is of. */
    int pixel(int index, int channels) {
        return step == channels ? index : index / channels;
    }

    /** The box around what is not 0 in any channel of its image. */
    NonzeroBox box(ImageBatch images) {
        NonzeroBox box = new NonzeroBox();
        box.add(0, images.pixels(), image * images.length(), images.grid(), images.channels());
        return box;
    }
}
