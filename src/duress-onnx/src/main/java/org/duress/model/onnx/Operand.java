package org.duress.model.onnx;

/** What an operator reads or gives: known numbers, something computed from the image, or a moment not yet computed. */
sealed interface Operand permits Constant, Tensor, Moments {}
