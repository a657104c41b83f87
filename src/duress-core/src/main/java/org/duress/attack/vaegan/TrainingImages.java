package org.duress.attack.vaegan;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.duress.ModelException;
import org.duress.base.Grid;
import org.duress.base.KeptFloats;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.ImageSource;

/**
 * The attacker-training slices with what may be known of each ({@link Sight}), found once: the model is fixed, so S_0
 * never changes. Slices on which the model sees no organ at all cannot be attacked and are left out. What is drawn is
 * read from where it is kept: all of it need not fit into memory.
 */
final class TrainingImages {
    private static final int AT_ONCE = 8;

    private final ImageSource images;
    private final List<Kept> sights;
    private final int[] usable;

    private TrainingImages(ImageSource images, List<Kept> sights, int[] usable) {
        this.images = images;
        this.sights = sights;
        this.usable = usable;
    }

    /** A drawn batch. */
    record Batch(ImageBatch images, Sight sight) {}

    /** The sight of one image. */
    private record Kept(KeptFloats clean, KeptFloats slopes) {
        static Kept of(Sight sight) {
            return new Kept(
                    KeptFloats.of(sight.clean()).putAway(),
                    KeptFloats.of(sight.slopes()).putAway());
        }
    }

    /** Looks at all images, once. */
    static TrainingImages of(ImageSource images, DifferentiableModel model, Objective objective) {
        int classes = model.classes();
        List<Kept> sights = new ArrayList<>();
        List<Integer> usable = new ArrayList<>();
        for (int from = 0; from < images.count(); from += AT_ONCE) {
            int to = Math.min(images.count(), from + AT_ONCE);
            Sight sight = objective.look(model, images.some(from, to));
            for (int i = from; i < to; i++) {
                Sight one = sight.one(i - from, to - from);
                sights.add(Kept.of(one));
                if (organMass(one.clean(), classes) >= 1) {
                    usable.add(i);
                }
            }
        }
        if (usable.isEmpty()) {
            throw new ModelException(
                    "the model sees no organ on any attacker-training slice; check its weights and how it is fed:"
                            + " intensity window, channels, classes");
        }
        return new TrainingImages(
                images,
                List.copyOf(sights),
                usable.stream().mapToInt(Integer::intValue).toArray());
    }

    private static double organMass(float[] probabilities, int classes) {
        double mass = 0;
        for (int at = 0; at < probabilities.length; at += classes) {
            mass += 1 - probabilities[at];
        }
        return mass;
    }

    Batch draw(int count, Random random) {
        Kept one = sights.get(0);
        int[] drawn = new int[count];
        float[] clean = new float[count * one.clean().length()];
        float[] slopes = new float[count * one.slopes().length()];
        for (int b = 0; b < count; b++) {
            int i = usable[random.nextInt(usable.length)];
            drawn[b] = i;
            put(sights.get(i).clean().values(), b, clean);
            put(sights.get(i).slopes().values(), b, slopes);
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
