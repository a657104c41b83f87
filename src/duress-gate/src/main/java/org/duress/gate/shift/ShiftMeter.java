package org.duress.gate.shift;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.duress.Progress;
import org.duress.gate.baseline.Baseline;
import org.duress.gate.baseline.Batch;
import org.duress.gate.baseline.Interruption;
import org.duress.gate.baseline.SubjectCounts;
import org.duress.metric.Bootstrap;
import org.duress.result.Interval;
import org.duress.result.Passes;
import org.duress.result.ShiftCurve;
import org.duress.result.ShiftEvidence;
import org.duress.shift.Shifts;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.ShiftKind;
import org.duress.spec.ShiftsSpec;

/** Dice of each organ under each natural shift, over the gate subjects. Mutable, for one thread. */
public final class ShiftMeter {
    private final RobustnessSpec spec;
    private final ShiftsSpec asked;
    private final Baseline baseline;
    private final List<ShiftKind> shifts;

    /** Of each shift those at each severity from 1. */
    private final List<SubjectCounts> counts = new ArrayList<>();

    /**
     * Nothing yet.
     *
     * @param spec one that asks for shifts
     * @param shifts those to measure
     */
    public ShiftMeter(RobustnessSpec spec, Baseline baseline, List<ShiftKind> shifts) {
        this.spec = spec;
        this.asked = spec.gate().shifts().orElseThrow();
        this.baseline = baseline;
        this.shifts = List.copyOf(shifts);
        for (int i = 0; i < shifts.size() * ShiftsSpec.SEVERITIES; i++) {
            counts.add(new SubjectCounts(baseline.organs().size()));
        }
    }

    /**
     * Adds what came of each batch.
     *
     * @param done of each batch of the baseline by its place, asked for in their order
     */
    public void run(IntFunction<ShiftCounts> done, Progress listener) {
        List<Batch> batches = baseline.batches();
        String detail = String.format(Locale.ROOT, "%d shifts at %d severities", shifts.size(), ShiftsSpec.SEVERITIES);
        for (int b = 0; b < batches.size(); b++) {
            Interruption.check("all natural shifts were tried");
            add(batches.get(b).subject(), done.apply(b));
            listener.step("shifts", b + 1, batches.size(), detail);
        }
    }

    private void add(String subject, ShiftCounts batch) {
        for (int shift = 0; shift < shifts.size(); shift++) {
            for (int severity = 1; severity <= ShiftsSpec.SEVERITIES; severity++) {
                for (int organ = 0; organ < baseline.organs().size(); organ++) {
                    at(shift, severity).add(subject, organ, batch.at(shift, severity, organ));
                }
            }
        }
    }

    private SubjectCounts at(int shift, int severity) {
        return counts.get(shift * ShiftsSpec.SEVERITIES + severity - 1);
    }

    /**
     * What was measured.
     *
     * @param passes that it took
     */
    public ShiftEvidence evidence(Passes passes) {
        List<ShiftCurve> curves = new ArrayList<>();
        for (int organ = 0; organ < baseline.organs().size(); organ++) {
            for (int shift = 0; shift < shifts.size(); shift++) {
                curves.add(curve(organ, shift));
            }
        }
        return new ShiftEvidence(asked.maxDiceDrop().isPresent(), curves, passes);
    }

    private ShiftCurve curve(int organ, int shift) {
        String name = baseline.organs().get(organ);
        List<String> shown = baseline.shown(organ);
        List<Double> dice = new ArrayList<>();
        dice.add(baseline.dice(organ));
        for (int severity = 1; severity <= ShiftsSpec.SEVERITIES; severity++) {
            dice.add(at(shift, severity).mean(organ, name, shown));
        }
        SubjectCounts judged = at(shift, asked.severity());
        Bootstrap.Bounds drop = Bootstrap.of(
                        baseline.counts().scores(organ, shown),
                        judged.scores(organ, shown),
                        spec.attack().seed())
                .drop();
        Map<String, Double> subjects = new LinkedHashMap<>();
        shown.forEach(subject -> subjects.put(subject, judged.score(subject, organ)));
        return new ShiftCurve(
                name,
                shifts.get(shift),
                dice,
                asked.severity(),
                Shifts.words(shifts.get(shift), asked.severity()),
                asked.maxDiceDrop().orElse(spec.gate().maxDiceDrop(name)),
                new Interval(drop.low(), drop.high()),
                subjects);
    }

    /** One line: the worst of each organ. */
    public static String summary(ShiftEvidence evidence) {
        return evidence.curves().stream()
                .map(ShiftCurve::organ)
                .distinct()
                .flatMap(organ -> evidence.worst(organ).stream())
                .map(worst -> String.format(
                        Locale.ROOT,
                        "%s %.3f -> %.3f under %s",
                        worst.organ(),
                        worst.cleanDice(),
                        worst.shiftedDice(),
                        worst.words()))
                .collect(Collectors.joining("; ", "Dice under the worst natural shift: ", ""));
    }
}
