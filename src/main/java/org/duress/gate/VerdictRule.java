package org.duress.gate;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.duress.Check;
import org.duress.DuressException;
import org.duress.Evidence;
import org.duress.OrganEvidence;
import org.duress.Verdict;
import org.duress.spec.RobustnessSpec;

/**
 * How a verdict follows from evidence and spec. All of it is here:
 *
 * <ol>
 *   <li>Evidence with a Dice or a perceptibility that is not finite decides nothing: an error.
 *   <li>No organ fell further than allowed: PASS. If the attack spent more than {@code maxPerceptibility} the PASS
 *       stands all the more, for even the stronger perturbation did not break the model.
 *   <li>An organ fell further than allowed, and the attack spent at most {@code maxPerceptibility}: FAIL, with one
 *       breach for each such organ, the largest fall first.
 *   <li>An organ fell further than allowed, but the attack spent more: neither pass nor fail, an error that says what
 *       to change.
 * </ol>
 *
 * <p>INCONCLUSIVE belongs between 1 and 2: an attack not shown to be strong must not lead to a PASS.
 */
final class VerdictRule {
    private VerdictRule() {}

    /**
     * What follows.
     *
     * @param breaches one sentence for each organ that fell too far, worst first; empty for PASS
     */
    record Judgement(Verdict verdict, List<String> breaches, List<Check> checks) {
        String summary() {
            return breaches.isEmpty() ? verdict.toString() : verdict + ": " + String.join("; ", breaches);
        }
    }

    static Judgement judge(RobustnessSpec spec, Evidence evidence) {
        requireFinite(evidence);
        List<OrganEvidence> fallen = evidence.organs().stream()
                .filter(OrganEvidence::pastThreshold)
                .sorted(Comparator.comparingDouble(OrganEvidence::relativeDrop)
                        .reversed()
                        .thenComparing(OrganEvidence::name))
                .toList();
        if (fallen.isEmpty()) {
            return new Judgement(Verdict.PASS, List.of(), List.of());
        }
        return new Judgement(
                Verdict.FAIL,
                fallen.stream().map(organ -> breach(organ, evidence)).toList(),
                List.of());
    }

    private static String breach(OrganEvidence organ, Evidence evidence) {
        return String.format(
                Locale.ROOT,
                "%s fell by %.4f (Dice %.4f to %.4f), more than maxDiceDrop=%s, at p=%.4f; worst slice %s",
                organ.name(),
                organ.relativeDrop(),
                organ.cleanDice(),
                organ.attackedDice(),
                organ.maxDiceDrop(),
                evidence.perceptibility(),
                organ.worstSlice());
    }

    /** A comparison with NaN is false, so without this a broken measurement would read as a PASS. */
    private static void requireFinite(Evidence evidence) {
        for (OrganEvidence organ : evidence.organs()) {
            if (!Double.isFinite(organ.cleanDice())
                    || !Double.isFinite(organ.attackedDice())
                    || !Double.isFinite(organ.relativeDrop())) {
                throw new DuressException("the Dice of organ '" + organ.name()
                        + "' could not be measured; choose gate subjects that show it or drop the organ");
            }
        }
        if (!Double.isFinite(evidence.perceptibility())) {
            throw new DuressException("the perceptibility is " + evidence.perceptibility()
                    + ", so nothing was measured; check the images of the gate subjects");
        }
    }
}
