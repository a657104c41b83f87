package org.duress.gate.verdict;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.duress.DuressException;
import org.duress.result.Check;
import org.duress.result.Evidence;
import org.duress.result.Interval;
import org.duress.result.OrganEvidence;
import org.duress.result.Release;
import org.duress.result.SubjectDice;
import org.duress.result.Verdict;
import org.duress.result.WorstSubject;
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
 *       95 % interval of the relative fall lies past {@code maxDiceDrop}, or, where one subject alone shows it and
 *       there is no interval, its point estimate; by {@link Decision#POINT} it is the point estimate alone. And
 *       whatever the decision: some organ of one subject fell past {@code worstSubject}, where that is set. And some
 *       organ fell past {@code gate.shifts.maxDiceDrop} under a natural shift, where that is set, by the same decision
 *       as under attack. One breach an organ for each of these limits, the largest fall first. And whatever the limits:
 *       some organ is significantly worse than in the baseline ({@code gate/release/Comparison}). A FAIL needs no
 *       strong attack: the counterexample is there. But where {@code realism.detectability} is set, and the images that
 *       count are surely told from clean ones more easily than that, they are no evidence ({@link EasilyTold}).
 *   <li>INCONCLUSIVE: one of the {@link Adequacy} checks does not hold, so that the attack was not shown to be strong.
 *       They come in the order in which one is the cause of the next.
 *   <li>INCONCLUSIVE: by the interval, some organ is on neither side of its limit, whatever its point estimate says.
 *       The reason says how many more subjects would settle it. No canary is planted for it, and none of the checks is
 *       made that rest on one. The same of organs under natural shifts, where these have a limit.
 *   <li>PASS otherwise; one that the point estimate alone gives, of an organ whose interval holds its limit, is warned
 *       of.
 * </ol>
 *
 * <p>Where nothing but known counterexamples was tried, all else but FAIL is INCONCLUSIVE, for that one reason.
 *
 * <p>So a point estimate past the limit always fails the build; the interval decides whether it is called FAIL or
 * INCONCLUSIVE.
 */
public final class VerdictRule {
    private static final String NOT_PLANTED = "no copy of the model with a planted weakness was attacked, for that"
            + " could not decide what too few subjects leave open";

    private VerdictRule() {}

    /**
     * What follows.
     *
     * @param breaches FAIL: one for each limit that was crossed; INCONCLUSIVE: one for each reason, with what to
     *     change, the root of the trouble first
     * @param checks of adequacy, whatever the verdict
     * @param warnings of a PASS that the point estimates alone give; of checks that were not made
     */
    public record Judgement(Verdict verdict, List<String> breaches, List<Check> checks, List<String> warnings) {
        private Judgement(Verdict verdict, List<String> breaches, List<Check> checks) {
            this(verdict, breaches, checks, List.of());
        }

        public String summary() {
            return breaches.isEmpty() ? verdict.toString() : verdict + ": " + String.join("; ", breaches);
        }
    }

    /** On which side of its limit a fall is. */
    enum Side {
        HOLDS,
        UNDECIDED,
        FELL
    }

    public static Judgement judge(RobustnessSpec spec, Evidence evidence) {
        return judge(spec, evidence, Release.NONE);
    }

    /**
     * What follows.
     *
     * @param release whose regressions are breaches too, and whose waivers are named beside the limits
     */
    public static Judgement judge(RobustnessSpec spec, Evidence evidence, Release release) {
        requireFinite(evidence);
        boolean planted = Adequacy.planted(evidence) || canaryDecides(spec, evidence.organs(), evidence.subjectDice());
        List<Check> checks = planted ? Adequacy.checks(spec, evidence) : Adequacy.withoutCanary(spec, evidence);
        if (!evidence.strength().repeatable()) {
            return new Judgement(Verdict.INCONCLUSIVE, reasons(checks), checks);
        }
        List<String> breaches = breaches(spec, evidence, release);
        if (!breaches.isEmpty()) {
            // What happens in scanners is no attack, however it looks.
            return Optional.of(spec)
                    .filter(any -> new ShiftRule(spec, evidence).breaches().isEmpty())
                    .flatMap(any -> EasilyTold.reason(spec, evidence))
                    .map(reason ->
                            new Judgement(Verdict.INCONCLUSIVE, List.of(reason), Adequacy.ofFail(spec, evidence)))
                    .orElseGet(() -> new Judgement(Verdict.FAIL, breaches, Adequacy.ofFail(spec, evidence)));
        }
        List<String> reasons = new ArrayList<>(reasons(checks));
        open(on(Side.UNDECIDED, evidence, spec.gate().decision()), spec, evidence)
                .forEach(organ -> reasons.add(organ.measured() + "; " + organ.advice()));
        reasons.addAll(new ShiftRule(spec, evidence).open());
        return reasons.isEmpty()
                ? new Judgement(Verdict.PASS, List.of(), checks, nearness(spec, evidence))
                : new Judgement(Verdict.INCONCLUSIVE, reasons, checks, planted ? List.of() : List.of(NOT_PLANTED));
    }

    /**
     * Of what passes by {@link Decision#POINT} alone: by the interval nothing passes that it leaves open. Another draw
     * of subjects, or another seed, may fail it.
     */
    private static List<String> nearness(RobustnessSpec spec, Evidence evidence) {
        List<OrganEvidence> undecided =
                evidence.organs().stream().filter(OrganEvidence::undecided).toList();
        return open(undecided, spec, evidence).stream()
                .map(organ -> "a PASS by the point estimate alone (gate.decision: point): " + organ.measured() + "; "
                        + organ.advice())
                .toList();
    }

    private static List<OpenOrgan> open(List<OrganEvidence> organs, RobustnessSpec spec, Evidence evidence) {
        return organs.stream()
                .map(organ -> new OpenOrgan(organ, spec, evidence))
                .toList();
    }

    /**
     * What follows where nothing but known counterexamples was tried.
     *
     * @param known how many
     */
    public static Judgement judgeReplay(RobustnessSpec spec, Evidence evidence, Release release, int known) {
        Judgement judgement = judge(spec, evidence, release);
        boolean told = EasilyTold.reason(spec, evidence)
                .filter(judgement.breaches()::contains)
                .isPresent();
        if (judgement.verdict() == Verdict.FAIL || told) {
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

    /**
     * Whether an organ fell past its limit, or past that of single subjects.
     *
     * @param subjects as in {@link Evidence#subjectDice}
     */
    public static boolean fell(RobustnessSpec spec, OrganEvidence organ, Map<String, List<SubjectDice>> subjects) {
        return side(organ, spec.gate().decision()) == Side.FELL
                || fallenSubject(spec, organ, subjects).isPresent();
    }

    /** The worst subject of an organ, where it is past the limit of single subjects. */
    private static Optional<WorstSubject> fallenSubject(
            RobustnessSpec spec, OrganEvidence organ, Map<String, List<SubjectDice>> subjects) {
        return WorstSubject.of(organ.name(), subjects, spec.gate().reference())
                .filter(worst -> worst.past(spec.gate()));
    }

    private static List<String> reasons(List<Check> checks) {
        return checks.stream()
                .filter(check -> !check.holds())
                .map(check -> check.measured() + "; " + check.advice())
                .toList();
    }

    /** Whether the model has failed already, whatever else would be measured. */
    public static boolean fails(
            RobustnessSpec spec, List<OrganEvidence> organs, Map<String, List<SubjectDice>> subjects) {
        return organs.stream().anyMatch(organ -> fell(spec, organ, subjects));
    }

    /**
     * Whether it can still matter what becomes of the canaries: the model has not failed, and the interval leaves no
     * organ open.
     *
     * @param subjects as in {@link Evidence#subjectDice}
     */
    public static boolean canaryDecides(
            RobustnessSpec spec, List<OrganEvidence> organs, Map<String, List<SubjectDice>> subjects) {
        Decision decision = spec.gate().decision();
        return !fails(spec, organs, subjects)
                && organs.stream().noneMatch(organ -> side(organ, decision) == Side.UNDECIDED);
    }

    private static List<OrganEvidence> on(Side side, Evidence evidence, Decision decision) {
        return evidence.organs().stream()
                .filter(organ -> side(organ, decision) == side)
                .sorted(Comparator.comparingDouble(OrganEvidence::relativeDrop)
                        .reversed()
                        .thenComparing(OrganEvidence::name))
                .toList();
    }

    /** Whether an organ holds a limit, which needs not be the one that counted. */
    public static boolean holds(OrganEvidence organ, double limit, Decision decision) {
        return side(organ.limitedTo(limit), decision) == Side.HOLDS;
    }

    private static Side side(OrganEvidence organ, Decision decision) {
        return side(organ.relativeDrop(), organ.dice().dropInterval(), organ.maxDiceDrop(), decision);
    }

    /** That of a relative fall with its interval, whatever it fell under. */
    static Side side(double fall, Interval interval, double limit, Decision decision) {
        boolean past = fall > limit;
        if (decision == Decision.POINT) {
            return past ? Side.FELL : Side.HOLDS;
        }
        if (Double.isNaN(interval.low())) {
            return past ? Side.FELL : Side.UNDECIDED;
        }
        if (interval.low() > limit) {
            return Side.FELL;
        }
        return past || interval.high() > limit ? Side.UNDECIDED : Side.HOLDS;
    }

    /**
     * Those of organs first, then those of single subjects, then those under natural shifts, the largest fall first;
     * then regressions.
     */
    private static List<String> breaches(RobustnessSpec spec, Evidence evidence, Release release) {
        Stream<String> organs = on(Side.FELL, evidence, spec.gate().decision()).stream()
                .map(organ -> breach(organ, spec, evidence) + release.note(organ.name()));
        Stream<String> subjects = evidence.organs().stream()
                .flatMap(organ -> fallenSubject(spec, organ, evidence.subjectDice()).stream())
                .sorted(Comparator.comparingDouble(WorstSubject::relativeDrop).reversed())
                .map(worst -> breach(worst, spec, evidence));
        return Stream.of(
                        organs,
                        subjects,
                        new ShiftRule(spec, evidence).breaches().stream(),
                        release.regressions().stream())
                .flatMap(sentences -> sentences)
                .toList();
    }

    private static String breach(WorstSubject worst, RobustnessSpec spec, Evidence evidence) {
        return String.format(
                Locale.ROOT,
                "%s fell by %.4f in subject %s (Dice from %.4f to %.4f), more than worstSubject=%s, at p=%.4f",
                worst.organ(),
                worst.relativeDrop(),
                worst.subject(),
                worst.cleanDice(),
                worst.attackedDice(),
                spec.gate().worstSubject().orElseThrow(),
                evidence.fields().perceptibility());
    }

    private static String breach(OrganEvidence organ, RobustnessSpec spec, Evidence evidence) {
        String worst = WorstSubject.of(
                        organ.name(), evidence.subjectDice(), spec.gate().reference())
                .map(subject -> String.format(
                        Locale.ROOT, "; worst subject %s, by %.4f", subject.subject(), subject.relativeDrop()))
                .orElse("");
        return String.format(
                Locale.ROOT,
                "%s fell by %.4f (Dice from %.4f to %.4f), more than maxDiceDrop=%s, at p=%.4f; worst %s %s%s",
                organ.name(),
                organ.relativeDrop(),
                organ.cleanDice(),
                organ.attackedDice(),
                organ.maxDiceDrop(),
                evidence.fields().perceptibility(),
                spec.cohort().kind().image(),
                organ.worstSlice(),
                worst);
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
