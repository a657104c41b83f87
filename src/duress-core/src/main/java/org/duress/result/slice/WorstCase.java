package org.duress.result.slice;

import org.duress.data.Slice;
import org.duress.spec.Reference;

/**
 * One slice as the reports show it.
 *
 * @param organ the organ that this case is the worst (or second worst, ...) slice of
 * @param cleanDice Dice of the organ on this slice, unperturbed
 * @param attackedDice Dice of the organ on this slice, perturbed, against the spec's reference
 */
public record WorstCase(String organ, double cleanDice, double attackedDice, Judged judged) {
    /**
     * The case of one organ of a slice.
     *
     * @param index of the organ
     */
    public static WorstCase of(String organ, int index, Judged judged, Reference reference) {
        return new WorstCase(
                organ,
                judged.clean().dice().get(index).score(),
                judged.against(reference).get(index).score(),
                judged);
    }

    public Slice slice() {
        return judged.trial().slice();
    }
}
