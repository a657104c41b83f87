package org.duress.gate.canary;

import java.util.List;
import org.duress.result.CanaryEvidence.Kind;
import org.duress.spec.FieldKind;

/**
 * Where one weakness is to be planted, in numbers alone: any machine that has the gate slices and the model plants the
 * same.
 *
 * @param purpose what it is for
 * @param number of the plant among those of its kind, from 0
 * @param spots where it may grow, one after the other: where the model loses the organ of one of itself, the next
 */
public record Plot(Purpose purpose, int number, List<Spot> spots) {
    public Plot {
        spots = List.copyOf(spots);
    }

    /**
     * What a plant is for.
     *
     * @param share of what may be spent, in (0, 1], that breaks it
     */
    public record Purpose(Kind kind, FieldKind field, double share) {}

    /**
     * A slice, and an organ that the model finds much of there.
     *
     * @param organ its index
     * @param batch of the slice, among all of the gate
     * @param place of the slice in the batch
     */
    public record Spot(int organ, int batch, int place) {}
}
