package org.duress.model.torchscript;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.List;

/**
 * What a module answered.
 *
 * @param values {@code [batch, height, width, channels]}, floating, with the graph that leads to the image
 * @param name of the output that they are
 * @param outputs names of all that it gave
 */
record TorchAnswer(PtNDArray values, String name, List<String> outputs) {}
