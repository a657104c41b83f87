package org.duress.spec;

/**
 * How the substitute of a model is trained.
 *
 * @param steps optimiser steps; at least 1
 * @param copies perturbed copies of each attacker-training slice that the model is asked about, besides the slice
 *     itself; at least 0
 */
public record SubstituteSettings(int steps, int copies) {
    /** The defaults; docs/black-box-study.md has the measurements behind them. */
    public static SubstituteSettings defaults() {
        return new SubstituteSettings(600, 7);
    }
}
