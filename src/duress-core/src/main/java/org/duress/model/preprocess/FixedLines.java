package org.duress.model.preprocess;

import org.duress.model.ImageBatch;

/** A step that is a line for each image and channel, whatever is in the image. */
final class FixedLines extends Intensities {
    private final Lines lines;

    /** The line of one channel of one image. */
    interface Lines {
        Change of(ImageBatch images, int image, int channel);
    }

    FixedLines(Lines lines) {
        super(true);
        this.lines = lines;
    }

    @Override
    Change change(ImageBatch images, Strip strip, float[] x) {
        return lines.of(images, strip.image(), strip.channel());
    }
}
