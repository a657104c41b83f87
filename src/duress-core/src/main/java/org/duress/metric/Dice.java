package org.duress.metric;

import java.util.ArrayList;
import java.util.List;

/**
 * Overlap of one class between a predicted and a reference label map, as counts, so that slices add up to the volume
 * Dice of a subject.
 *
 * <p>Conventions: prediction and reference both empty is NaN and never counted; reference present and prediction empty
 * is 0; reference empty and prediction present is 0.
 *
 * @param intersection pixels of the class in both
 * @param predicted pixels of the class in the prediction
 * @param reference pixels of the class in the reference
 */
public record Dice(long intersection, long predicted, long reference) {
    /** No pixel yet. */
    public static final Dice NONE = new Dice(0, 0, 0);

    /**
     * Counts every organ of one slice.
     *
     * @param prediction class of each pixel: 0 background, i + 1 for organ i
     * @param reference the same shape
     * @param organs number of organs; at least 1. A class above it is an error
     * @return counts of organ 0, 1, ...
     */
    public static List<Dice> perOrgan(byte[] prediction, byte[] reference, int organs) {
        if (prediction.length != reference.length) {
            throw new IllegalArgumentException(
                    "label maps of " + prediction.length + " and " + reference.length + " pixels cannot be compared");
        }
        long[] intersection = new long[organs + 1];
        long[] predicted = new long[organs + 1];
        long[] present = new long[organs + 1];
        for (int i = 0; i < prediction.length; i++) {
            int p = Byte.toUnsignedInt(prediction[i]);
            int r = Byte.toUnsignedInt(reference[i]);
            predicted[p]++;
            present[r]++;
            if (p == r) {
                intersection[p]++;
            }
        }
        List<Dice> counts = new ArrayList<>(organs);
        for (int c = 1; c <= organs; c++) {
            counts.add(new Dice(intersection[c], predicted[c], present[c]));
        }
        return counts;
    }

    /** Both counts together: the same class over more pixels. */
    public Dice plus(Dice other) {
        return new Dice(intersection + other.intersection, predicted + other.predicted, reference + other.reference);
    }

    /** Dice score in [0, 1]; NaN where neither shows the class. */
    public double score() {
        return size() == 0 ? Double.NaN : 2.0 * intersection / size();
    }

    /** Pixels of the class in the one and in the other, counted twice where in both; 0 where neither shows it. */
    public long size() {
        return predicted + reference;
    }

    /** Pixels of the class in one of the two alone. */
    public long wrong() {
        return size() - 2 * intersection;
    }
}
