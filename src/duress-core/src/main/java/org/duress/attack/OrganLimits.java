package org.duress.attack;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.duress.spec.RobustnessSpec;

/**
 * What each organ may lose, by which a search tells where it is near its aim, and where it is past it by far.
 *
 * @param falls largest relative fall of each organ's Dice, above 0 and at most 1, in order from organ 1 on; an
 *     organ beyond them may lose all
 * @param lost share, in [0, 1), of what its fall leaves of an organ; an organ of which less than that is left is lost
 * @param sought what a search is after, where it is not all organs: it has found enough once it has found that
 */
public record OrganLimits(List<Double> falls, double lost, Optional<Sought> sought) {
    /** Every organ may lose as much as the others: all. */
    public static final OrganLimits ALIKE = new OrganLimits(List.of(), 0);

    public OrganLimits {
        falls = List.copyOf(falls);
    }

    /** After all organs. */
    public OrganLimits(List<Double> falls, double lost) {
        this(falls, lost, Optional.empty());
    }

    /**
     * One organ.
     *
     * @param organ its number, from 1 on
     * @param found says of fields of one image, under which the organ is as good as lost, whether they are what is
     *     sought; asked on the thread that searches
     */
    public record Sought(int organ, Predicate<KeptFields> found) {}

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

    /** The same for a search that is after one thing. */
    public OrganLimits seeking(Sought one) {
        return new OrganLimits(falls, lost, Optional.of(one));
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
    public boolean lost(int organ, double left) {
        return left < lost * (1 - of(organ));
    }
}
