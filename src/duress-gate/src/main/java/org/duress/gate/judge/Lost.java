package org.duress.gate.judge;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.duress.attack.OrganLimits;
import org.duress.metric.Dice;
import org.duress.spec.Contender;
import org.duress.spec.Reference;
import org.duress.spec.RobustnessSpec;

/**
 * Says of which slices the attacks of this run have taken so much that those whose turn comes later leave them alone:
 * of every organ that the model finds on it less is left than {@link OrganLimits#lost} says, by the judgement that
 * counts in the end. What an attack has found on a slice that is lost then counts for the later ones too: they had no
 * turn, and would start from it.
 *
 * <p>It goes by one slice alone, and by the order of the contenders.
 *
 * @param limits what each organ may lose
 */
public record Lost(OrganLimits limits, Reference reference) {
    private static final Set<Contender> SEARCHES = Collections.unmodifiableSet(
            EnumSet.complementOf(EnumSet.of(Contender.REPLAY, Contender.RANDOM, Contender.UNIVERSAL)));

    /**
     * By the settings of a spec.
     *
     * @param organs of the cohort, in class order
     */
    public static Lost of(RobustnessSpec spec, List<String> organs) {
        return new Lost(OrganLimits.of(spec, organs), spec.gate().reference());
    }

    /**
     * Whether a contender takes from slices what is there to be taken, and leaves lost ones alone: what earlier runs
     * found is replayed, and is no find of this one; random fields are compared with the attacks on every slice.
     */
    public static boolean searches(Contender contender) {
        return SEARCHES.contains(contender);
    }

    /**
     * Whether a slice is lost.
     *
     * @param found by contenders that search
     * @param clean the slice unperturbed
     */
    public boolean of(List<Finding> found, Finding clean) {
        List<Dice> before = clean.against(reference);
        boolean any = false;
        for (int organ = 0; organ < before.size(); organ++) {
            double whole = before.get(organ).score();
            // Not a number where neither label nor answer shows it.
            if (whole > 0) {
                any = true;
                if (!limits.lost(organ + 1, lowest(found, organ) / whole)) {
                    return false;
                }
            }
        }
        return any;
    }

    private double lowest(List<Finding> found, int organ) {
        return found.stream()
                .filter(Finding::counts)
                .mapToDouble(finding -> finding.against(reference, organ).score())
                .filter(score -> !Double.isNaN(score))
                .min()
                .orElse(Double.POSITIVE_INFINITY);
    }
}
