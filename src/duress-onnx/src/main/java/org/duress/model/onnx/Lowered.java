package org.duress.model.onnx;

import java.util.Map;
import org.duress.model.lowering.Lowering;

/**
 * A graph lowered for one image size.
 *
 * @param net the layers
 * @param tensors what each operator gives, by its ONNX name, in the order they are computed
 * @param output the model's output, its view normal
 */
record Lowered(Lowering net, Map<String, Tensor> tensors, Tensor output) {}
