package org.duress.net;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A feed-forward network as data: nodes in the order they are computed. The input is named {@link #INPUT}; the last
 * node is the output.
 *
 * @param inputChannels channels of the input, at least 1
 * @param nodes each names only earlier nodes, or the input, as its inputs
 */
public record Graph(int inputChannels, List<Node> nodes) {
    public static final String INPUT = "input";

    /**
     * One op in a graph.
     *
     * @param name unique in the graph
     * @param op what is computed
     * @param inputs names of earlier nodes, or {@link Graph#INPUT}
     */
    public record Node(String name, Op op, List<String> inputs) {
        public Node {
            inputs = List.copyOf(inputs);
        }
    }

    /** Channels and spatial scale of a node's output; {@code down / up} input pixels per output pixel and axis. */
    record Shape(int channels, int down, int up, boolean spatial) {}

    /**
     * Checks names, input counts and channels.
     *
     * @throws IllegalArgumentException if the graph is not well formed
     */
    public Graph {
        nodes = List.copyOf(nodes);
        if (inputChannels < 1 || nodes.isEmpty()) {
            throw new IllegalArgumentException("a graph needs at least one input channel and one node");
        }
        shapes(inputChannels, nodes);
    }

    /** Channels of the last node. */
    public int outputChannels() {
        return Objects.requireNonNull(shapes().get(nodes.get(nodes.size() - 1).name()))
                .channels();
    }

    /** Height and width of an input must be a multiple of this. */
    public int sizeMultiple() {
        return shapes().values().stream().mapToInt(Shape::down).max().orElse(1);
    }

    Map<String, Shape> shapes() {
        return shapes(inputChannels, nodes);
    }

    /** How many nodes read each node's output. */
    Map<String, Integer> readers() {
        Map<String, Integer> readers = new HashMap<>();
        for (Node node : nodes) {
            for (String input : node.inputs()) {
                readers.merge(input, 1, Integer::sum);
            }
        }
        return readers;
    }

    private static Map<String, Shape> shapes(int inputChannels, List<Node> nodes) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put(INPUT, new Shape(inputChannels, 1, 1, true));
        for (Node node : nodes) {
            List<Shape> inputs = new ArrayList<>();
            for (String input : node.inputs()) {
                Shape shape = shapes.get(input);
                if (shape == null) {
                    throw new IllegalArgumentException(
                            "node '" + node.name() + "' reads '" + input + "', which comes later or not at all");
                }
                inputs.add(shape);
            }
            if (inputs.isEmpty() || shapes.containsKey(node.name())) {
                throw new IllegalArgumentException("node '" + node.name() + "' has no input, or its name is taken");
            }
            shapes.put(node.name(), shape(node, inputs));
        }
        return Collections.unmodifiableMap(shapes);
    }

    private static Shape shape(Node node, List<Shape> inputs) {
        Shape first = inputs.get(0);
        int sum = inputs.stream().mapToInt(Shape::channels).sum();
        for (Shape other : inputs) {
            if (other.down() * first.up() != first.down() * other.up() || other.spatial() != first.spatial()) {
                throw new IllegalArgumentException("the inputs of node '" + node.name() + "' differ in size");
            }
        }
        Op op = node.op();
        if (op instanceof Op.Conv2d conv) {
            if (conv.channels() < 1
                    || conv.kernel() % 2 == 0
                    || conv.kernel() < 1
                    || conv.stride() < 1
                    || conv.stride() > 2) {
                throw new IllegalArgumentException(
                        "node '" + node.name() + "' needs channels, an odd kernel and stride 1 or 2: " + conv);
            }
            return scaled(first, conv.stride(), 1, conv.channels());
        }
        if (op instanceof Op.Concat) {
            return scaled(first, 1, 1, sum);
        }
        if (op instanceof Op.Add || op instanceof Op.Multiply) {
            if (inputs.size() < 2
                    || (op instanceof Op.Multiply && inputs.size() > 2)
                    || sum != first.channels() * inputs.size()) {
                throw new IllegalArgumentException(
                        "the inputs of node '" + node.name() + "' must be tensors of one shape, two or (for add) more");
            }
            return first;
        }
        if (inputs.size() > 1) {
            throw new IllegalArgumentException("node '" + node.name() + "' takes one input, not " + inputs.size());
        }
        if (op instanceof Op.MaxPool pool) {
            return scaled(first, pool.size(), 1, sum);
        }
        if (op instanceof Op.Upsample upsample) {
            return scaled(first, 1, upsample.factor(), sum);
        }
        if (op instanceof Op.SpatialMean) {
            return new Shape(sum, 1, 1, false);
        }
        return first;
    }

    private static Shape scaled(Shape in, int down, int up, int channels) {
        int d = in.down() * down;
        int u = in.up() * up;
        while (d % 2 == 0 && u % 2 == 0) {
            d /= 2;
            u /= 2;
        }
        return new Shape(channels, d, u, in.spatial());
    }

    /** Builds a graph node by node; each call returns the new node's name. */
    public static final class Builder {
        private final int inputChannels;
        private final List<Node> nodes = new ArrayList<>();

        public Builder(int inputChannels) {
            this.inputChannels = inputChannels;
        }

        /** Adds a node. */
        public String add(String name, Op op, String... inputs) {
            nodes.add(new Node(name, op, List.of(inputs)));
            return name;
        }

        /** The graph; its last node is the output. */
        public Graph build() {
            return new Graph(inputChannels, nodes);
        }
    }
}
