package org.duress.model.keras;

/** An array of a model file, row-major. */
record Tensor(int[] shape, float[] values) {}
