package org.duress.gate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.duress.spec.Reference;

/** The slices that show best what went wrong: per organ those whose Dice fell most. Mutable, for one thread. */
final class WorstCases {
    /** Cases kept for each organ. */
    static final int PER_ORGAN = 2;

    /** A tiny cross-section loses all its Dice by a pixel or two, which shows nothing. */
    static final int TELLING_PIXELS = 30;

    private static final Comparator<Ranked> WORST_FIRST =
            Comparator.comparing(Ranked::telling).thenComparing(Ranked::fall).reversed();

    private final List<String> organs;
    private final Reference reference;
    private final List<List<Ranked>> perOrgan = new ArrayList<>();

    private record Ranked(boolean telling, double fall, WorstCase picture) {}

    WorstCases(List<String> organs, Reference reference) {
        this.organs = organs;
        this.reference = reference;
        organs.forEach(organ -> perOrgan.add(new ArrayList<>()));
    }

    /** Keeps the slice for each organ it belongs to the worst of. Of equal falls the first is kept. */
    void offer(AttackedSlice slice) {
        for (int organ = 0; organ < organs.size(); organ++) {
            double clean = slice.clean().get(organ).score();
            double attacked = (reference == Reference.WARPED ? slice.warped() : slice.fixed())
                    .get(organ)
                    .score();
            long pixels = slice.clean().get(organ).reference();
            if (pixels == 0 || Double.isNaN(attacked)) {
                continue;
            }
            List<Ranked> kept = perOrgan.get(organ);
            kept.add(new Ranked(
                    pixels >= TELLING_PIXELS, clean - attacked, picture(slice, organs.get(organ), clean, attacked)));
            kept.sort(WORST_FIRST);
            if (kept.size() > PER_ORGAN) {
                kept.remove(PER_ORGAN);
            }
        }
    }

    /** Name of the worst slice of an organ; empty where no slice counts. */
    String slice(int organ) {
        return perOrgan.get(organ).stream()
                .findFirst()
                .map(ranked -> ranked.picture().slice())
                .orElse("");
    }

    /** In the order of organs, worst first within an organ. */
    List<WorstCase> all() {
        return perOrgan.stream()
                .flatMap(kept -> kept.stream().map(Ranked::picture))
                .toList();
    }

    private static WorstCase picture(AttackedSlice attacked, String organ, double cleanDice, double attackedDice) {
        return new WorstCase(
                organ,
                attacked.subject(),
                attacked.slice().name(),
                cleanDice,
                attackedDice,
                attacked.slice().height(),
                attacked.slice().width(),
                attacked.slice().image(),
                attacked.slice().classes(),
                attacked.cleanMap(),
                attacked.deformation(),
                attacked.intensity(),
                attacked.attacked(),
                attacked.warpedTruth(),
                attacked.segmented());
    }
}
