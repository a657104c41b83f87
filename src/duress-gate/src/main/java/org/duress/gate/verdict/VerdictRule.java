package org.duress.gate.verdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.duress.DuressException;
import org.duress.result.Check;
import org.duress.result.Evidence;
import org.duress.result.Interval;
import org.duress.result.OrganEvidence;
import org.duress.result.Verdict;
import org.duress.spec.Decision;
import org.duress.spec.DuressProperties;
import org.duress.spec.RobustnessSpec;

/**
 * How a verdict follows from evidence and spec. All of it is here, and in {@link Adequacy}:
 *
 * <ol>
 *   <li>Evidence with a Dice or a perceptibility that is not finite decides nothing: an error.
 *   <li>INCONCLUSIVE: the model answers differently when asked again, so no fall would be found again either.
 *   <li>FAIL: some organ fell past its limit. By {@link Decision#INTERVAL} (the default) that is an organ whose whole
 *   95 %
 *       interval of the relative fall lies past {@code maxDiceDrop}, or, where one subject alone shows it and there is
 *       no interval, its point estimate; by {@link Decision#POINT} it is the point estimate alone. One breach an organ,
 *       the largest fall first. A FAIL needs no strong attack: the counterexample is there.
 *   <li>INCONCLUSIVE: by the interval, some organ is on neither side of its limit, whatever its point estimate says.
 *   <li>INCONCLUSIVE: one of the {@link Adequacy} checks does not hold, so that the attack was not shown to be strong.
 *   <li>PASS otherwise.
 * </ol>
 *
 * <p>Where nothing but known counterexamples was tried, all but FAIL is INCONCLUSIVE, for that one reason.
 *
 * <p>So a point estimate past the limit always fails the build; the interval decides whether it is called FAIL or
 * INCONCLUSIVE.
 */
public final class VerdictRule {
    private VerdictRule() {}

    /**
     * What follows.
     *
     * @param breaches FAIL: one an organ; INCONCLUSIVE: one for each reason, with what to change
     * @param checks of adequacy, whatever the verdict
     */
    public record Judgement(Verdict verdict, List<String> breaches, List<Check> checks) {
        public String summary() {
            return breaches.isEmpty() ? verdict.toString() : verdict + ": " + String.join("; ", breaches);
        }
    }

    /** On which side of its limit an organ is. */
    private enum Side {
        HOLDS,
        UNDECIDED,
        FELL
    }

    public static Judgement judge(RobustnessSpec spec, Evidence evidence) {
        requireFinite(evidence);
        List<Check> checks = Adequacy.checks(spec, evidence);
        Decision decision = spec.gate().decision();
        if (!evidence.strength().repeatable()) {
            return new Judgement(Verdict.INCONCLUSIVE, reasons(checks), checks);
        }
        List<OrganEvidence> fallen = on(Side.FELL, evidence, decision);
        if (!fallen.isEmpty()) {
            return new Judgement(
                    Verdict.FAIL,
                    fallen.stream().map(organ -> breach(organ, evidence)).toList(),
                    Adequacy.ofFail(spec, evidence));
        }
        List<String> reasons = new ArrayList<>();
        on(Side.UNDECIDED, evidence, decision).forEach(organ -> reasons.add(undecided(organ, evidence)));
        reasons.addAll(reasons(checks));
        return new Judgement(reasons.isEmpty() ? Verdict.PASS : Verdict.INCONCLUSIVE, reasons, checks);
    }

    /**
     * What follows where nothing but known counterexamples was tried.
     *
     * @param known how many
     */
    public static Judgement judgeReplay(RobustnessSpec spec, Evidence evidence, int known) {
        Judgement judgement = judge(spec, evidence);
        if (judgement.verdict() == Verdict.FAIL) {
            return judgement;
        }
        String reason = known == 0
                ? "no counterexample of an earlier run belongs to these images, so nothing was tried"
                : "only the counterexamples of earlier runs (" + known
                        + ") were tried and they no longer break the model";
        return new Judgement(
                Verdict.INCONCLUSIVE,
                List.of(reason + "; run without " + DuressProperties.SEARCH + "=replay for a verdict"),
                judgement.checks());
    }

    /** Whether an organ fell past its limit. */
    public static boolean fell(RobustnessSpec spec, OrganEvidence organ) {
        return side(organ, spec.gate().decision()) == Side.FELL;
    }

    private static List<String> reasons(List<Check> checks) {
        return checks.stream()
                .filter(check -> !check.holds())
                .map(check -> check.measured() + "; " + check.advice())
                .toList();
    }

    /** Whether the model has failed already, whatever else would be measured. */
    public static boolean fails(RobustnessSpec spec, List<OrganEvidence> organs) {
        return organs.stream().anyMatch(organ -> fell(spec, organ));
    }

    private static List<OrganEvidence> on(Side side, Evidence evidence, Decision decision) {
        return evidence.organs().stream()
                .filter(organ -> side(organ, decision) == side)
                .sorted(Comparator.comparingDouble(OrganEvidence::relativeDrop)
                        .reversed()
                        .thenComparing(OrganEvidence::name))
                .toList();
    }

    private static Side side(OrganEvidence organ, Decision decision) {
        Interval drop = organ.dice().dropInterval();
        if (decision == Decision.POINT) {
            return organ.pastThreshold() ? Side.FELL : Side.HOLDS;
        }
        if (Double.isNaN(drop.low())) {
            return organ.pastThreshold() ? Side.FELL : Side.UNDECIDED;
        }
        if (drop.low() > organ.maxDiceDrop()) {
            return Side.FELL;
        }
        return drop.high() > organ.maxDiceDrop() ? Side.UNDECIDED : Side.HOLDS;
    }

    private static String breach(OrganEvidence organ, Evidence evidence) {
        return String.format(
                Locale.ROOT,
                "%s fell by %.4f (Dice from %.4f to %.4f), more than maxDiceDrop=%s, at p=%.4f; worst slice %s",
                organ.name(),
                organ.relativeDrop(),
                organ.cleanDice(),
                organ.attackedDice(),
                organ.maxDiceDrop(),
                evidence.fields().perceptibility(),
                organ.worstSlice());
    }

    private static String undecided(OrganEvidence organ, Evidence evidence) {
        String advice = "name more gateSubjects, or set gate.decision to point to go by the point estimate";
        if (Double.isNaN(organ.dice().dropInterval().low())) {
            return String.format(
                    Locale.ROOT,
                    "%s fell by %.4f of the %s allowed, but only one gate subject shows it, so nothing is known of"
                            + " others; %s",
                    organ.name(),
                    organ.relativeDrop(),
                    organ.maxDiceDrop(),
                    advice);
        }
        return String.format(
                Locale.ROOT,
                "%s fell by %.4f, with a 95 %% interval [%.4f, %.4f] over %d gate subjects that holds"
                        + " maxDiceDrop=%s; %s",
                organ.name(),
                organ.relativeDrop(),
                organ.dice().dropInterval().low(),
                organ.dice().dropInterval().high(),
                evidence.gateSubjects().size(),
                organ.maxDiceDrop(),
                advice);
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
        if (!Double.isFinite(evidence.fields().perceptibility())) {
            throw new DuressException(
                    "the perceptibility is " + evidence.fields().perceptibility()
                            + ", so nothing was measured; check the images of the gate subjects");
        }
    }
}
