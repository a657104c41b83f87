package org.duress.gate.evidence;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.duress.gate.baseline.SubjectCounts;
import org.duress.metric.Dice;
import org.duress.metric.LowestDice;

/**
 * For each organ alone, what counts of everything that was tried on each slice: what leaves the organ the lowest volume
 * Dice over the slices of a subject ({@link LowestDice}), so that more trials never leave it a higher one. Of a slice
 * only what can still count is kept. Mutable, for one thread.
 *
 * @param <T> something that was tried on a slice
 */
final class OrganChoices<T> {
    private final Counted<T> counted;
    private final Consumer<T> staying;
    private final List<Map<String, List<List<T>>>> perOrgan;

    /** What a trial leaves of an organ. */
    @FunctionalInterface
    interface Counted<T> {
        Dice of(T trial, int organ);
    }

    OrganChoices(int organs, Counted<T> counted) {
        this(organs, counted, trial -> {});
    }

    /**
     * The same with somebody who has what is kept put away.
     *
     * @param staying hears of each that is kept, perhaps again and again
     */
    OrganChoices(int organs, Counted<T> counted, Consumer<T> staying) {
        this.counted = counted;
        this.staying = staying;
        perOrgan = IntStream.range(0, organs)
                .<Map<String, List<List<T>>>>mapToObj(organ -> new LinkedHashMap<>())
                .toList();
    }

    /**
     * Adds a slice of a subject.
     *
     * @param tried what counts as evidence; not empty
     */
    void add(String subject, List<T> tried) {
        for (int organ = 0; organ < perOrgan.size(); organ++) {
            perOrgan.get(organ)
                    .computeIfAbsent(subject, id -> new ArrayList<>())
                    .add(envelope(tried, organ));
        }
    }

    /**
     * Adds more of what was tried on a slice.
     *
     * @param slice its place among those that were added of the subject
     */
    void addFurther(String subject, int slice, List<T> tried) {
        for (int organ = 0; organ < perOrgan.size(); organ++) {
            List<List<T>> slices = perOrgan.get(organ).getOrDefault(subject, List.of());
            List<T> all = new ArrayList<>(slices.get(slice));
            all.addAll(tried);
            slices.set(slice, envelope(all, organ));
        }
    }

    private List<T> envelope(List<T> tried, int organ) {
        List<T> kept =
                LowestDice.envelope(dice(tried, organ)).stream().map(tried::get).toList();
        kept.forEach(staying);
        return kept;
    }

    private List<Dice> dice(List<T> tried, int organ) {
        return tried.stream().map(one -> counted.of(one, organ)).toList();
    }

    /** Of each subject what counts for an organ, one entry a slice, in their order. */
    Map<String, List<T>> chosen(int organ) {
        Map<String, List<T>> chosen = new LinkedHashMap<>();
        perOrgan.get(organ).forEach((subject, slices) -> {
            int[] which = LowestDice.choose(
                    slices.stream().map(slice -> dice(slice, organ)).toList());
            chosen.put(
                    subject,
                    IntStream.range(0, which.length)
                            .mapToObj(slice -> slices.get(slice).get(which[slice]))
                            .toList());
        });
        return chosen;
    }

    /** The counts of what counts, each organ's own. */
    SubjectCounts counts() {
        SubjectCounts counts = new SubjectCounts(perOrgan.size());
        for (int organ = 0; organ < perOrgan.size(); organ++) {
            int which = organ;
            chosen(organ)
                    .forEach((subject, slices) ->
                            slices.forEach(slice -> counts.add(subject, which, counted.of(slice, which))));
        }
        return counts;
    }
}
