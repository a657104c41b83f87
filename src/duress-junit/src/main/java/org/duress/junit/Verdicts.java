package org.duress.junit;

import static java.util.stream.Collectors.joining;

import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.duress.result.GateOutcome;
import org.duress.result.Interval;
import org.duress.result.KeptCounterexample;
import org.duress.result.OrganEvidence;
import org.duress.result.RobustnessResult;
import org.duress.result.ShiftCurve;
import org.duress.result.Verdict;
import org.duress.result.WorstSubject;
import org.duress.spec.DuressProperties;
import org.duress.spec.Expectation;
import org.duress.spec.Search;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.MultipleFailuresError;
import org.opentest4j.TestAbortedException;

/** Turns a verdict that was not expected into the one failure of a test, and a PASS into what it says. */
final class Verdicts {
    private static final String RUN_ALL = DuressProperties.SEARCH + "=full runs the whole attack";

    private Verdicts() {}

    /**
     * Compares verdict and expectation.
     *
     * @throws AssertionFailedError if a known weakness is gone, or nothing could be concluded; the message of the
     *     latter begins with {@code INCONCLUSIVE} and has one reason a line
     * @throws MultipleFailuresError if the model is weak: one {@link AssertionFailedError} an organ, the worst first,
     *     then one for each subject and each regression against the baseline
     * @throws TestAbortedException if only known counterexamples were to be tried and they do not fail the model,
     *     whatever is expected: that is neither green nor red
     */
    static void judge(GateOutcome outcome, Search search) {
        RobustnessResult result = outcome.result();
        if (search == Search.REPLAY && result.verdict() == Verdict.INCONCLUSIVE) {
            throw new TestAbortedException(spec(result) + ": " + String.join("; ", result.breaches()));
        }
        Verdict expected = result.spec().expect() == Expectation.PASS ? Verdict.PASS : Verdict.FAIL;
        if (result.verdict() == expected) {
            return;
        }
        if (result.verdict() == Verdict.INCONCLUSIVE) {
            throw inconclusive(result, expected);
        }
        if (expected == Verdict.FAIL) {
            throw weaknessGone(result);
        }
        throw weak(outcome);
    }

    /**
     * What a PASS says and what it does not, and in whom each organ fell most; nothing of another verdict, whose
     * failure says it.
     */
    static List<String> passed(RobustnessResult result) {
        if (result.verdict() != Verdict.PASS) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(result.statement().stream().toList());
        if (!result.worstSubjects().isEmpty()) {
            lines.add(result.worstSubjects().stream()
                    .map(worst -> worst.organ() + " by " + number(worst.relativeDrop()) + " in " + worst.subject())
                    .collect(joining(", ", "worst subject of each organ: ", "")));
        }
        lines.addAll(result.release().sentences());
        return lines;
    }

    /** Allure tells these failures from weak models by how their message begins. */
    private static AssertionFailedError inconclusive(RobustnessResult result, Verdict expected) {
        String known = expected == Verdict.FAIL
                ? " expects a known weakness, which was neither found nor shown to be gone"
                : " can neither pass nor fail";
        String reasons =
                result.breaches().stream().map(reason -> "\n- " + reason).collect(joining());
        return new AssertionFailedError(
                Verdict.INCONCLUSIVE + ": " + spec(result) + known + (reasons.isEmpty() ? "" : ":" + reasons),
                expected,
                result.verdict());
    }

    private static AssertionFailedError weaknessGone(RobustnessResult result) {
        String margins = result.evidence().organs().stream()
                .sorted(worstFirst())
                .map(organ -> organ.name() + " fell by " + number(organ.relativeDrop()) + " of "
                        + number(organ.maxDiceDrop()))
                .collect(joining(", "));
        return new AssertionFailedError(
                spec(result) + " expects a known weakness, but the verdict is " + result.verdict() + " (" + margins
                        + "); if the weakness is gone for good, change expect to pass",
                Verdict.FAIL,
                result.verdict());
    }

    private static MultipleFailuresError weak(GateOutcome outcome) {
        RobustnessResult result = outcome.result();
        List<OrganEvidence> organs = result.evidence().organs();
        List<OrganEvidence> fallen = organs.stream()
                .filter(OrganEvidence::pastThreshold)
                .sorted(worstFirst())
                .toList();
        List<WorstSubject> subjects = result.fallenSubjects();
        List<String> regressions = result.release().regressions();
        List<AssertionFailedError> failures = new ArrayList<>();
        fallen.forEach(organ -> failures.add(fallen(organ, result)));
        subjects.forEach(worst -> failures.add(fallen(worst, result)));
        regressions.forEach(regression -> failures.add(new AssertionFailedError(regression)));
        List<ShiftCurve> shifts = result.evidence().shifts().fallen();
        shifts.forEach(worst -> failures.add(fallen(worst)));
        if (failures.isEmpty()) {
            result.breaches().forEach(breach -> failures.add(new AssertionFailedError(breach)));
        }
        return new MultipleFailuresError(
                past(fallen, subjects, shifts, result) + " in " + spec(result) + known(outcome), failures);
    }

