package org.duress.gate;

import java.util.List;
import org.duress.RobustnessResult;

/**
 * What leaves the gate: the result, and the pictures that go with it.
 *
 * @param worstCases worst slices of each organ, in the spec's organ order, worst first within an organ
 */
public record GateOutcome(RobustnessResult result, List<WorstCase> worstCases) {
    public GateOutcome {
        worstCases = List.copyOf(worstCases);
    }
}
