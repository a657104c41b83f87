package org.duress;

import java.util.List;
import org.duress.spec.RobustnessSpec;

/**
 * The outcome of one robustness test: what was asked, what was measured, what follows.
 *
 * @param spec the immutable settings
 * @param evidence every number measured
 * @param verdict derived from the two
 * @param breaches one sentence for each limit that was crossed, worst first; empty for PASS
 */
public record RobustnessResult(RobustnessSpec spec, Evidence evidence, Verdict verdict, List<String> breaches) {

    public RobustnessResult {
        breaches = List.copyOf(breaches);
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
