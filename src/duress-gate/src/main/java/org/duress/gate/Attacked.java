package org.duress.gate;

import java.util.List;
import java.util.function.IntFunction;
import org.duress.Progress;
import org.duress.gate.attack.GateAttack;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.baseline.Clock;
import org.duress.gate.baseline.CountingModel;
import org.duress.gate.canary.Canaries;
import org.duress.gate.evidence.GrownPlant;
import org.duress.gate.evidence.Tally;
import org.duress.gate.judge.RealismJudge;
import org.duress.gate.prepare.Contenders;
import org.duress.gate.prepare.PreparedAttack;
import org.duress.gate.verdict.VerdictRule;
import org.duress.result.CanaryEvidence;
import org.duress.result.ModelPasses;
import org.duress.result.Passes;
import org.duress.result.Reach;
import org.duress.result.Strength;
import org.duress.spec.Contender;
import org.duress.spec.RobustnessSpec;

/**
 * What the attack on the gate slices came to.
 *
 * @param askedForCanary images that the model was asked about to answer for the canary
 * @param passes of the model so far
 */
record Attacked(
        Prepared prepared, Tally tally, Strength strength, long askedForCanary, ModelPasses passes, double seconds) {
    /**
     * Attacks.
     *
     * @param realism says which images count
     * @param source does the work
     */
    static Attacked of(
            Measured measured, Prepared prepared, RealismJudge realism, WorkSource source, Progress listener) {
        RobustnessSpec spec = measured.opened().spec();
        Baseline baseline = measured.baseline();
        CountingModel counted = measured.opened().counted();
        PreparedAttack attack = prepared.attack();
        Clock clock = new Clock();
        // Where nothing is attacked there is nothing that others could have done.
        WorkSource from = attack.attacks().isEmpty() ? WorkSource.HERE : source;
        Tally tally = tally(measured, attack, realism, from, listener);
        // A FAIL needs no canary, the counterexample is there; nor does what too few subjects leave open.
        long before = counted.asked();
        Passes passesBefore = counted.passes();
        List<CanaryEvidence> canaries = VerdictRule.canaryDecides(spec, tally.organs(), tally.subjectDice())
                ? canaries(from, measured, attack, realism)
                : List.of();
        long askedForCanary = counted.asked() - before;
        ModelPasses passes = new ModelPasses(
                prepared.passes(),
                passesBefore.minus(prepared.passes()),
                counted.passes().minus(passesBefore));
        Strength strength = new Strength(
                tally.contenders(counted.costs()),
                canaries,
                tally.gradients(),
                attack.agreement(),
                tally.repeatable(),
                baseline.seesImages());
        return new Attacked(prepared, tally, strength, askedForCanary, passes, clock.seconds());
    }

    /** What was tried on the gate slices, and nothing of whether the attack is strong. */
    static Tally tally(
            Measured measured, PreparedAttack attack, RealismJudge realism, WorkSource source, Progress listener) {
        RobustnessSpec spec = measured.opened().spec();
        Tally tally = new Tally(spec, measured.baseline());
        GateAttack onGate = new GateAttack(spec, measured.baseline(), listener);
        Answered answered = Answered.of(measured);
        onGate.run(source.of(AttackWork.of(answered, attack, realism)), attack.searches(), tally);
        if (shared(measured.opened(), attack)) {
            onGate.share(strongest -> source.of(UniversalWork.of(answered, attack, realism, strongest)), tally);
        }
        tally.warnOfDisagreement(listener);
        return tally;
    }

    private static List<CanaryEvidence> canaries(
            WorkSource source, Measured measured, PreparedAttack attack, RealismJudge realism) {
        Canaries canaries = attack.controls().canaries();
        return canaries.plots(measured.baseline()).canaries(plots -> {
            IntFunction<GrownPlant> grown = source.of(CanaryWork.of(Answered.of(measured), attack, realism, plots));
            return number -> grown.apply(number).plant();
        });
    }

    /** Whether what hurts one slice is tried on the others: what an attack finds that goes to its end. */
    private static boolean shared(Opened opened, PreparedAttack attack) {
        return Contenders.of(opened.spec().attack(), opened.model()).contains(Contender.UNIVERSAL)
                && attack.reach() == Reach.WHOLE
                && attack.searches();
    }

    /** Whether the verdict is there, and more attacks would change no organ's part in it. */
    boolean failsEverywhere(RobustnessSpec spec) {
        return tally.organs().stream().allMatch(organ -> VerdictRule.fell(spec, organ, tally.subjectDice()));
    }

    boolean fails(RobustnessSpec spec) {
        return VerdictRule.fails(spec, tally.organs(), tally.subjectDice());
    }
}
