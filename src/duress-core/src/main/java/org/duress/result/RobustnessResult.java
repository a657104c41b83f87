package org.duress.result;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.duress.spec.RobustnessSpec;

/**
 * The outcome of one robustness test: what was asked, what was measured, what follows.
 *
 * @param spec the immutable settings, with the limits that counted: those of waivers that hold
 * @param evidence every number measured
 * @param verdict derived from the two
 * @param breaches FAIL: one sentence for each limit that was crossed, worst first. INCONCLUSIVE: one for each reason,
 *     with what to change. Empty for PASS
 * @param checks what must hold before a PASS is believed, and whether it does
 * @param warnings what a reader should know although it decides nothing, one sentence each, in the order of the run
 * @param release what is waived, and what differs from the last release
 */
public record RobustnessResult(
        RobustnessSpec spec,
        Evidence evidence,
        Verdict verdict,
        List<String> breaches,
        List<Check> checks,
        List<String> warnings,
        Release release) {

    public RobustnessResult {
        breaches = List.copyOf(breaches);
        checks = List.copyOf(checks);
        warnings = List.copyOf(warnings);
    }

    /** A result of which there is nothing to warn, waive or compare. */
    public RobustnessResult(
            RobustnessSpec spec, Evidence evidence, Verdict verdict, List<String> breaches, List<Check> checks) {
        this(spec, evidence, verdict, breaches, checks, List.of());
    }

    /** A result with nothing to waive or compare. */
    public RobustnessResult(
            RobustnessSpec spec,
            Evidence evidence,
            Verdict verdict,
            List<String> breaches,
            List<Check> checks,
            List<String> warnings) {
        this(spec, evidence, verdict, breaches, checks, warnings, Release.NONE);
    }

    /** The same with what has to do with releases. */
    public RobustnessResult with(Release other) {
        return new RobustnessResult(spec, evidence, verdict, breaches, checks, warnings, other);
    }

    /** What a PASS says and what it does not, in one sentence that begins with the verdict; empty unless PASS. */
    public Optional<String> statement() {
        return verdict == Verdict.PASS ? Optional.of(PassStatement.of(spec, evidence, release)) : Optional.empty();
    }

    /** The gate subject in which an organ fell most; empty where there is none in which it could fall. */
    public Optional<WorstSubject> worstSubject(OrganEvidence organ) {
        return WorstSubject.of(organ.name(), evidence.subjectDice(), spec.gate().reference());
    }

    /** Of each organ that could fall in some subject, in the spec's order. */
    public List<WorstSubject> worstSubjects() {
        return evidence.organs().stream()
                .flatMap(organ -> worstSubject(organ).stream())
                .toList();
    }

    /** The same where it is past the limit of single subjects, else empty. */
    public Optional<WorstSubject> fallenSubject(OrganEvidence organ) {
        return worstSubject(organ).filter(worst -> worst.past(spec.gate()));
    }

    /** Of each organ that fell past the limit of single subjects, the largest fall first. */
    public List<WorstSubject> fallenSubjects() {
        return evidence.organs().stream()
                .flatMap(organ -> fallenSubject(organ).stream())
                .sorted(Comparator.comparingDouble(WorstSubject::relativeDrop).reversed())
                .toList();
    }

    /** Why nothing could be concluded, one sentence for each reason, with what to change; empty unless INCONCLUSIVE. */
    public List<String> reasons() {
        return verdict == Verdict.INCONCLUSIVE ? breaches : List.of();
    }

    /**
     * Whether the attack was shown to be strong, so that an organ which it did not break can be called robust to it:
     * every check was made and holds, those of the canaries among them.
     */
    public boolean attackShownStrong() {
        return !checks.isEmpty()
                && checks.stream().allMatch(Check::holds)
                && !evidence.strength().canaries().isEmpty();
    }

    /**
     * Evidence for one organ.
     *
     * @param name organ name, as in the spec
     * @throws IllegalArgumentException if the spec has no such organ
     */
    public OrganEvidence organ(String name) {
        return evidence.organs().stream()
                .filter(organ -> organ.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no organ '" + name + "' in spec '" + spec.name()
                        + "'; it has "
                        + evidence.organs().stream().map(OrganEvidence::name).toList()));
    }
}
