package org.duress.result;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.duress.model.SegmentationModel;
import org.duress.result.slice.WorstCase;

/**
 * What leaves the gate: the result, and the pictures that go with it.
 *
 * @param worstCases worst slices of each organ, in the spec's organ order, worst first within an organ
 * @param unrealisticCases slices on which a perturbed image was too unrealistic to count; they are no evidence
 * @param leastCases for an organ past its limit, the least perturbation found that still takes it there
 * @param counterexamples what later runs try first, in the order of slices; empty unless the verdict is FAIL
 * @param diagnostics texts about the model that help to understand a verdict other than PASS, by name: the log of its
 *     container
 * @param channel that pictures show, from 1; empty for the one that changed most
 */
public record GateOutcome(
        RobustnessResult result,
        List<WorstCase> worstCases,
        List<WorstCase> unrealisticCases,
        List<WorstCase> leastCases,
        List<KeptCounterexample> counterexamples,
        Map<String, String> diagnostics,
        OptionalInt channel) {
    public GateOutcome {
        worstCases = List.copyOf(worstCases);
        unrealisticCases = List.copyOf(unrealisticCases);
        leastCases = List.copyOf(leastCases);
        counterexamples = List.copyOf(counterexamples);
        diagnostics = Collections.unmodifiableMap(new LinkedHashMap<>(diagnostics));
    }

    /** Nothing but the result and its worst cases. */
    public GateOutcome(RobustnessResult result, List<WorstCase> worstCases) {
        this(result, worstCases, List.of(), List.of(), List.of(), Map.of(), OptionalInt.empty());
    }

    /** The same with images that were too unrealistic to count. */
    public GateOutcome withUnrealistic(List<WorstCase> cases) {
        return new GateOutcome(result, worstCases, cases, leastCases, counterexamples, diagnostics, channel);
    }

    /** The same with the least perturbations that break the model. */
    public GateOutcome withLeast(List<WorstCase> cases) {
        return new GateOutcome(result, worstCases, unrealisticCases, cases, counterexamples, diagnostics, channel);
    }

    /** The same with counterexamples that were kept. */
    public GateOutcome withCounterexamples(List<KeptCounterexample> kept) {
        return new GateOutcome(result, worstCases, unrealisticCases, leastCases, kept, diagnostics, channel);
    }

    /** The same with diagnostics. */
    public GateOutcome withDiagnostics(Map<String, String> texts) {
        return new GateOutcome(result, worstCases, unrealisticCases, leastCases, counterexamples, texts, channel);
    }

    /** The same with what the model says of itself, where the verdict is not PASS. */
    public GateOutcome diagnosed(SegmentationModel model) {
        return result.verdict() == Verdict.PASS ? this : withDiagnostics(model.diagnostics());
    }

    /** The same with a channel that pictures show, from 1. */
    public GateOutcome withChannel(OptionalInt shown) {
        return new GateOutcome(result, worstCases, unrealisticCases, leastCases, counterexamples, diagnostics, shown);
    }
}
