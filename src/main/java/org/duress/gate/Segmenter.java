package org.duress.gate;

import java.util.HashSet;
import java.util.List;
import org.duress.DuressException;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;

/** A model whose answers are checked, and whose classes are put in the cohort's order. */
final class Segmenter {
    private final SegmentationModel model;
    private final List<String> organs;
    /** Cohort class of each model class. */
    private final byte[] cohortClass;

    /**
     * A segmenter.
     *
     * @param organs the cohort's organs: organ i is class i + 1
     * @throws DuressException if the model has another number of classes, or other organs
     */
    Segmenter(SegmentationModel model, List<String> organs) {
        this.model = model;
        this.organs = List.copyOf(organs);
        if (model.classes() != organs.size() + 1) {
            throw new DuressException("model output with the wrong number of classes: " + model.classes()
                    + " with background, where the cohort's organs " + organs + " need " + (organs.size() + 1)
                    + "; list the model's organs in cohort.organs");
        }
        this.cohortClass = cohortClasses(model.organs(), this.organs);
    }

    private static byte[] cohortClasses(List<String> modelOrgans, List<String> organs) {
        byte[] classes = new byte[organs.size() + 1];
        if (!modelOrgans.isEmpty()
                && (modelOrgans.size() != organs.size() || !new HashSet<>(modelOrgans).equals(new HashSet<>(organs)))) {
            throw new DuressException("the model's organs are " + modelOrgans + " and the cohort's " + organs
                    + "; use the model's names in cohort.organs");
        }
        for (int c = 1; c < classes.length; c++) {
            classes[c] = (byte) (modelOrgans.isEmpty() ? c : organs.indexOf(modelOrgans.get(c - 1)) + 1);
        }
        return classes;
    }

    List<String> organs() {
        return organs;
    }

    int classes() {
        return cohortClass.length;
    }

    /**
     * Segments a batch.
     *
     * @return probabilities in the model's class order, every one finite
     * @throws DuressException if the output has another size or is not finite
     */
    float[] probabilities(ImageBatch images) {
        float[] probabilities = model.probabilities(images);
        long expected = (long) images.pixels().length * classes();
        if (probabilities.length != expected) {
            throw new DuressException("model output with " + probabilities.length + " values where " + images.count()
                    + " x " + images.height() + " x " + images.width() + " pixels of " + classes() + " classes are "
                    + expected + "; check the model's output shape");
        }
        for (float probability : probabilities) {
            if (!Float.isFinite(probability)) {
                throw new DuressException("the model answered with a probability that is " + probability
                        + "; check its weights and input");
            }
        }
        return probabilities;
    }

    /** Most probable class of each pixel of one slice, in the cohort's order; the first of equals. */
    byte[] mostProbable(float[] probabilities, int slice, int pixels) {
        int classes = classes();
        byte[] map = new byte[pixels];
        int at = slice * pixels * classes;
        for (int p = 0; p < pixels; p++, at += classes) {
            int best = 0;
            for (int c = 1; c < classes; c++) {
                if (probabilities[at + c] > probabilities[at + best]) {
                    best = c;
                }
            }
            map[p] = cohortClass[best];
        }
        return map;
    }
}
