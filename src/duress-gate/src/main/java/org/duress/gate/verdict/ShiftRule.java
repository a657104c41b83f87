package org.duress.gate.verdict;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duress.base.EnumWords;
import org.duress.result.Evidence;
import org.duress.result.ShiftCurve;
import org.duress.spec.Decision;
import org.duress.spec.RobustnessSpec;

/**
 * What natural shifts have to do with the verdict, where {@code gate.shifts} has a limit: each organ under each shift
 * is held to it as organs under attack are to theirs. A sentence an organ, of the shift that hurts it most; others are
 * named.
 */
record ShiftRule(RobustnessSpec spec, Evidence evidence) {
    /** Of organs that some shift takes past the limit, the largest fall first. */
    List<String> breaches() {
        return worst(VerdictRule.Side.FELL).map(this::breach).toList();
    }

    /** Of organs that some shift leaves open, and none takes past the limit. */
    List<String> open() {
        return worst(VerdictRule.Side.UNDECIDED)
                .filter(curve -> on(curve.organ(), VerdictRule.Side.FELL).isEmpty())
                .map(this::open)
                .toList();
    }

    private Stream<ShiftCurve> worst(VerdictRule.Side side) {
        return evidence.organs().stream()
                .flatMap(organ -> on(organ.name(), side).stream().limit(1))
                .sorted(Comparator.comparingDouble(ShiftCurve::relativeDrop).reversed());
    }

    /** The curves of one organ on one side of the limit, the largest fall first; none where nothing decides. */
    private List<ShiftCurve> on(String organ, VerdictRule.Side side) {
        Decision decision = spec.gate().decision();
        return evidence.shifts().of(organ).stream()
                .filter(curve -> evidence.shifts().decides())
                .filter(curve ->
                        side == VerdictRule.side(curve.relativeDrop(), curve.dropInterval(), curve.limit(), decision))
                .sorted(Comparator.comparingDouble(ShiftCurve::relativeDrop).reversed())
                .toList();
    }

    private String breach(ShiftCurve worst) {
        return text(
                "%s fell by %.4f under %s (%s at severity %d of 5; Dice from %.4f to %.4f), more than"
                        + " gate.shifts.maxDiceDrop=%s%s",
                worst.organ(),
                worst.relativeDrop(),
                worst.words(),
                EnumWords.of(worst.shift()),
                worst.severity(),
                worst.cleanDice(),
                worst.shiftedDice(),
                worst.limit(),
                others(worst, VerdictRule.Side.FELL, "; past it too under "));
    }

    private String open(ShiftCurve worst) {
        String interval = Double.isNaN(worst.dropInterval().low())
                ? "but only one gate subject shows it, so nothing is known of others"
                : text(
                        "with a 95 %% interval [%.4f, %.4f] that holds gate.shifts.maxDiceDrop=%s",
                        worst.dropInterval().low(), worst.dropInterval().high(), worst.limit());
        return text(
                "%s fell by %.4f under %s, %s%s; name more gateSubjects, or a limit that it is not at",
                worst.organ(),
                worst.relativeDrop(),
                worst.words(),
                interval,
                others(worst, VerdictRule.Side.UNDECIDED, "; open too under "));
    }

    private String others(ShiftCurve worst, VerdictRule.Side side, String before) {
        String others = on(worst.organ(), side).stream()
                .skip(1)
                .map(curve -> EnumWords.of(curve.shift()))
                .collect(Collectors.joining(", "));
        return others.isEmpty() ? "" : before + others;
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
