package org.duress.gate.release;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.duress.gate.release.ReleaseBaseline.OrganThen;
import org.duress.metric.Bootstrap.Bounds;
import org.duress.metric.PairedBootstrap;
import org.duress.metric.PairedBootstrap.Run;
import org.duress.metric.RelativeDrop;
import org.duress.result.BaselineDifference;
import org.duress.result.Change;
import org.duress.result.Evidence;
import org.duress.result.Interval;
import org.duress.result.OrganDifference;
import org.duress.result.OrganDifference.Regression;
import org.duress.result.OrganEvidence;
import org.duress.result.Reach;
import org.duress.result.SubjectDice;
import org.duress.spec.Decision;
import org.duress.spec.Reference;
import org.duress.spec.RobustnessSpec;

/**
 * Holds a run against the release baseline, organ by organ, over the subjects that show it.
 *
 * <p>An organ has regressed where its clean Dice is significantly lower, or where it falls significantly further under
 * attack and significantly less of it is left: a fall that is larger only because the clean Dice rose harms nobody.
 * Significant is what all of the 95 % interval of the paired difference says, beyond a tolerance; by {@link
 * Decision#POINT}, and where one subject alone shows the organ, what the difference itself says.
 */
public final class Comparison {
    /** Clean Dice comes from no attacker: the same model has the same on every run. */
    static final double CLEAN_TOLERANCE = 0.01;

    private final RobustnessSpec spec;
    private final Evidence evidence;
    private final ReleaseBaseline baseline;
    private final Map<String, List<String>> shown;
    private final Optional<String> uncompared;

    private Comparison(
            RobustnessSpec spec, Evidence evidence, ReleaseBaseline baseline, Map<String, List<String>> shown) {
        this.spec = spec;
        this.evidence = evidence;
        this.baseline = baseline;
        this.shown = shown;
        this.uncompared = uncompared(baseline.reach(), evidence.attacker().reach());
    }

    /**
     * Compares.
     *
     * @param baseline comparable with the run
     * @param shown by organ the subjects whose labels show it, sorted by id
     */
    public static BaselineDifference of(
            RobustnessSpec spec, Evidence evidence, ReleaseBaseline baseline, Map<String, List<String>> shown) {
        return new Comparison(spec, evidence, baseline, shown).difference();
    }

    private static Optional<String> uncompared(Reach then, Reach now) {
        if (then == Reach.WHOLE && now == Reach.WHOLE) {
            return Optional.empty();
        }
        String whose = then == Reach.WHOLE ? "this run" : "the baseline";
        return Optional.of("falls under attack are not compared, for the attack of " + whose + " ended early ("
                + word(then == Reach.WHOLE ? now : then) + "), so that it shows less than it could; run both with"
                + " duress.search=full");
    }

    private static String word(Reach reach) {
        return switch (reach) {
            case KNOWN -> "known counterexamples";
            case FIRST_LOOK -> "a first look";
            case WHOLE -> "the whole attack";
        };
    }

    private BaselineDifference difference() {
        List<OrganDifference> organs = new ArrayList<>();
        List<String> regressions = new ArrayList<>();
        List<String> open = new ArrayList<>();
        List<String> gone = new ArrayList<>();
        for (OrganEvidence organ : evidence.organs()) {
            OrganThen then = baseline.organs().getOrDefault(organ.name(), new OrganThen(Double.NaN, 1, false));
            OrganDifference one = organ(organ.name(), then);
            organs.add(one);
            if (one.regressed()) {
                regressions.add(regression(one));
            } else if (one.regression() == Regression.OPEN) {
                open.add(open(one));
            }
            gone(organ, one, then).ifPresent(gone::add);
        }
        return new BaselineDifference(
                baseline.file(),
                baseline.verdict(),
                baseline.modelFingerprint(),
                baseline.accepted(),
                uncompared,
                organs,
                regressions,
                open,
                gone);
    }

    private OrganDifference organ(String name, OrganThen then) {
        List<String> subjects = shown.getOrDefault(name, List.of());
        Run before = run(name, subjects, baseline.subjects());
        Run now = run(name, subjects, evidence.subjectDice());
        PairedBootstrap intervals =
                PairedBootstrap.of(before, now, evidence.origin().seed());
        Change clean = change(before, now, run -> mean(run.clean()), intervals.clean());
        Change attacked = change(before, now, run -> mean(run.attacked()), intervals.attacked());
        Change fall =
                change(before, now, run -> RelativeDrop.of(mean(run.clean()), mean(run.attacked())), intervals.drop());
        return new OrganDifference(name, clean, attacked, fall, regression(clean, attacked, fall), then.limit());
    }

