package org.duress.attack.gradient;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.duress.attack.Perturbation;

/** For each image of a batch the perturbation with the lowest soft Dice of each restart. Mutable, for one thread. */
final class Worst {
    private final int height;
    private final int width;
    private final List<List<Found>> perImage = new ArrayList<>();

    @SuppressWarnings("ArrayRecordComponent") // fields: identity is meant
    private record Found(int restart, double dice, float[] deformation, float[] intensity) {}

    Worst(int count, int height, int width) {
        this.height = height;
        this.width = width;
        for (int i = 0; i < count; i++) {
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
        int pixels = height * width;
        Found worse = new Found(
                restart,
                dice,
                Arrays.copyOfRange(fields.deformation(), 2 * image * pixels, 2 * (image + 1) * pixels),
                Arrays.copyOfRange(fields.intensity(), image * pixels, (image + 1) * pixels));
        if (better) {
            found.add(worse);
        } else {
            found.set(restart, worse);
        }
    }

    /** The k-th perturbation has the k-th lowest soft Dice of each image, for up to {@code most} restarts. */
    List<Perturbation> lowest(int most) {
        List<Perturbation> lowest = new ArrayList<>();
        int pixels = height * width;
        for (int k = 0; k < most; k++) {
            Perturbation all = Perturbation.none(perImage.size(), height, width);
            for (int i = 0; i < perImage.size(); i++) {
                List<Found> sorted = perImage.get(i).stream()
                        .sorted(Comparator.comparingDouble(Found::dice).thenComparing(Found::restart))
                        .toList();
                if (k < sorted.size()) {
                    System.arraycopy(sorted.get(k).deformation(), 0, all.deformation(), 2 * i * pixels, 2 * pixels);
                    System.arraycopy(sorted.get(k).intensity(), 0, all.intensity(), i * pixels, pixels);
                }
            }
            lowest.add(all);
        }
        return lowest;
    }
}
