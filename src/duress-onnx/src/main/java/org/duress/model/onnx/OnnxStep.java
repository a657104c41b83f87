package org.duress.model.onnx;

import org.duress.model.lowering.graph.Constant;
import org.duress.model.lowering.graph.Step;

/** An ONNX operator while it is lowered: what it reads, and its attributes. */
final class OnnxStep extends Step {
    private final OnnxNode node;

    OnnxStep(OnnxNode node, Context context) {
        super(context);
        this.node = node;
    }

    OnnxNode node() {
        return node;
    }

    int opset() {
        return node.opset();
    }

    /** Numbers that are an attribute in older operator sets and an input in newer ones. */
    int[] ints(int input, String attribute, int... otherwise) {
        return optionalConstant(input, "its " + attribute)
                .map(Constant::ints)
                .orElseGet(() -> node.integers(attribute, otherwise));
    }
}
