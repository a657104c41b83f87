package org.duress.model.samediff;

import java.util.List;
import org.duress.model.lowering.graph.Site;
import org.duress.model.lowering.graph.Step;
import org.duress.model.lowering.graph.Walk;
import org.duress.model.samediff.SameDiffGraph.Operator;

/**
 * An operator at its place.
 *
 * @param location of the file, for messages
 */
record SameDiffNode(Operator operator, String location) implements Walk.Node<SameDiffStep> {
    private static final String INSTEAD = "export the model as ONNX or TorchScript (model.format: onnx or torchscript),"
            + " or attack a substitute of it";

    /** The end of a graph. */
    static Site end(String output, String location) {
        return new Site(
                location, Integer.MAX_VALUE, "operator that gives the output '" + output + "'", "output", INSTEAD);
    }

    @Override
    public Site site() {
        return new Site(location, operator.position(), operator.toString(), operator.type(), INSTEAD);
    }

    @Override
    public List<String> reads() {
        return operator.inputs();
    }

    @Override
    public List<String> gives() {
        return operator.outputs();
    }

    @Override
    public SameDiffStep step(Step.Context context) {
        return new SameDiffStep(operator, context);
    }
}
