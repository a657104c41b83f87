package org.duress.net;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rewrites a network for inference: batch norm into the convolution before it, concatenation into the one after it. */
final class NetworkFolding {
    private final Graph graph;
    private final Map<String, Integer> channels;
    private final Map<String, Integer> readers;
    private final Map<Graph.Node, List<Op.Parameter>> parameters;
    private final Map<String, float[]> values;
    private final Map<String, Graph.Node> kept = new LinkedHashMap<>();
    private final Map<String, String> renamed = new HashMap<>();

    private NetworkFolding(Network network) {
        graph = network.graph();
        channels = graph.channels();
        readers = graph.readers();
        parameters = graph.parameters();
        values = network.values();
    }

    static Network fold(Network network) {
        return UpsampledConvolutions.rewrite(new NetworkFolding(network).folded());
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
            Optional<Op.Affine> affine = node.op().affine(role -> value(node.parameter(role)));
            if (affine.isPresent()
                    && source != null
                    && source.op() instanceof Op.Convolution conv
                    && readers.getOrDefault(node.inputs().get(0), 0) == 1
                    && !last) {
                kept.put(source.name(), scaled(source, conv, affine.get()));
                parameters
                        .getOrDefault(node, List.of())
                        .forEach(parameter -> values.remove(node.parameter(parameter.role())));
                renamed.put(node.name(), source.name());
            } else if (node.op() instanceof Op.Conv conv && inputs.stream().anyMatch(concats::containsKey)) {
                kept.put(node.name(), split(next, conv, concats));
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

    private Graph.Node scaled(Graph.Node node, Op.Convolution conv, Op.Affine affine) {
        int channels = affine.scale().length;
        float[] given = values.get(node.parameter(Op.Convolution.BIAS));
        float[] bias = given == null ? new float[channels] : given.clone();
        for (int c = 0; c < channels; c++) {
            bias[c] = affine.apply(c, bias[c]);
        }
        values.put(node.parameter(Op.Convolution.BIAS), bias);
        for (int i = 0; i < node.inputs().size(); i++) {
            String name = node.parameter(Op.Convolution.weight(i));
            float[] weights = value(name);
            int run = conv.run(channels(node.inputs().get(i)));
            float[] to = new float[weights.length];
            for (int k = 0; k < to.length; k++) {
                to[k] = (float) (weights[k] * affine.scale()[k / run % channels]);
            }
            values.put(name, to);
        }
        return new Graph.Node(node.name(), conv.withBias(), node.inputs());
    }

    /** A convolution that reads the parts of a concatenation in its place. */
    private Graph.Node split(Graph.Node node, Op.Conv conv, Map<String, Graph.Node> concats) {
        List<String> inputs = new ArrayList<>();
        List<float[]> kernels = new ArrayList<>();
        for (int i = 0; i < node.inputs().size(); i++) {
            String input = node.inputs().get(i);
            float[] kernel = value(node.parameter(Op.Convolution.weight(i)));
            Graph.@Nullable Node concat = concats.get(input);
            int from = 0;
            for (String part : concat == null ? List.of(input) : concat.inputs()) {
                inputs.add(part);
                kernels.add(conv.part(kernel, channels(input), from, channels(part)));
                from += channels(part);
            }
        }
        for (int i = 0; i < kernels.size(); i++) {
            values.put(node.parameter(Op.Convolution.weight(i)), kernels.get(i));
        }
        return new Graph.Node(node.name(), conv, inputs);
    }

    private int channels(String node) {
        return channels.getOrDefault(node, 0);
    }

    private float[] value(String name) {
        return Graph.get(values, name);
    }
}
