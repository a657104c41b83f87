package org.duress.result;

import java.util.OptionalDouble;

/**
 * How little of a perturbation (D, V) makes one organ of one slice fall past its limit: the smallest scale s, in (0,
 * 1], that was tried and does. Empty where the full scale does not, for the slice only counts together with others of
 * its subject then.
 *
 * @param both of (sD, sV)
 * @param deformation of (sD, 0)
 * @param intensity of (0, sV)
 */
public record LeastScales(OptionalDouble both, OptionalDouble deformation, OptionalDouble intensity) {
    /** None of the three. */
    public static final LeastScales NONE =
            new LeastScales(OptionalDouble.empty(), OptionalDouble.empty(), OptionalDouble.empty());
}
