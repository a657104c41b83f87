package org.duress.model.onnx;

/** An axis of the core's tensors {@code [batch, height, width, channels]}. */
enum Axis {
    N,
    H,
    W,
    C
}
