package org.duress.model.lowering.graph;

import java.util.List;
import java.util.function.Function;

/**
 * How one type of operator of a format is lowered: its attributes read, and a rule called with them.
 *
 * @param <S> the format's steps, which know how it writes attributes
 */
@FunctionalInterface
public interface Operator<S extends Step> {
    /**
     * What the operator gives, output by output; missing ones at the end are ones that cannot be had.
     *
     * @throws IllegalArgumentException if only the image size does not fit
     * @throws org.duress.DuressException if the core cannot do this at all
     */
    List<? extends Operand> lower(S step);

    /** An operator with one output. */
    static <S extends Step> Operator<S> single(Function<S, ? extends Operand> lower) {
        return step -> List.of(lower.apply(step));
    }
}
