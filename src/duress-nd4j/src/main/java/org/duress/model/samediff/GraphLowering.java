package org.duress.model.samediff;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.SizedNetwork;
import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.graph.Constant;
import org.duress.model.lowering.graph.Lowered;
import org.duress.model.lowering.graph.Misfit;
import org.duress.model.lowering.graph.Scales;
import org.duress.model.lowering.graph.Tensor;
import org.duress.model.lowering.graph.Walk;
import org.duress.model.samediff.SameDiffGraph.Operator;
import org.duress.model.samediff.SameDiffGraph.Variable;
import org.duress.net.Network;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;

/**
 * Lowers a graph at one image size.
 *
 * @param graph the file
 * @param plan what is the image and what is the output
 * @param head what the output is
 * @param location of the file, for messages
 */
record GraphLowering(SameDiffGraph graph, Plan plan, ModelHead head, String location) implements SizedNetwork {
    @Override
    public OptionalInt axes() {
        return OptionalInt.of(plan.image().axes());
    }

    @Override
    public Network at(Grid size) {
        Lowered lowered = lowered(size);
        if (!isMap(lowered.output())) {
            throw new DuressException("'" + plan.output() + "' of file " + location
                    + " is no map of pixels that is computed from the image; set model.output to the variable that is");
        }
        try {
            return lowered.network(head);
        } catch (IllegalArgumentException e) {
            throw new DuressException("output '" + plan.output() + "' of file " + location + ": " + e.getMessage(), e);
        }
    }

    /**
     * The network, for an output of which it is not known whether it is meant.
     *
     * @throws IllegalArgumentException if this size does not fit, or the output gives no class of each pixel
     * @throws DuressException if the graph holds what Duress does not run
     */
    Network candidateAt(Grid size) {
        Lowered lowered = lowered(size);
        if (!isMap(lowered.output())) {
            throw Misfit.of("'" + plan.output() + "' is no map of pixels");
        }
        return lowered.network(head);
    }

    private boolean isMap(Tensor output) {
        return output.rank() == plan.image().axes() + 2;
    }

    private Lowered lowered(Grid size) {
        Plan.Input image = plan.image();
        image.requireSize(size);
        Map<String, Constant> constants = new LinkedHashMap<>();
        for (Variable variable : graph.variables().values()) {
            Constant value = variable.value();
            if (value != null) {
                constants.put(variable.name(), value);
            }
        }
        Lowering net = new Lowering(size, image.channels());
        Walk<SameDiffStep> walk = new Walk<>(Operators.all(), net, Scales.apart(), constants);
        ModelLayout layout = image.channelsLast() ? ModelLayout.NHWC : ModelLayout.NCHW;
        walk.give(image.placeholder(), Tensor.image(net.image(), 1, layout));
        for (Operator operator : graph.needed(plan.output())) {
            for (String name : operator.inputs()) {
                if (walk.result(name) == null) {
                    throw new DuressException(operator + " of file " + location + " reads '" + name
                            + "', which has no value; save the model after its variables were set");
                }
            }
            walk.lower(new SameDiffNode(operator, location));
        }
        return walk.lowered(plan.output(), SameDiffNode.end(plan.output(), location));
    }
}
