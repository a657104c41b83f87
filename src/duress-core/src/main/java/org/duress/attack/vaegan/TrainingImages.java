package org.duress.attack.vaegan;

import java.util.Arrays;
import java.util.Random;
import org.duress.DuressException;
import org.duress.ModelException;
import org.duress.base.Grid;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;

/**
 * The attacker-training slices with the model's clean segmentation of each, computed once: the model is fixed, so S_0
 * never changes. Slices on which the model sees no organ at all cannot be attacked and are left out.
 */
final class TrainingImages {
    private static final int AT_ONCE = 8;
    /** 600 MB of segmentations: more is refused, not silently recomputed in each step. */
    private static final long MOST_FLOATS = 150_000_000;

    private final ImageBatch images;
    private final float[][] segmentations;
    private final int[] usable;

    private TrainingImages(ImageBatch images, float[][] segmentations, int[] usable) {
        this.images = images;
        this.segmentations = segmentations;
        this.usable = usable;
    }

    /** A drawn batch: images and S_0. */
    record Batch(ImageBatch images, float[] clean) {}

    static TrainingImages of(ImageBatch images, SegmentationModel model) {
        int pixels = images.grid().voxels();
        int classes = model.classes();
        if ((long) images.count() * pixels * classes > MOST_FLOATS) {
            throw new DuressException("the attacker-training slices are too many to keep their segmentations ("
                    + images.count() + " slices of " + images.grid() + ", at most "
                    + MOST_FLOATS / ((long) pixels * classes) + "); name fewer attackerSubjects");
        }
        float[][] segmentations = new float[images.count()][];
        boolean[] shows = new boolean[images.count()];
        for (int from = 0; from < images.count(); from += AT_ONCE) {
            int to = Math.min(images.count(), from + AT_ONCE);
            float[] probabilities = model.probabilities(images.some(from, to));
            for (int i = from; i < to; i++) {
                segmentations[i] = Arrays.copyOfRange(
                        probabilities, (i - from) * pixels * classes, (i - from + 1) * pixels * classes);
                shows[i] = organMass(segmentations[i], classes) >= 1;
            }
        }
        int[] usable = java.util.stream.IntStream.range(0, images.count())
                .filter(i -> shows[i])
                .toArray();
        if (usable.length == 0) {
            throw new ModelException(
                    "the model sees no organ on any attacker-training slice; check its weights and how it is fed:"
                            + " intensity window, channels, classes");
        }
        return new TrainingImages(images, segmentations, usable);
    }

    private static double organMass(float[] probabilities, int classes) {
        double mass = 0;
        for (int at = 0; at < probabilities.length; at += classes) {
            mass += 1 - probabilities[at];
        }
        return mass;
    }

    Batch draw(int count, Random random) {
        int length = images.length();
        int floats = segmentations[usable[0]].length;
        float[] drawn = new float[count * length];
        float[] clean = new float[count * floats];
        for (int b = 0; b < count; b++) {
            int i = usable[random.nextInt(usable.length)];
            System.arraycopy(images.pixels(), i * length, drawn, b * length, length);
            System.arraycopy(segmentations[i], 0, clean, b * floats, floats);
        }
        return new Batch(new ImageBatch(drawn, count, images.grid(), images.channels()), clean);
    }

    Grid grid() {
        return images.grid();
    }
}
