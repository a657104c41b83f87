package org.duress.model.lowering.graph;

import java.util.Map;
import org.duress.model.lowering.Lowering;
import org.duress.net.Network;
import org.duress.spec.ModelHead;

/**
 * A graph lowered for one image size.
 *
 * @param net the layers
 * @param tensors what each operator gives, by the graph's names, in the order they are computed
 * @param output the model's output, its view normal
 */
public record Lowered(Lowering net, Map<String, Tensor> tensors, Tensor output) {
    /** What the output is; never AUTO. */
    public ModelHead head(ModelHead head) {
        // The softmax of a log-softmax is the softmax itself.
        ModelHead wanted = output.log() && head == ModelHead.LOGITS ? ModelHead.PROBABILITIES : head;
        return net.head(output.value(), wanted);
    }

    /**
     * The network that gives probabilities of classes.
     *
     * @throws IllegalArgumentException if the output is not what its head says
     */
    public Network network(ModelHead head) {
        return net.network(output.value(), head(head));
    }
}
