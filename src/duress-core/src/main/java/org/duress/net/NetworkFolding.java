package org.duress.net;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rewrites a network for inference: batch norm into the convolution before it, concatenation into the one after it. */
final class NetworkFolding {
    private final Graph graph;
    private final Map<String, Integer> channels;
    private final Map<String, Integer> readers;
    private final Map<String, float[]> values;
    private final Map<String, Graph.Node> kept = new LinkedHashMap<>();
    private final Map<String, String> renamed = new HashMap<>();

    private NetworkFolding(Network network) {
        graph = network.graph();
        channels = graph.channels();
        readers = graph.readers();
        values = network.values();
    }

    static Network fold(Network network) {
        return new NetworkFolding(network).folded();
    }

    private Network folded() {
        Map<String, Graph.Node> concats = new HashMap<>();
        for (Graph.Node node : graph.nodes()) {
            List<String> inputs = node.inputs().stream()
                    .map(name -> renamed.getOrDefault(name, name))
                    .toList();
            Graph.Node next = new Graph.Node(node.name(), node.op(), inputs);
            boolean last = node.name().equals(graph.output());
            Graph.Node source = kept.get(inputs.get(0));
            if (node.op() instanceof Op.BatchNorm norm
                    && source != null
                    && Network.isConvolution(source.op())
                    && readers.getOrDefault(node.inputs().get(0), 0) == 1
                    && !last) {
                kept.put(source.name(), scaled(source, node, norm));
                renamed.put(node.name(), source.name());
            } else if (node.op() instanceof Op.Conv2d && inputs.stream().anyMatch(concats::containsKey)) {
                kept.put(node.name(), split(next, concats));
            } else {
                if (node.op() instanceof Op.Concat) {
                    concats.put(node.name(), next);
                }
                kept.put(node.name(), next);
            }
        }
        return Network.of(new Graph(graph.inputChannels(), live()), values);
    }

    /** Concatenations that only convolutions read are no longer read. */
    private List<Graph.Node> live() {
        Map<String, Integer> read = new HashMap<>();
        kept.values().forEach(node -> node.inputs().forEach(input -> read.merge(input, 1, Integer::sum)));
        List<Graph.Node> live = new ArrayList<>();
        for (Graph.Node node : kept.values()) {
            boolean dead = node.op() instanceof Op.Concat
                    && !read.containsKey(node.name())
                    && !node.name().equals(graph.output());
            if (!dead) {
                live.add(node);
            }
        }
        return live;
    }

    private Graph.Node scaled(Graph.Node conv, Graph.Node node, Op.BatchNorm norm) {
        float[] gamma = take(Network.gamma(node));
        float[] beta = take(Network.beta(node));
        float[] mean = take(Network.mean(node));
        float[] variance = take(Network.variance(node));
        float[] given = values.get(Network.bias(conv));
        float[] bias = given == null ? new float[gamma.length] : given.clone();
        double[] scale = new double[gamma.length];
        for (int c = 0; c < scale.length; c++) {
            scale[c] = gamma[c] / Math.sqrt(variance[c] + norm.epsilon());
            bias[c] = (float) (beta[c] + scale[c] * (bias[c] - mean[c]));
        }
        values.put(Network.bias(conv), bias);
        for (int i = 0; i < conv.inputs().size(); i++) {
            float[] weights = take(Network.weight(conv, i));
            // The output channel is the last axis of the weights, but the last but one of a transposed convolution's.
            int run = conv.op() instanceof Op.TransposedConv2d
                    ? channels(conv.inputs().get(0))
                    : 1;
            float[] to = new float[weights.length];
            for (int k = 0; k < to.length; k++) {
                to[k] = (float) (weights[k] * scale[k / run % scale.length]);
            }
            values.put(Network.weight(conv, i), to);
        }
        Op op = conv.op();
        if (op instanceof Op.Conv2d c) {
            op = new Op.Conv2d(c.channels(), c.window(), true);
        } else if (op instanceof Op.DepthwiseConv2d c) {
            op = new Op.DepthwiseConv2d(c.multiplier(), c.window(), true);
        } else if (op instanceof Op.TransposedConv2d c) {
            op = new Op.TransposedConv2d(c.channels(), c.window(), c.outputPadding(), true);
        }
        return new Graph.Node(conv.name(), op, conv.inputs());
    }

    /** A convolution that reads the parts of a concatenation in its place. */
    private Graph.Node split(Graph.Node conv, Map<String, Graph.Node> concats) {
        List<String> inputs = new ArrayList<>();
        List<float[]> weights = new ArrayList<>();
        for (int i = 0; i < conv.inputs().size(); i++) {
            String input = conv.inputs().get(i);
            float[] all = take(Network.weight(conv, i));
            Graph.@Nullable Node concat = concats.get(input);
            if (concat == null) {
                inputs.add(input);
                weights.add(all);
                continue;
            }
            int in = channels(input);
            int out = ((Op.Conv2d) conv.op()).channels();
            int from = 0;
            for (String part : concat.inputs()) {
                int own = channels(part);
                float[] some = new float[all.length / in * own];
                for (int k = 0; k < all.length / (in * out); k++) {
                    System.arraycopy(all, (k * in + from) * out, some, k * own * out, own * out);
                }
                inputs.add(part);
                weights.add(some);
                from += own;
            }
        }
        Graph.Node split = new Graph.Node(conv.name(), conv.op(), inputs);
        for (int i = 0; i < weights.size(); i++) {
            values.put(Network.weight(split, i), weights.get(i));
        }
        return split;
    }

    private int channels(String node) {
        return channels.getOrDefault(node, 0);
    }

    private float[] take(String name) {
        float[] taken = values.remove(name);
        if (taken == null) {
            throw new IllegalArgumentException("no parameter '" + name + "'");
        }
        return taken;
    }
}
