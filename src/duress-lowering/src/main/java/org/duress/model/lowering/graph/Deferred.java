package org.duress.model.lowering.graph;

/** Part of what the core has as a whole, such as the mean within a normalisation: computed only where asked for. */
public non-sealed interface Deferred extends Operand {
    /** The part itself, for an operator that needs it and not the whole. */
    Tensor forced(Step step);
}
