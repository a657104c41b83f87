package org.duress.model.lowering.graph;

/** What an operator reads or gives: numbers that are there, or what somebody else may yet have to compute. */
public sealed interface Operand permits Array, Deferred {
    /** Number of axes. */
    int rank();
}
