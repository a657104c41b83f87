package org.duress.studies;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.duress.DuressException;
import org.duress.data.Cohort;
import org.duress.gate.GateListener;
import org.duress.gate.RobustnessGate;
import org.duress.model.SegmentationModel;
import org.duress.result.Check;
import org.duress.result.OrganEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.Verdict;
import org.duress.spec.RobustnessSpec;

/**
 * What the gate said of a planted model.
 *
 * @param verdict INCONCLUSIVE too where the gate gave no verdict but an error
 * @param refused whether it was an error
 * @param reasons breaches, or the message of the error
 * @param failedChecks names of the checks that did not hold
 * @param drop largest relative fall of any organ; NaN where refused
 */
record Judged(Verdict verdict, boolean refused, List<String> reasons, List<String> failedChecks, double drop) {
    static Judged of(SegmentationModel model, RobustnessSpec spec, Cohort cohort, Path store) {
        try {
            RobustnessResult result = new RobustnessGate(store)
                    .run(spec, model, cohort, GateListener.SILENT)
                    .result();
            return new Judged(
                    result.verdict(),
                    false,
                    result.breaches(),
                    result.checks().stream()
                            .filter(check -> !check.holds())
                            .map(Check::name)
                            .toList(),
                    result.evidence().organs().stream()
                            .mapToDouble(OrganEvidence::relativeDrop)
                            .max()
                            .orElseThrow());
        } catch (DuressException e) {
            return new Judged(
                    Verdict.INCONCLUSIVE, true, List.of(String.valueOf(e.getMessage())), List.of(), Double.NaN);
        }
    }

    /** In a few words: why. */
    String why() {
        return refused ? "refused" : failedChecks.stream().collect(Collectors.joining(" + "));
    }
}
