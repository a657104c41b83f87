package org.duress.dataset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import org.duress.DuressException;

/**
 * How intensities of a channel become greys of 16 bit: {@code intensity = low + grey * step}.
 *
 * @param low intensity of grey 0
 * @param step of one grey, above 0
 */
public record Greys(double low, double step) {
    private static final int LARGEST = 65535;
    private static final int LARGEST_OF_BYTE = 255;

    /** All greys between the least and the largest of some values; those of images that are to compare. */
    public static Greys between(Collection<float[]> images) {
        float low = Float.POSITIVE_INFINITY;
        float high = Float.NEGATIVE_INFINITY;
        for (float[] image : images) {
            for (float value : image) {
                low = Math.min(low, value);
                high = Math.max(high, value);
            }
        }
        return new Greys(low, high > low ? ((double) high - low) / LARGEST : 1);
    }

    /**
     * Those of PNG files: as many as there were, or, where there were 256, each of them and 256 between it and the
     * next, so that what stands at a share of the brightest grey stands there still.
     *
     * @param high the largest value of the files
     */
    static Greys ofPng(double high) {
        return new Greys(0, high > LARGEST_OF_BYTE ? 1 : (double) LARGEST_OF_BYTE / LARGEST);
    }

    /** The greys of some values, rounded; those past the darkest and the brightest become these. */
    public int[] of(float[] image) {
        int[] greys = new int[image.length];
        for (int i = 0; i < greys.length; i++) {
            greys[i] = (int) Math.max(0, Math.min(LARGEST, Math.round((image[i] - low) / step)));
        }
        return greys;
    }

    /** Says what the darkest and the brightest grey stand for. */
    public void put(ObjectNode entry) {
        entry.put("low", low).put("high", low + LARGEST * step);
    }

    /**
     * Refuses labels that no grey of 8 bit can stand for.
     *
     * @throws DuressException if an id is above 255
     */
    public static void requireBytes(int[] labels) {
        for (int label : labels) {
            if (label > LARGEST_OF_BYTE) {
                throw new DuressException(
                        "label id " + label + " is above 255, the most that an 8-bit PNG holds; export as nifti");
            }
        }
    }
}