    private Run run(String organ, List<String> shown, Map<String, List<SubjectDice>> subjects) {
        List<SubjectDice> dice = shown.stream()
                .map(subject -> subjects.getOrDefault(subject, List.of()).stream()
                        .filter(one -> one.organ().equals(organ))
                        .findFirst()
                        .orElseGet(() -> new SubjectDice(organ, Double.NaN, Double.NaN, Double.NaN)))
                .toList();
        Reference reference = spec.gate().reference();
        return new Run(
                dice.stream().mapToDouble(SubjectDice::clean).toArray(),
                dice.stream()
                        .mapToDouble(one -> reference.choose(one.attackedWarped(), one.attackedFixed()))
                        .toArray());
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static Change change(Run before, Run now, ToDoubleFunction<Run> statistic, Bounds bounds) {
        return new Change(
                statistic.applyAsDouble(before),
                statistic.applyAsDouble(now),
                new Interval(bounds.low(), bounds.high()));
    }

    private Regression regression(Change clean, Change attacked, Change fall) {
        boolean point = spec.gate().decision() == Decision.POINT;
        double tolerance = spec.gate().release().regression();
        boolean lower = clean.difference() < -CLEAN_TOLERANCE;
        boolean further = uncompared.isEmpty() && fall.difference() > tolerance && attacked.difference() < 0;
        if (lower && (point || clean.isBelow())) {
            return Regression.CLEAN;
        }
        if (further && (point || (fall.isAbove() && attacked.isBelow()))) {
            return Regression.ATTACKED;
        }
        return lower || further ? Regression.OPEN : Regression.NONE;
    }

    private String regression(OrganDifference organ) {
        return organ.regression() == Regression.CLEAN
                ? organ.organ() + " regressed: its clean Dice is " + what(organ.clean()) + ", lower than in the"
                        + " baseline" + whose() + " by more than " + CLEAN_TOLERANCE
                : organ.organ() + " regressed: under attack it fell by " + what(organ.fall())
                        + ", further than in the baseline" + whose() + " by more than gate.regression="
                        + spec.gate().release().regression() + " (Dice " + what(organ.attacked()) + ")";
    }

    private String open(OrganDifference organ) {
        boolean clean = organ.clean().difference() < -CLEAN_TOLERANCE;
        return organ.organ() + " may have regressed since the baseline" + whose() + ": "
                + (clean ? "its clean Dice is " + what(organ.clean()) : "it fell by " + what(organ.fall()))
                + ", which these subjects do not settle; more gate subjects would";
    }

    private Optional<String> gone(OrganEvidence organ, OrganDifference one, OrganThen then) {
        if (evidence.attacker().reach() != Reach.WHOLE) {
            return Optional.empty();
        }
        double limit = spec.gate().maxDiceDrop(organ.name());
        if (then.fall() > then.limit() && organ.relativeDrop() <= Math.min(limit, then.limit())) {
            return Optional.of(text(
                    "a known weakness is gone: %s fell by %.4f in the baseline, past its limit of %s, and falls by %.4f"
                            + " now",
                    organ.name(), then.fall(), then.limit(), organ.relativeDrop()));
        }
        boolean better = one.clean().isAbove()
                || (uncompared.isEmpty()
                        && one.fall().isBelow()
                        && -one.fall().difference() > spec.gate().release().regression());
        return then.regressed() && better
                ? Optional.of("a regression that the baseline was accepted with is gone: " + organ.name() + " fell by "
                        + what(one.fall()))
                : Optional.empty();
    }

    private String whose() {
        return baseline.accepted()
                .map(by -> " that " + by.by() + " accepted on "
                        + by.at().substring(0, Math.min(10, by.at().length())))
                .orElse("");
    }

    /** Before, now, and the difference with its interval. */
    private static String what(Change change) {
        Interval interval = change.interval();
        return text("%.4f after %.4f, a difference of %+.4f", change.now(), change.before(), change.difference())
                + (Double.isNaN(interval.low())
                        ? ""
                        : text(" (95 %% interval [%+.4f, %+.4f])", interval.low(), interval.high()));
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
