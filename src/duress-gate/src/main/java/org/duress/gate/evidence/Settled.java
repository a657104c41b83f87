package org.duress.gate.evidence;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.duress.gate.baseline.Baseline;
import org.duress.result.OrganEvidence;
import org.duress.result.RealismEvidence;
import org.duress.result.SubjectDice;
import org.duress.result.TrialCounts;
import org.duress.result.slice.WorstCase;
import org.duress.spec.Reference;
import org.duress.spec.RobustnessSpec;

/** What follows from all that was tried on the gate slices; of these nothing is held. */
record Settled(
        FieldMeter fields,
        RealismEvidence realism,
        List<OrganEvidence> organs,
        Map<String, List<SubjectDice>> subjectDice,
        List<WorstCase> worstCases) {
    static Settled of(
            RobustnessSpec spec,
            Baseline baseline,
            KeptTrials kept,
            BudgetCurve curve,
            TrialCounts judged,
            int[] trials) {
        Reference reference = spec.gate().reference();
        FieldMeter fields = new FieldMeter();
        RealismMeter realism = new RealismMeter();
        realism.judged(judged);
        WorstCases cases = new WorstCases(baseline.organs(), reference);
        OrganMeter meter = new OrganMeter(baseline, reference);
        ShareMeans whole = new ShareMeans(baseline);
        kept.subjects().forEach(subject -> {
            for (OrganWorst one : subject.worst(reference)) {
                fields.add(one.judged().trial(), one.finding().cost().perceptibility());
                realism.counted(one.finding().realism());
                realism.counted(one.judged().trial());
                one.organs().forEach(organ -> cases.offer(organ, one.judged()));
            }
            meter.add(subject);
            for (int organ = 0; organ < trials.length; organ++) {
                whole.add(subject.subject(), organ, points(subject, organ, reference));
            }
        });
        List<OrganEvidence> organs = IntStream.range(0, trials.length)
                .mapToObj(
                        organ -> meter.evidence(organ, spec, cases.slice(organ), trials[organ], curve.of(organ, whole)))
                .toList();
        return new Settled(
                fields, realism.evidence(spec.cohort().hounsfield()), organs, meter.subjectDice(), cases.all());
    }

    private static List<ShareMeans.Point> points(SubjectTrials subject, int organ, Reference reference) {
        return subject.chosen().get(organ).stream()
                .map(finding -> new ShareMeans.Point(
                        finding.against(reference, organ), finding.cost().perceptibility()))
                .toList();
    }
}
