package org.duress.spec.read;

import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import org.duress.DuressException;
import org.duress.spec.CohortSpec.SubjectSelection;
import org.duress.spec.Contender;
import org.duress.spec.Decision;
import org.duress.spec.Expectation;
import org.duress.spec.ReleaseSpec;
import org.duress.spec.RobustnessSpec;

/**
 * What in a spec alone, whatever model and data are like, keeps it from the verdict that its author expects. Such a
 * spec is wrong, and is refused before anything is trained for it. The rules of the verdict that it follows from are in
 * {@code gate/VerdictRule} and {@code gate/Adequacy}.
 */
public final class Obstacle {
    private Obstacle() {}

    /**
     * Refuses a spec that cannot come to what is expected.
     *
     * @param where the spec was written, for the message
     * @throws DuressException which names the key and what to do
     */
    public static void refuse(RobustnessSpec spec, Object where) {
        of(spec).ifPresent(obstacle -> {
            throw new DuressException(where + ": " + obstacle);
        });
    }

    private static Optional<String> of(RobustnessSpec spec) {
        Optional<String> nothing = nothingAttacked(spec);
        if (nothing.isPresent()) {
            return nothing.map(key -> key + ", so that nothing is attacked and the verdict is always INCONCLUSIVE;"
                    + " allow an attack something to change");
        }
        return spec.expect() == Expectation.PASS ? neverPasses(spec) : neverFails(spec);
    }

    private static Optional<String> nothingAttacked(RobustnessSpec spec) {
        if (spec.attack().xi() == 0) {
            return Optional.of("'attack.xi' is 0");
        }
        if (spec.budget().perceptibility() == 0) {
            return Optional.of("'budget.perceptibility' is 0");
        }
        boolean still = !spec.attack().shades() && spec.budget().displacement() == 0;
        return still
                ? Optional.of("'attack.fields' names deformation alone, and 'budget.displacement' is 0")
                : Optional.empty();
    }

    private static Optional<String> neverPasses(RobustnessSpec spec) {
        Set<Contender> contenders = spec.attack().contenders();
        if (!contenders.isEmpty() && Contender.AFTER_OTHERS.containsAll(contenders)) {
            return never("'attack.contenders' names no attack that finds anything of its own", "name one");
        }
        if (!contenders.contains(Contender.QUERY) && !Collections.disjoint(contenders, Contender.WITH_GRADIENTS)) {
            return never(
                    "'attack.contenders' names no query, and attacks with gradients are believed only beside a search"
                            + " without them",
                    "add query, or set expect to fail for a known weakness");
        }
        if (spec.gate().decision() == Decision.INTERVAL
                && spec.cohort().gateSubjects() instanceof SubjectSelection.Named named
                && Set.copyOf(named.ids()).size() == 1) {
            return never(
                    "'cohort.gateSubjects' names one subject, which has no interval",
                    "name more, or set gate.decision to point");
        }
        if (spec.realism().ssim() == 1) {
            return never("'realism.ssim' is 1, which no changed image has, so that none counts", "lower it");
        }
        return Optional.empty();
    }

    private static Optional<String> never(String why, String advice) {
        return Optional.of(why + ", so that this spec can never PASS; " + advice);
    }

    private static Optional<String> neverFails(RobustnessSpec spec) {
        if (spec.gate().release().baseline().isPresent() || !spec.waivers().isEmpty()) {
            return Optional.of("'expect' is fail, by which every weakness is a known one, so that neither a regression"
                    + " against '" + ReleaseSpec.BASELINE + "' nor what is beyond '" + RobustnessSpec.WAIVERS
                    + "' would be seen; waive the limits of the weak organs, and expect a pass");
        }
        boolean all = spec.cohort().organs().keySet().stream()
                        .allMatch(organ -> spec.gate().maxDiceDrop(organ) == 1)
                && spec.gate().worstSubject().orElse(1) == 1;
        return all
                ? Optional.of(
                        "'gate.maxDiceDrop' is 1, past which no organ can fall, so that a spec that expects a FAIL"
                                + " never meets it; lower it")
                : Optional.empty();
    }
}
