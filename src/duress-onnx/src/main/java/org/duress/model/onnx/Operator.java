package org.duress.model.onnx;

import java.util.List;
import java.util.function.Function;

/** How one type of ONNX operator is lowered. */
@FunctionalInterface
interface Operator {
    /**
     * What the operator gives, output by output; missing ones at the end are ones that cannot be had.
     *
     * @throws IllegalArgumentException if only the image size does not fit
     * @throws org.duress.DuressException if the core cannot do this at all
     */
    List<Operand> lower(Step step);

    /** An operator with one output. */
    static Operator single(Function<Step, Operand> lower) {
        return step -> List.of(lower.apply(step));
    }
}
