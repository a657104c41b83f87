package org.duress.net.nd4j.array;

import java.util.List;
import java.util.function.Consumer;
import org.duress.net.Graph;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Where one layer works.
 *
 * @param node whose layer it is
 * @param batch images, of which every tensor holds the planes one after another
 * @param inputs outputs of earlier layers, or the network's input
 * @param values of all nodes
 * @param gradients of all weights; null in a frozen workspace
 */
public record Place(
        Graph.Node node,
        int batch,
        List<Tensor> inputs,
        Tensor output,
        Scratch scratch,
        Held values,
        @Nullable Parameters gradients) {

    /** One of the node's own weights. */
    public INDArray weight(String role) {
        return values.weights().get(node.parameter(role));
    }

    /**
     * Something made of the node's own weights, see {@link Parameters#derived}.
     *
     * @param name one of the node's
     */
    public INDArray derived(String name, long[] shape, Consumer<INDArray> make) {
        return values.weights().derived(node.parameter(name), shape, make);
    }

    /** One of the node's own statistics. */
    public INDArray statistic(String role) {
        return values.statistics().get(node.parameter(role));
    }

    /** The gradient of one of the node's own weights; null in a frozen workspace. */
    public @Nullable INDArray gradient(String role) {
        return gradients == null ? null : gradients.get(node.parameter(role));
    }
}
