package org.duress.model.lowering;

/** A group of layers that {@link Lowering} writes, all of them into one {@link Draft}. */
interface Part {
    /** What is under construction. */
    Draft draft();
}
