package org.duress.gate.evidence;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What {@link OrganChoices} comes to of trials to which nothing is added later: subjects come one after the other, and
 * of one whose slices are all there nothing is kept. Mutable, for one thread.
 *
 * @param <T> something that was tried on a slice
 */
final class PassingChoices<T> {
    private final int organs;
    private final OrganChoices.Counted<T> counted;
    private final Complete<T> complete;
    private final Set<String> over = new HashSet<>();
    private OrganChoices<T> open;
    private String subject = "";

    /** Hears of a subject whose slices are all there. */
    @FunctionalInterface
    interface Complete<T> {
        /**
         * What counts for one organ.
         *
         * @param chosen one entry a slice, in their order
         */
        void of(String subject, int organ, List<T> chosen);
    }

    /** Nothing yet. */
    PassingChoices(int organs, OrganChoices.Counted<T> counted, Complete<T> complete) {
        this.organs = organs;
        this.counted = counted;
        this.complete = complete;
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
        if (over.contains(subject)) {
            throw new IllegalStateException("slices of subject " + subject + " come after others had come");
        }
        open.add(tried);
    }

    /** No slice is added to the last subject any more. */
    void close() {
        if (open.size() > 0) {
            over.add(subject);
            for (int organ = 0; organ < organs; organ++) {
                complete.of(subject, organ, open.chosen(organ));
            }
            open = new OrganChoices<>(organs, counted);
        }
    }
}
