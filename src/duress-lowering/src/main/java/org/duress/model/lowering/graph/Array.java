package org.duress.model.lowering.graph;

/** A tensor of known shape: known numbers, or a view of what is computed from the image. */
public sealed interface Array extends Operand permits Constant, Tensor {
    /** Sizes by axis; do not rely on it being a copy, do not change it. */
    int[] shape();

    /**
     * The same elements in the same order with another shape of as many.
     *
     * @throws IllegalArgumentException if that cannot be
     */
    Array reshaped(int... shape);

    /** Another order of the axes: axis d of the result is axis {@code order[d]} of this. */
    Array transposed(int... order);
}
