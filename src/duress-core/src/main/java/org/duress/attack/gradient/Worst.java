package org.duress.attack.gradient;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.duress.attack.Perturbation;
import org.duress.model.ImageBatch;

/** For each image of a batch the perturbation with the lowest soft Dice of each restart. Mutable, for one thread. */
final class Worst {
    private final ImageBatch images;
    private final List<List<Found>> perImage = new ArrayList<>();

    private record Found(int restart, double dice, Perturbation fields) {}

    Worst(ImageBatch images) {
        this.images = images;
        for (int i = 0; i < images.count(); i++) {
            perImage.add(new ArrayList<>());
        }
    }

    /** Keeps the image's fields if they are the worst of the restart so far; the first of equals. NaN is no score. */
    void offer(int restart, int image, double dice, Perturbation fields) {
        List<Found> found = perImage.get(image);
        boolean better = found.size() == restart;
        if (Double.isNaN(dice) || !(better || dice < found.get(restart).dice())) {
            return;
        }
        Found worse = new Found(restart, dice, fields.one(image));
        if (better) {
            found.add(worse);
        } else {
            found.set(restart, worse);
        }
    }

    /** The k-th perturbation has the k-th lowest soft Dice of each image, for up to {@code most} restarts. */
    List<Perturbation> lowest(int most) {
        List<Perturbation> lowest = new ArrayList<>();
        for (int k = 0; k < most; k++) {
            Perturbation all = Perturbation.none(images);
            for (int i = 0; i < perImage.size(); i++) {
                List<Found> sorted = perImage.get(i).stream()
                        .sorted(Comparator.comparingDouble(Found::dice).thenComparing(Found::restart))
                        .toList();
                if (k < sorted.size()) {
                    all.put(i, sorted.get(k).fields());
                }
            }
            lowest.add(all);
        }
        return lowest;
    }
}
