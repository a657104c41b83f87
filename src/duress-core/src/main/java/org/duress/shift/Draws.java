package org.duress.shift;

import java.util.Random;
import org.duress.base.Seeds;

/**
 * What a shift draws.
 *
 * @param scan seed of what all images of a subject have in common, such as a tilt
 * @param image seed of what each image has for itself, such as noise
 */
public record Draws(long scan, long image) {
    /**
     * Those of one shift on one image.
     *
     * @param kind hash of the shift's name
     * @param place of the image within its subject
     */
    static Draws of(long seed, int kind, String subject, int place) {
        long scan = Seeds.shift(seed, kind, subject);
        return new Draws(scan, Seeds.shiftedImage(scan, place));
    }

    /** From the beginning each time. */
    Random ofScan() {
        return new Random(scan);
    }

    /** From the beginning each time; another one for each channel. */
    Random ofChannel(Channel channel) {
        return new Random(Seeds.image(image, channel.index()));
    }

    /** One of two directions, the subject's own. */
    double sign() {
        return ofScan().nextBoolean() ? 1 : -1;
    }
}
