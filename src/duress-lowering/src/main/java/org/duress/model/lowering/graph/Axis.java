package org.duress.model.lowering.graph;

/** An axis of the core's tensors {@code [batch, height, width, channels]}. */
public enum Axis {
    N,
    H,
    W,
    C
}
