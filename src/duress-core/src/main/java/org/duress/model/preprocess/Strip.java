package org.duress.model.preprocess;

import java.util.ArrayList;
import java.util.List;
import org.duress.model.ImageBatch;

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
}
