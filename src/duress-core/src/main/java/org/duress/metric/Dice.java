package org.duress.metric;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.duress.base.OrganSets;
import org.duress.base.Scope;

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
     * Counts every organ of one slice. A pixel that does not count in the reference ({@link Scope}) is left out of all
     * counts.
     *
     * @param prediction class of each pixel
     * @param reference the same shape
     * @param sets which organs a class is; a class beyond them is an error
     * @return counts of organ 1, 2, ...
     */
    public static List<Dice> perOrgan(byte[] prediction, byte[] reference, OrganSets sets) {
        if (prediction.length != reference.length) {
            throw new IllegalArgumentException(
                    "label maps of " + prediction.length + " and " + reference.length + " pixels cannot be compared");
        }
        int classes = sets.classes();
        long[][] pixels = new long[classes][classes];
        for (int i = 0; i < prediction.length; i++) {
            if (Scope.counts(reference[i])) {
                pixels[prediction[i]][reference[i]]++;
            }
        }
        List<Dice> counts = new ArrayList<>(sets.organs());
        for (int organ = 1; organ <= sets.organs(); organ++) {
            counts.add(count(pixels, organ, sets));
        }
        return counts;
    }

    /** Of the pixels of each pair of classes, predicted and present, those of one organ. */
    private static Dice count(long[][] pixels, int organ, OrganSets sets) {
        long intersection = 0;
        long predicted = 0;
        long present = 0;
        for (int p = 0; p < pixels.length; p++) {
            for (int r = 0; r < pixels.length; r++) {
                boolean in = sets.has(p, organ);
                boolean of = sets.has(r, organ);
                intersection += in && of ? pixels[p][r] : 0;
                predicted += in ? pixels[p][r] : 0;
                present += of ? pixels[p][r] : 0;
            }
        }
        return new Dice(intersection, predicted, present);
    }

    /** No pixel yet of so many organs. */
    public static List<Dice> none(int organs) {
        return Collections.nCopies(organs, NONE);
    }

    /** Both counts of each organ together: the same organs over more pixels. */
    public static List<Dice> sum(List<Dice> some, List<Dice> others) {
        return IntStream.range(0, some.size())
                .mapToObj(organ -> some.get(organ).plus(others.get(organ)))
                .toList();
    }

    /** Mean of scores; NaN never enters it, and it is empty where there is nothing else. */
    public static OptionalDouble mean(DoubleStream scores) {
        return scores.filter(score -> !Double.isNaN(score)).average();
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
