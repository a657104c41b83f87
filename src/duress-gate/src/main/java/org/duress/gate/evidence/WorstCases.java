package org.duress.gate.evidence;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.duress.result.slice.Judged;
import org.duress.result.slice.WorstCase;
import org.duress.spec.Reference;

/** The slices that show best what went wrong: per organ those whose Dice fell most. Mutable, for one thread. */
public final class WorstCases {
    /** Cases kept for each organ. */
    static final int PER_ORGAN = 2;

    /** A tiny cross-section loses all its Dice by a pixel or two, which shows nothing. */
    private static final int TELLING_PIXELS = 30;

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
    void offer(Judged slice) {
        for (int organ = 0; organ < organs.size(); organ++) {
            offer(organ, slice);
        }
    }

    /** Keeps the slice if it belongs to the worst of an organ. */
    void offer(int organ, Judged slice) {
        WorstCase picture = WorstCase.of(organs.get(organ), organ, slice, reference);
        if (slice.clean().dice().get(organ).reference() == 0 || Double.isNaN(picture.attackedDice())) {
            return;
        }
        List<Ranked> kept = perOrgan.get(organ);
        kept.add(new Ranked(telling(slice, organ), picture.cleanDice() - picture.attackedDice(), picture));
        kept.sort(WORST_FIRST);
        if (kept.size() > PER_ORGAN) {
            kept.remove(PER_ORGAN);
        }
    }

    /** Name of the worst slice of an organ; empty where no slice counts. */
    String slice(int organ) {
        return perOrgan.get(organ).stream()
                .findFirst()
                .map(ranked -> ranked.picture().slice().name())
                .orElse("");
    }

    /** In the order of organs, worst first within an organ. */
    List<WorstCase> all() {
        return perOrgan.stream()
                .flatMap(kept -> kept.stream().map(Ranked::picture))
                .toList();
    }

    /** Whether the label shows enough of an organ for its fall to show something. */
    public static boolean telling(Judged slice, int organ) {
        return slice.clean().dice().get(organ).reference() >= TELLING_PIXELS;
    }
}
