package org.duress.gate.evidence;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.duress.metric.Dice;
import org.duress.metric.LowestDice;

/**
 * For each organ alone, what counts of everything that was tried on each slice of one subject: what leaves the organ
 * the lowest volume Dice over the slices ({@link LowestDice}), so that more trials never leave it a higher one. Of a
 * slice only what can still count is kept. Mutable, for one thread.
 *
 * @param <T> something that was tried on a slice
 */
final class OrganChoices<T> {
    private final int organs;
    private final Counted<T> counted;

    /** Of each slice, for each organ. */
    private final List<List<List<T>>> slices = new ArrayList<>();

    /** What a trial leaves of an organ. */
    @FunctionalInterface
    interface Counted<T> {
        Dice of(T trial, int organ);
    }

    OrganChoices(int organs, Counted<T> counted) {
        this.organs = organs;
        this.counted = counted;
    }

    /**
     * Adds a slice.
     *
     * @param tried what counts as evidence; not empty
     */
    void add(List<T> tried) {
        restore(IntStream.range(0, organs)
                .mapToObj(organ -> envelope(tried, organ))
                .toList());
    }

    /** Adds a slice of which this is what another had kept. */
    void restore(List<List<T>> kept) {
        slices.add(kept);
    }

    /**
     * Adds more of what was tried on a slice.
     *
     * @param slice its place among those that were added
     */
    void addFurther(int slice, List<T> tried) {
        List<List<T>> before = slices.get(slice);
        slices.set(
                slice,
                IntStream.range(0, organs)
                        .mapToObj(organ -> {
                            List<T> all = new ArrayList<>(before.get(organ));
                            all.addAll(tried);
                            return envelope(all, organ);
                        })
                        .toList());
    }

    private List<T> envelope(List<T> tried, int organ) {
        return LowestDice.envelope(dice(tried, organ)).stream().map(tried::get).toList();
    }

    private List<Dice> dice(List<T> tried, int organ) {
        return tried.stream().map(one -> counted.of(one, organ)).toList();
    }

    /** How many slices were added. */
    int size() {
        return slices.size();
    }

    /** What can still count on a slice, for each organ. */
    List<List<T>> kept(int slice) {
        return slices.get(slice);
    }

    /** What counts for an organ, one entry a slice, in their order; none where there is no slice. */
    List<T> chosen(int organ) {
        if (slices.isEmpty()) {
            return List.of();
        }
        int[] which = LowestDice.choose(
                slices.stream().map(slice -> dice(slice.get(organ), organ)).toList());
        return IntStream.range(0, which.length)
                .mapToObj(slice -> slices.get(slice).get(organ).get(which[slice]))
                .toList();
    }
}