    /** How many organs are past which limit: their own, that of single subjects, the baseline, that of shifts. */
    private static String past(
            List<OrganEvidence> fallen, List<WorstSubject> subjects, List<ShiftCurve> shifts, RobustnessResult result) {
        String of = " of " + result.evidence().organs().size() + " organs ";
        int worse = result.release().regressions().size();
        List<String> past = new ArrayList<>();
        if (!fallen.isEmpty() || (subjects.isEmpty() && shifts.isEmpty() && worse == 0)) {
            past.add(fallen.size() + of + "past " + limit(fallen));
        }
        if (!subjects.isEmpty()) {
            past.add(subjects.size() + of + "past worstSubject="
                    + number(result.spec().gate().worstSubject().orElse(Double.NaN)) + " in some subject");
        }
        if (worse > 0) {
            past.add(worse + of + "worse than in the baseline");
        }
        if (!shifts.isEmpty()) {
            past.add(shifts.size() + of + "past gate.shifts.maxDiceDrop="
                    + number(shifts.get(0).limit()) + " under natural shifts");
        }
        return String.join(", ", past);
    }

    private static String limit(List<OrganEvidence> fallen) {
        List<Double> limits =
                fallen.stream().map(OrganEvidence::maxDiceDrop).distinct().toList();
        return limits.size() == 1 ? "maxDiceDrop=" + number(limits.get(0)) : "their maxDiceDrop";
    }

    /** Says so where the verdict was there before the attack was at its end. */
    private static String known(GateOutcome outcome) {
        return switch (outcome.result().evidence().attacker().reach()) {
            case WHOLE -> "";
            case FIRST_LOOK -> ", by the attacker's first look and nothing else; " + RUN_ALL;
            case KNOWN -> ", by " + counterexamples(outcome) + " and nothing else; " + RUN_ALL;
        };
    }

    private static String counterexamples(GateOutcome outcome) {
        long files = outcome.counterexamples().stream()
                .map(KeptCounterexample::file)
                .distinct()
                .count();
        return files + " known counterexample" + (files == 1 ? "" : "s");
    }

    private static AssertionFailedError fallen(OrganEvidence organ, RobustnessResult result) {
        String message = organ.name() + ": Dice fell from " + number(organ.cleanDice()) + " to "
                + number(organ.attackedDice()) + ", by " + number(organ.relativeDrop()) + " of itself"
                + bounds(organ.dice().dropInterval())
                + " where " + number(organ.maxDiceDrop()) + " is allowed, at p="
                + number(result.evidence().fields().perceptibility()) + "; worst "
                + result.spec().cohort().kind().image() + " " + organ.worstSlice()
                + result.worstSubject(organ)
                        .map(worst -> "; worst subject " + worst.subject() + ", by " + number(worst.relativeDrop()))
                        .orElse("")
                + result.release().note(organ.name());
        return new AssertionFailedError(message, organ.maxDiceDrop(), organ.relativeDrop());
    }

    private static AssertionFailedError fallen(WorstSubject worst, RobustnessResult result) {
        double allowed = result.spec().gate().worstSubject().orElseThrow();
        return new AssertionFailedError(
                worst.organ() + " in subject " + worst.subject() + ": Dice fell from " + number(worst.cleanDice())
                        + " to " + number(worst.attackedDice()) + ", by " + number(worst.relativeDrop())
                        + " of itself where " + number(allowed) + " is allowed in any one subject",
                allowed,
                worst.relativeDrop());
    }

    private static AssertionFailedError fallen(ShiftCurve worst) {
        return new AssertionFailedError(
                worst.organ() + " under " + worst.words() + ": Dice fell from " + number(worst.cleanDice()) + " to "
                        + number(worst.shiftedDice()) + ", by " + number(worst.relativeDrop()) + " of itself"
                        + bounds(worst.dropInterval()) + " where " + number(worst.limit())
                        + " is allowed under natural shifts",
                worst.limit(),
                worst.relativeDrop());
    }

    private static Comparator<OrganEvidence> worstFirst() {
        return Comparator.comparingDouble(OrganEvidence::relativeDrop).reversed();
    }

    private static String spec(RobustnessResult result) {
        return "spec '" + result.spec().name() + "'";
    }

    /** In brackets and with a space before them; nothing where they are not known. */
    private static String bounds(Interval interval) {
        return Double.isNaN(interval.low()) || Double.isNaN(interval.high())
                ? ""
                : " (95 % interval [" + number(interval.low()) + ", " + number(interval.high()) + "])";
    }

    /** Two to four decimals. */
    private static String number(double value) {
        return new DecimalFormat("0.00##", DecimalFormatSymbols.getInstance(Locale.ROOT)).format(value);
    }
}
