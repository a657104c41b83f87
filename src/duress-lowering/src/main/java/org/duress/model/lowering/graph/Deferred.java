package org.duress.model.lowering.graph;

/** Part of something that the core has as a whole, such as the mean within a normalisation: not computed unless asked. */
public non-sealed interface Deferred extends Operand {
    /** The part itself, for an operator that needs it and not the whole. */
    Tensor forced(Step step);
}
