package org.duress.gate.evidence;

import org.duress.base.Grid;
import org.duress.metric.FieldSmoothness;
import org.duress.result.Smoothness;

/** Smoothness over many fields of one kind. A flat field has no share and enters no mean. Mutable, for one thread. */
final class MeanSmoothness {
    private double shares;
    private int fields;
    private double largestGradient;

    /**
     * Adds a field.
     *
     * @param field {@code [grid, channels]}
     */
    void add(float[] field, Grid grid) {
        double share = FieldSmoothness.highFrequencyShare(field, grid);
        if (!Double.isNaN(share)) {
            shares += share;
            fields++;
        }
        largestGradient = Math.max(largestGradient, FieldSmoothness.largestGradient(field, grid));
    }

    /** The mean so far; 0 where every field was flat. */
    Smoothness value() {
        return new Smoothness(fields == 0 ? 0 : shares / fields, largestGradient);
    }
}
