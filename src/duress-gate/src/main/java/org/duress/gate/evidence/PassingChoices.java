package org.duress.gate.evidence;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ObjIntConsumer;
import org.duress.gate.baseline.SubjectCounts;

/**
 * What {@link OrganChoices} comes to of trials to which nothing is added later: subjects come one after the other, and
 * of one whose slices are all there only numbers are kept. Mutable, for one thread.
 *
 * @param <T> something that was tried on a slice
 */
final class PassingChoices<T> {
    private final int organs;
    private final OrganChoices.Counted<T> counted;
    private final ObjIntConsumer<T> chosen;
    private final SubjectCounts counts;
    private final Set<String> complete = new HashSet<>();
    private OrganChoices<T> open;
    private String subject = "";

    /**
     * Nothing yet.
     *
     * @param chosen hears what counts for each organ, given by its index, in the order of slices
     */
    PassingChoices(int organs, OrganChoices.Counted<T> counted, ObjIntConsumer<T> chosen) {
        this.organs = organs;
        this.counted = counted;
        this.chosen = chosen;
        counts = new SubjectCounts(organs);
        open = new OrganChoices<>(organs, counted);
    }

    /**
     * Adds a slice of a subject.
     *
     * @param tried what counts as evidence; not empty
     */
    void add(String ofSubject, List<T> tried) {
        if (!ofSubject.equals(subject)) {
            close();
            subject = ofSubject;
        }
        if (complete.contains(subject)) {
            throw new IllegalStateException("slices of subject " + subject + " come after others had come");
        }
        open.add(subject, tried);
    }

    private void close() {
        for (int organ = 0; organ < organs; organ++) {
            for (List<T> slices : open.chosen(organ).values()) {
                complete.add(subject);
                for (T one : slices) {
                    counts.add(subject, organ, counted.of(one, organ));
                    chosen.accept(one, organ);
                }
            }
        }
        open = new OrganChoices<>(organs, counted);
    }

    /** The counts of what counts, each organ's own; no slice is added to the last subject any more. */
    SubjectCounts counts() {
        close();
        return counts;
    }
}
