package org.duress.model.onnx;

import ai.onnx.proto.OnnxMl;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.duress.model.lowering.graph.Site;
import org.duress.model.lowering.graph.Step;
import org.duress.model.lowering.graph.Walk;

/**
 * An operator of a graph.
 *
 * @param position in the file, from 0
 * @param location how messages name the file
 * @param opset version of the standard operators
 */
record OnnxNode(OnnxMl.NodeProto proto, int position, String location, int opset) implements Walk.Node<OnnxStep> {
    static final String WHAT_TO_DO =
            "export the model as TorchScript (model.format: torchscript), or without this operator";

    static final String NOT_QUANTISED = "export the model of float32 numbers that it was made from";

    String type() {
        return proto.getOpType();
    }

    /** How messages name it. */
    String describe() {
        String domain = isStandard() ? "" : proto.getDomain() + ".";
        return "operator " + position + " '" + label() + "' (" + domain + type() + ")";
    }

    private String label() {
        return !proto.getName().isEmpty() ? proto.getName() : proto.getOutputCount() > 0 ? proto.getOutput(0) : "";
    }

    boolean isStandard() {
        return proto.getDomain().isEmpty() || proto.getDomain().equals("ai.onnx");
    }

    @Override
    public Site site() {
        return new Site(location, position, describe(), type(), WHAT_TO_DO);
    }

    @Override
    public List<String> reads() {
        return proto.getInputList();
    }

    @Override
    public List<String> gives() {
        return proto.getOutputList();
    }

    @Override
    public OnnxStep step(Step.Context context) {
        if (!isStandard()) {
            throw site().refused("this operator");
        }
        return new OnnxStep(this, context);
    }

    Optional<OnnxMl.AttributeProto> attribute(String name) {
        return proto.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst();
    }

    boolean has(String name) {
        return attribute(name).isPresent();
    }

    int integer(String name, int otherwise) {
        return attribute(name).map(attribute -> clamped(attribute.getI())).orElse(otherwise);
    }

    double number(String name, double otherwise) {
        return attribute(name).map(attribute -> (double) attribute.getF()).orElse(otherwise);
    }

    int[] integers(String name, int... otherwise) {
        return attribute(name)
                .map(attribute -> attribute.getIntsList().stream()
                        .mapToInt(OnnxNode::clamped)
                        .toArray())
                .orElse(otherwise);
    }

    String text(String name, String otherwise) {
        return attribute(name)
                .map(attribute -> attribute.getS().toString(StandardCharsets.UTF_8))
                .orElse(otherwise);
    }

    private static int clamped(long value) {
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, value));
    }
}
