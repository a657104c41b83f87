package org.duress.data;

import java.util.List;

/**
 * One patient (or phantom): the unit of splitting and of Dice.
 *
 * @param id the subject's id
 * @param slices in axial order, all of one size
 */
public record Subject(String id, List<Slice> slices) {
    public Subject {
        slices = List.copyOf(slices);
    }
}
