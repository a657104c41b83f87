package org.duress.model.torchscript;

import ai.djl.pytorch.engine.PtNDArray;
import org.duress.model.ChosenOutput;

/**
 * What a module answered.
 *
 * @param values {@code [batch, grid, channels]}, floating, with the graph that leads to the image
 * @param output which of its outputs they are
 */
record TorchAnswer(PtNDArray values, ChosenOutput output) {}
