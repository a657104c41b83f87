package org.duress.gate;

import java.util.Arrays;
import org.duress.DuressException;
import org.duress.model.ImageBatch;
import org.duress.model.Segmentation;
import org.duress.model.SegmentationModel;

/** A model whose answers are checked. Its classes are the cohort's: organ i is class i + 1. */
final class Segmenter {
    private final SegmentationModel model;

    /**
     * A segmenter.
     *
     * @param model with the cohort's classes
     */
    Segmenter(SegmentationModel model) {
        this.model = model;
    }

    int classes() {
        return model.classes();
    }

    /**
     * Segments a batch.
     *
     * @throws DuressException if the output has another size or is not finite
     */
    Segmentation segment(ImageBatch images) {
        Segmentation segmentation = model.segment(images);
        float[] probabilities = segmentation.probabilities();
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
        return segmentation;
    }

    /** The classes of one slice of a batch. */
    static byte[] slice(Segmentation segmentation, int slice, int pixels) {
        return Arrays.copyOfRange(segmentation.classMap(), slice * pixels, (slice + 1) * pixels);
    }
}
