package org.duress.attack;

import java.util.List;
import org.duress.spec.GateSpec;

/**
 * What each organ may lose, by which a search tells where it is near its aim.
 *
 * @param falls largest relative fall of each organ's Dice, above 0 and at most 1, in order from organ 1 on; an
 *     organ beyond them may lose all
 */
public record OrganLimits(List<Double> falls) {
    /** Every organ may lose as much as the others. */
    public static final OrganLimits ALIKE = new OrganLimits(List.of());

    public OrganLimits {
        falls = List.copyOf(falls);
    }

    /**
     * Those of a spec.
     *
     * @param organs in the cohort's order
     */
    public static OrganLimits of(GateSpec gate, List<String> organs) {
        return new OrganLimits(organs.stream().map(gate::maxDiceDrop).toList());
    }

    /**
     * Largest fall of one organ.
     *
     * @param organ its number, from 1 on
     */
    public double of(int organ) {
        return organ <= falls.size() ? falls.get(organ - 1) : 1;
    }
}
