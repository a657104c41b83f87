package org.duress.attack.vaegan;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.duress.DuressException;
import org.duress.ModelException;
import org.duress.base.Grid;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;

/**
 * The attacker-training slices with what may be known of each ({@link Sight}), found once: the model is fixed, so S_0
 * never changes. Slices on which the model sees no organ at all cannot be attacked and are left out.
 */
final class TrainingImages {
    private static final int AT_ONCE = 8;
    /** 600 MB of segmentations: more is refused, not silently recomputed in each step. */
    private static final long MOST_FLOATS = 150_000_000;

    private final ImageBatch images;
    private final List<Sight> sights;
    private final int[] usable;

    private TrainingImages(ImageBatch images, List<Sight> sights, int[] usable) {
        this.images = images;
        this.sights = sights;
        this.usable = usable;
    }

    /** A drawn batch. */
    record Batch(ImageBatch images, Sight sight) {}

    /** Looks at all images, once. */
    static TrainingImages of(ImageBatch images, DifferentiableModel model, Objective objective) {
        int pixels = images.grid().voxels();
        int classes = model.classes();
        if ((long) images.count() * pixels * classes > MOST_FLOATS) {
            throw new DuressException("the attacker-training slices are too many to keep their segmentations ("
                    + images.count() + " slices of " + images.grid() + ", at most "
                    + MOST_FLOATS / ((long) pixels * classes) + "); name fewer attackerSubjects");
        }
        List<Sight> sights = new ArrayList<>();
        for (int from = 0; from < images.count(); from += AT_ONCE) {
            int to = Math.min(images.count(), from + AT_ONCE);
            Sight sight = objective.look(model, images.some(from, to));
            for (int i = from; i < to; i++) {
                sights.add(sight.one(i - from, to - from));
            }
        }
        int[] usable = java.util.stream.IntStream.range(0, images.count())
                .filter(i -> organMass(sights.get(i).clean(), classes) >= 1)
                .toArray();
        if (usable.length == 0) {
            throw new ModelException(
                    "the model sees no organ on any attacker-training slice; check its weights and how it is fed:"
                            + " intensity window, channels, classes");
        }
        return new TrainingImages(images, List.copyOf(sights), usable);
    }

    private static double organMass(float[] probabilities, int classes) {
        double mass = 0;
        for (int at = 0; at < probabilities.length; at += classes) {
            mass += 1 - probabilities[at];
        }
        return mass;
    }

    Batch draw(int count, Random random) {
        Sight one = sights.get(0);
        int[] drawn = new int[count];
        float[] clean = new float[count * one.clean().length];
        float[] slopes = new float[count * one.slopes().length];
        for (int b = 0; b < count; b++) {
            int i = usable[random.nextInt(usable.length)];
            drawn[b] = i;
            put(sights.get(i).clean(), b, clean);
            put(sights.get(i).slopes(), b, slopes);
        }
        return new Batch(images.picked(drawn), new Sight(clean, slopes));
    }

    private static void put(float[] own, int place, float[] all) {
        System.arraycopy(own, 0, all, place * own.length, own.length);
    }

    Grid grid() {
        return images.grid();
    }
}
