package org.duress.model.lowering.graph;

/**
 * An axis of a core tensor, or a factor of one.
 *
 * @param size at least 2; what has size 1 needs no atom
 * @param stride how far one step moves along the whole axis; 1 for the whole axis
 */
public record Atom(Axis axis, int size, int stride) {
    /** The outer factor of this size. */
    Atom outer(int outer) {
        return new Atom(axis, outer, stride * (size / outer));
    }

    /** What remains inside an outer factor of this size. */
    Atom inner(int outer) {
        return new Atom(axis, size / outer, stride);
    }

    boolean follows(Atom before) {
        return axis == before.axis && before.stride == stride * size;
    }
}
