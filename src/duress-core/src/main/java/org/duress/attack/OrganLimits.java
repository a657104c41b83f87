package org.duress.attack;

import java.util.List;
import org.duress.spec.RobustnessSpec;

/**
 * What each organ may lose, by which a search tells where it is near its aim, and where it is past it by far.
 *
 * @param falls largest relative fall of each organ's Dice, above 0 and at most 1, in order from organ 1 on; an
 *     organ beyond them may lose all
 * @param lost share, in [0, 1), of what its fall leaves of an organ; an organ of which less than that is left is lost
 */
public record OrganLimits(List<Double> falls, double lost) {
    /** Every organ may lose as much as the others: all. */
    public static final OrganLimits ALIKE = new OrganLimits(List.of(), 0);

    public OrganLimits {
        falls = List.copyOf(falls);
    }

    /**
     * Those of a spec.
     *
     * @param organs in the cohort's order
     */
    public static OrganLimits of(RobustnessSpec spec, List<String> organs) {
        return new OrganLimits(
                organs.stream().map(spec.gate()::maxDiceDrop).toList(),
                spec.attack().lost());
    }

    /**
     * Largest fall of one organ.
     *
     * @param organ its number, from 1 on
     */
    public double of(int organ) {
        return organ <= falls.size() ? falls.get(organ - 1) : 1;
    }

    /**
     * Whether an organ is as good as lost.
     *
     * @param organ its number, from 1 on
     * @param left what is left of its Dice, in [0, 1]
     */
    boolean lost(int organ, double left) {
        return left < lost * (1 - of(organ));
    }
}
