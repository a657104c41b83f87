package org.duress.gate.evidence;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.judge.Finding;
import org.duress.result.OrganEvidence;
import org.duress.result.RealismEvidence;
import org.duress.result.SubjectDice;
import org.duress.result.TrialCounts;
import org.duress.result.slice.WorstCase;
import org.duress.spec.RobustnessSpec;

/**
 * What follows from all that was tried on the gate slices.
 *
 * @param worst what counts in the end
 */
record Settled(
        List<OrganWorst> worst,
        FieldMeter fields,
        RealismEvidence realism,
        List<OrganEvidence> organs,
        Map<String, List<SubjectDice>> subjectDice,
        List<WorstCase> worstCases) {
    static Settled of(
            RobustnessSpec spec,
            Baseline baseline,
            OrganChoices<Finding> choices,
            BudgetCurve curve,
            TrialCounts judged,
            int[] trials) {
        List<OrganWorst> worst =
                OrganWorst.of(choices, baseline.organs().size(), spec.gate().reference());
        FieldMeter fields = new FieldMeter();
        RealismMeter realism = new RealismMeter();
        realism.judged(judged);
        WorstCases cases = new WorstCases(baseline.organs(), spec.gate().reference());
        for (OrganWorst one : worst) {
            fields.add(one.judged().trial(), one.finding().cost().perceptibility());
            realism.counted(one.finding().realism());
            one.organs().forEach(organ -> cases.offer(organ, one.judged()));
        }
        OrganMeter meter = new OrganMeter(baseline, spec.gate().reference(), choices);
        List<OrganEvidence> organs = IntStream.range(0, trials.length)
                .mapToObj(organ -> meter.evidence(organ, spec, cases.slice(organ), trials[organ], curve.of(organ)))
                .toList();
        return new Settled(worst, fields, realism.evidence(), organs, meter.subjectDice(), cases.all());
    }
}
