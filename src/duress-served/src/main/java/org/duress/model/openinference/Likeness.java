package org.duress.model.openinference;

import java.util.Locale;
import org.duress.base.ImageKind;
import org.duress.model.Differences;

/**
 * Whether two answers to one image are one. Of probabilities the largest difference counts. Of class maps it is the
 * share of pixels with another class: where two classes are equally probable the last bit of a server's arithmetic
 * decides, and it depends on how many images it computes at once.
 *
 * @param classes of the answers, {@code [pixels, classes]}
 * @param maps whether they are class maps, written as 1 for the class and 0 for the others
 * @param kind of the images
 */
record Likeness(int classes, boolean maps, ImageKind kind) {
    /** Of all pixels; at least one may differ. */
    private static final double TOLERANCE = 1e-3;

    /** Of two answers about one image. */
    double difference(float[] one, float[] other) {
        return difference(one, 0, other);
    }

    /**
     * Of an answer in a batch and one about the image alone.
     *
     * @param image whose answer in the batch counts
     */
    double difference(float[] batch, int image, float[] alone) {
        if (!maps) {
            return Differences.largest(batch, image, alone);
        }
        int pixels = alone.length / classes;
        int others = 0;
        for (int pixel = 0; pixel < pixels; pixel++) {
            boolean same = true;
            for (int c = 0; c < classes; c++) {
                int at = pixel * classes + c;
                same &= batch[image * alone.length + at] == alone[at];
            }
            others += same ? 0 : 1;
        }
        return others <= 1 ? 0 : (double) others / pixels;
    }

    /** Whether a difference is more than arithmetic makes. */
    boolean differs(double difference) {
        return difference > (maps ? TOLERANCE : Differences.TOLERANCE);
    }

    /** "largest difference 0.031 of probabilities", "2.5 % of pixels have another class". */
    String words(double difference) {
        return maps
                ? String.format(Locale.ROOT, "%.1f %% of %s have another class", 100 * difference, kind.points())
                : "largest difference " + Differences.text(difference) + " of probabilities";
    }
}
