package org.duress.model.preprocess;

import org.duress.model.ImageBatch;

/** A step that is a line for each image and channel, whatever is in the image. */
final class FixedLines extends Intensities {
    private final Lines lines;

    /** The line of one channel of one image. */
    interface Lines {
        Line of(ImageBatch images, int image, int channel);
    }

    FixedLines(Lines lines) {
        super(true);
        this.lines = lines;
    }

    @Override
    Change change(ImageBatch images, Strip strip, float[] x) {
        Line line = lines.of(images, strip.image(), strip.channel());
        return new Change() {
            @Override
            public float of(float value) {
                return line.of(value);
            }

            @Override
            public void pullBack(float[] before, float[] gradient, float[] pulled) {
                for (int i = 0; i < before.length; i++) {
                    pulled[i] = line.follows(before[i]) ? (float) (line.slope() * gradient[i]) : 0;
                }
            }
        };
    }
}
