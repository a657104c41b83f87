package org.duress.data;

import java.util.Set;

/**
 * A named set of label ids, for example kidneys = 2 and 3.
 *
 * @param name the organ's name
 * @param labels label ids in the label files, all above 0; not empty
 */
public record Organ(String name, Set<Integer> labels) {
    public Organ {
        labels = Set.copyOf(labels);
    }
}
