package org.duress.net;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Rewrites convolution + batch norm as one convolution, for inference. */
final class BatchNormFolding {
    private BatchNormFolding() {}

    static Network fold(Network network) {
        Graph graph = network.graph();
        Map<String, Integer> readers = graph.readers();
        Map<String, Graph.Node> convs = new HashMap<>();
        Map<String, Graph.Node> normOf = new HashMap<>();
        for (Graph.Node node : graph.nodes()) {
            if (node.op() instanceof Op.Conv2d) {
                convs.put(node.name(), node);
            } else if (node.op() instanceof Op.BatchNorm) {
                String source = node.inputs().get(0);
                if (convs.containsKey(source) && readers.getOrDefault(source, 0) == 1) {
                    normOf.put(source, node);
                }
            }
        }
        Map<String, String> renamed = new HashMap<>();
        List<Graph.Node> nodes = new ArrayList<>();
        for (Graph.Node node : graph.nodes()) {
            List<String> inputs = node.inputs().stream()
                    .map(name -> renamed.getOrDefault(name, name))
                    .toList();
            if (node.op() instanceof Op.Conv2d conv && normOf.containsKey(node.name())) {
                nodes.add(new Graph.Node(
                        node.name(), new Op.Conv2d(conv.channels(), conv.kernel(), conv.stride(), true), inputs));
            } else if (node.op() instanceof Op.BatchNorm && normOf.containsValue(node)) {
                renamed.put(node.name(), node.inputs().get(0));
            } else {
                nodes.add(new Graph.Node(node.name(), node.op(), inputs));
            }
        }
        Network folded = Network.initialised(new Graph(graph.inputChannels(), nodes), 0);
        for (Graph.Node node : graph.nodes()) {
            if (node.op() instanceof Op.Conv2d conv) {
                copy(network, folded, node, conv, normOf.get(node.name()));
            } else if (node.op() instanceof Op.BatchNorm && !normOf.containsValue(node)) {
                folded.weight(Network.gamma(node)).assign(network.weight(Network.gamma(node)));
                folded.weight(Network.beta(node)).assign(network.weight(Network.beta(node)));
                folded.statistic(Network.mean(node)).assign(network.statistic(Network.mean(node)));
                folded.statistic(Network.variance(node)).assign(network.statistic(Network.variance(node)));
            }
        }
        folded.changed();
        return folded;
    }

    private static void copy(
            Network from,
            Network to,
            Graph.Node node,
            Op.Conv2d conv,
            Graph.@org.jspecify.annotations.Nullable Node norm) {
        for (String name : from.weightNames(node)) {
            to.weight(name).assign(from.weight(name));
        }
        if (norm == null) {
            if (conv.bias()) {
                to.weight(Network.bias(node)).assign(from.weight(Network.bias(node)));
            }
            return;
        }
        double epsilon = ((Op.BatchNorm) norm.op()).epsilon();
        float[] gamma = Transfer.read(from.weight(Network.gamma(norm)));
        float[] beta = Transfer.read(from.weight(Network.beta(norm)));
        float[] mean = Transfer.read(from.statistic(Network.mean(norm)));
        float[] variance = Transfer.read(from.statistic(Network.variance(norm)));
        float[] bias = conv.bias() ? Transfer.read(from.weight(Network.bias(node))) : new float[gamma.length];
        float[] scale = new float[gamma.length];
        for (int c = 0; c < scale.length; c++) {
            double s = gamma[c] / Math.sqrt(variance[c] + epsilon);
            scale[c] = (float) s;
            bias[c] = (float) (beta[c] + s * (bias[c] - mean[c]));
        }
        Transfer.write(bias, to.weight(Network.bias(node)));
        for (String name : from.weightNames(node)) {
            INDArray weight = to.weight(name);
            float[] values = Transfer.read(weight);
            for (int i = 0; i < values.length; i++) {
                values[i] *= scale[i % scale.length];
            }
            Transfer.write(values, weight);
        }
    }
}
