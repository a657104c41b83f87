package org.duress.data;

import java.util.List;

/**
 * The labelled subjects of a test.
 *
 * @param organs in class order: organ i is class i + 1 of every slice
 * @param subjects sorted by id
 * @param height rows of every slice
 * @param width columns of every slice
 */
public record Cohort(List<Organ> organs, List<Subject> subjects, int height, int width) {
    public Cohort {
        organs = List.copyOf(organs);
        subjects = List.copyOf(subjects);
    }

    /** All slices, subject after subject. */
    public List<Slice> slices() {
        return subjects.stream().flatMap(subject -> subject.slices().stream()).toList();
    }
}
