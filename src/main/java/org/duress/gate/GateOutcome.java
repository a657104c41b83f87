package org.duress.gate;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duress.RobustnessResult;

/**
 * What leaves the gate: the result, and the pictures that go with it.
 *
 * @param worstCases worst slices of each organ, in the spec's organ order, worst first within an organ
 * @param diagnostics texts about the model that help to understand a verdict other than PASS, by name: the log of its container
 */
public record GateOutcome(RobustnessResult result, List<WorstCase> worstCases, Map<String, String> diagnostics) {
    public GateOutcome {
        worstCases = List.copyOf(worstCases);
        diagnostics = Collections.unmodifiableMap(new LinkedHashMap<>(diagnostics));
    }

    public GateOutcome(RobustnessResult result, List<WorstCase> worstCases) {
        this(result, worstCases, Map.of());
    }

    /** The same with diagnostics. */
    public GateOutcome withDiagnostics(Map<String, String> texts) {
        return new GateOutcome(result, worstCases, texts);
    }
}
