package org.duress.gate;

import java.util.List;
import org.duress.Progress;
import org.duress.data.Subject;
import org.duress.detect.Detection;
import org.duress.gate.baseline.Clock;
import org.duress.gate.evidence.OrganMeter;
import org.duress.gate.evidence.Tally;
import org.duress.gate.judge.Judge;
import org.duress.gate.keep.Counterexamples;
import org.duress.gate.keep.Keeping;
import org.duress.gate.release.Releasing;
import org.duress.gate.verdict.VerdictRule;
import org.duress.result.AttackerEvidence;
import org.duress.result.DetectabilityEvidence;
import org.duress.result.Durations;
import org.duress.result.Evidence;
import org.duress.result.FieldEvidence;
import org.duress.result.GateOutcome;
import org.duress.result.Origin;
import org.duress.result.Reach;
import org.duress.result.Release;
import org.duress.result.RobustnessResult;
import org.duress.result.ShiftEvidence;
import org.duress.result.Verdict;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.Search;

/** What follows from a run, and what of it is kept. */
record Concluded(Evidence evidence, Release release, VerdictRule.Judgement judgement, Keeping.Kept kept) {
    static Concluded of(
            Measured measured,
            Attacked attacked,
            ShiftEvidence shifts,
            Counterexamples counterexamples,
            Releasing releasing,
            Clock total,
            Progress listener) {
        Opened opened = measured.opened();
        RobustnessSpec spec = opened.spec();
        DetectabilityEvidence detectability = detectability(opened, attacked, listener);
        Evidence evidence = evidence(opened, attacked, detectability, shifts, total);
        OrganMeter.warnOfHallucinations(evidence.organs(), measured.baseline().kind(), listener);
        Release release = releasing.release(spec, evidence, measured.baseline(), listener);
        VerdictRule.Judgement judgement = counterexamples.search() == Search.REPLAY
                ? VerdictRule.judgeReplay(
                        spec, evidence, release, measured.replays().count())
                : VerdictRule.judge(spec, evidence, release);
        judgement.warnings().forEach(listener::warn);
        return new Concluded(
                evidence,
                release.judged(judgement.verdict()),
                judgement,
                judgement.verdict() == Verdict.FAIL
                        ? counterexamples.keep(
                                spec,
                                evidence,
                                new Judge(opened.segmenter()),
                                attacked.tally().chosen(),
                                measured.replays(),
                                listener)
                        : Keeping.Kept.NOTHING);
    }

    /** Where the verdict was clear early, nobody waits for what it does not rest on. */
    private static DetectabilityEvidence detectability(Opened opened, Attacked attacked, Progress listener) {
        RobustnessSpec spec = opened.spec();
        return attacked.prepared().attack().reach() == Reach.WHOLE
                        || spec.realism().detectability().isPresent()
                ? Detection.of(
                        spec,
                        opened.split(),
                        () -> attacked.tally().chosen().map(one -> one.judged().trial()),
                        listener)
                : DetectabilityEvidence.none("the attack ended early");
    }

    private static Evidence evidence(
            Opened opened, Attacked attacked, DetectabilityEvidence detectability, ShiftEvidence shifts, Clock total) {
        Tally tally = attacked.tally();
        Prepared prepared = attacked.prepared();
        return new Evidence(
                new Origin(
                        opened.device(),
                        opened.spec().attack().seed(),
                        opened.model().fingerprint(),
                        opened.model().provenance(),
                        opened.dataFingerprint()),
                opened.split().gate().stream().map(Subject::id).toList(),
                opened.split().gate().stream()
                        .mapToInt(subject -> subject.slices().size())
                        .sum(),
                new AttackerEvidence(
                        opened.split().attacker().stream().map(Subject::id).toList(),
                        prepared.attack().steps(),
                        prepared.attack().fromStore(),
                        prepared.attack().reach()),
                new FieldEvidence(
                        tally.crossEntropy(),
                        tally.fields().perceptibility(),
                        tally.fields().foldedFraction(),
                        tally.fields().largestDisplacement(),
                        tally.fields().deformation(),
                        tally.fields().intensity(),
                        tally.fields().channels()),
                new Durations(
                        prepared.seconds(),
                        attacked.seconds(),
                        total.seconds(),
                        opened.counted().costs().seconds()),
                tally.organs(),
                tally.subjectDice(),
                tally.queries(prepared.asked(), attacked.askedForCanary()),
                attacked.passes(),
                tally.substitute(),
                attacked.strength(),
                tally.realism().with(detectability),
                shifts);
    }

    GateOutcome outcome(RobustnessSpec spec, Tally tally, List<String> warnings) {
        return new GateOutcome(
                        new RobustnessResult(
                                spec,
                                evidence,
                                judgement.verdict(),
                                judgement.breaches(),
                                judgement.checks(),
                                warnings,
                                release),
                        tally.worstCases())
                .withUnrealistic(tally.unrealisticCases())
                .withLeast(kept.leastCases())
                .withCounterexamples(kept.rows());
    }
}
