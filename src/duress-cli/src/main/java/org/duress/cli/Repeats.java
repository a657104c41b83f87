package org.duress.cli;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.duress.metric.Bootstrap.Scores;
import org.duress.result.ContenderEvidence;
import org.duress.result.Evidence;
import org.duress.result.OrganEvidence;
import org.duress.result.ShiftCurve;
import org.duress.result.SubjectDice;
import org.duress.result.TrialCounts;
import org.duress.spec.Contender;
import org.duress.spec.Reference;
import org.duress.spec.RobustnessSpec;
import org.duress.spec.ShiftKind;

/**
 * What the gate measured for one variant, once for each attack seed.
 *
 * @param spec of the first
 * @param runs at least one
 */
record Repeats(RobustnessSpec spec, List<Evidence> runs) {
    Evidence first() {
        return runs.get(0);
    }

    List<OrganEvidence> organs() {
        return first().organs();
    }

    double mean(ToDoubleFunction<Evidence> number) {
        return runs.stream().mapToDouble(number).average().orElseThrow();
    }

    double most(ToDoubleFunction<Evidence> number) {
        return runs.stream().mapToDouble(number).max().orElseThrow();
    }

    /** Under all that was tried, against the spec's reference. */
    Falls falls() {
        return falls(spec.gate().reference());
    }

    /** Under all that was tried. */
    Falls falls(Reference reference) {
        return Falls.of(runs, spec.attack().seed(), (run, organ, subject) -> {
            SubjectDice dice = Falls.dice(run, organ, subject);
            return reference.choose(dice.attackedWarped(), dice.attackedFixed());
        });
    }

    /** Those that were tried in any run. */
    Set<Contender> contenders() {
        Set<Contender> contenders = EnumSet.noneOf(Contender.class);
        runs.forEach(run -> contenders.addAll(run.contenders()));
        return contenders;
    }

    /** Under one natural shift at the severity that is judged; labels move with the image. */
    Falls falls(ShiftKind shift) {
        return Falls.of(
                runs,
                spec.attack().seed(),
                (run, organ, subject) -> Objects.requireNonNull(
                        curve(run, organ, shift).subjects().get(subject), subject));
    }

    private static ShiftCurve curve(Evidence run, int organ, ShiftKind shift) {
        return run.shifts().of(run.organs().get(organ).name()).stream()
                .filter(curve -> curve.shift() == shift)
                .findFirst()
                .orElseThrow();
    }

    /** The natural shifts that were measured; none where the spec asks for none. */
    List<ShiftKind> shifts() {
        return first().shifts().shifts();
    }

    /** That under which least is left, by the mean over organs; the first of equals. */
    ShiftKind worstShift() {
        return shifts().stream()
                .min(Comparator.comparingDouble(shift -> falls(shift).organs().stream()
                        .mapToDouble(Scores::meanAttacked)
                        .average()
                        .orElse(0)))
                .orElseThrow();
    }

    /** Under one contender alone, against the spec's reference; where it had nothing to try, nothing fell. */
    Falls falls(Contender contender) {
        return Falls.of(
                runs,
                spec.attack().seed(),
                (run, organ, subject) -> of(run, contender)
                        .map(tried -> tried.organs().get(organ).subjects().get(subject))
                        .orElse(Falls.dice(run, organ, subject).clean()));
    }

    /** Of one contender; 0 in a run in which it had nothing to try. */
    double mean(Contender contender, ToDoubleFunction<ContenderEvidence> number) {
        return mean(run ->
                of(run, contender).stream().mapToDouble(number).findFirst().orElse(0));
    }

    /** Its search and the judging of what it proposed. */
    double seconds(Contender contender) {
        return mean(run -> run.seconds().contenders().getOrDefault(contender, 0.0));
    }

    private static Optional<ContenderEvidence> of(Evidence run, Contender contender) {
        return run.strength().contenders().stream()
                .filter(one -> one.contender() == contender)
                .findFirst();
    }

    /** Of one contender, in all runs together. */
    TrialCounts trials(Contender contender) {
        return trials(runs.stream().flatMap(run -> of(run, contender).stream()).map(ContenderEvidence::trials));
    }

    /** Of all that was tried, in all runs together. */
    TrialCounts trials() {
        return trials(runs.stream().map(run -> run.realism().trials()));
    }

    private static TrialCounts trials(Stream<TrialCounts> counts) {
        return counts.reduce(TrialCounts.NONE, TrialCounts::plus);
    }

    /** {@code 83.0 + 5.0}: passes a slice of one contender, to search and to judge. */
    String passes(Contender contender) {
        return EvidenceTable.format(
                "%,.1f + %,.1f",
                mean(contender, one -> one.passes().searchPerSlice()),
                mean(contender, one -> one.passes().judgingPerSlice()));
    }

    /** The same of all together, the control among them. */
    String passes() {
        return EvidenceTable.format(
                "%,.1f + %,.1f",
                mean(run -> run.strength().contenders().stream()
                        .mapToDouble(one -> one.passes().searchPerSlice())
                        .sum()),
                mean(run -> run.strength().contenders().stream()
                        .mapToDouble(one -> one.passes().judgingPerSlice())
                        .sum()));
    }

    /** Forward and backward passes of training, where anything was trained; see {@link #trained}. */
    String trainingPasses() {
        return trained("%,.0f", run -> run.passes().training().total());
    }

    /** A number of training, mean over the runs in which something was trained; what came from the store has none. */
    String trained(String format, ToDoubleFunction<Evidence> number) {
        List<Evidence> trained =
                runs.stream().filter(run -> !run.attacker().fromStore()).toList();
        return trained.isEmpty()
                ? "stored"
                : EvidenceTable.format(
                        format, trained.stream().mapToDouble(number).average().orElseThrow());
    }
}
