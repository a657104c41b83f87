package org.duress.net;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.duress.base.Extent;
import org.duress.base.Grid;

/**
 * A feed-forward network as data: nodes in the order they are computed. The input is named {@link #INPUT}; the last
 * node is the output.
 *
 * @param inputChannels channels of the input, at least 1
 * @param nodes each names only earlier nodes, or the input, as its inputs
 */
public record Graph(int inputChannels, List<Node> nodes) {
    public static final String INPUT = "input";

    /** Far more than any layer has, and few enough that no sum or product of a few overflows. */
    private static final int MOST_CHANNELS = 1 << 20;

    /**
     * Pixels of an image's side: far more than any image has, and few enough that products with a window's do not
     * overflow.
     */
    static final int MOST_SIDE = 1 << 15;

    /**
     * One op in a graph.
     *
     * @param name unique in the graph
     * @param op what is computed
     * @param inputs names of earlier nodes, or {@link Graph#INPUT}
     */
    public record Node(String name, Op op, List<String> inputs) {
        public Node {
            Objects.requireNonNull(name, "name of a node");
            Objects.requireNonNull(op, "op of a node");
            inputs = List.copyOf(inputs);
        }

        /** The name of a parameter of this node in a {@link Network}. */
        public String parameter(String role) {
            return name + "." + role;
        }
    }

    /** The tensor of a node for one image, without the batch. */
    public record Shape(Extent size, int channels) {
        /** Numbers in it. */
        int length() {
            return size.product() * channels;
        }

        /** "16 x 32 pixels", "8 x 16 x 32 voxels". */
        @Override
        public String toString() {
            return size + (size.z() == 1 ? " pixels" : " voxels");
        }
    }

    /**
     * What a node gives for inputs of these shapes.
     *
     * @throws IllegalArgumentException if it cannot take them
     */
    public static Shape shape(Node node, List<Shape> inputs) {
        int channels;
        Extent size;
        try {
            channels = node.op().channels(inputs.stream().map(Shape::channels).toList());
            size = node.op().size(inputs);
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("node '" + node.name() + "' gives more than can be counted", e);
        } catch (IllegalArgumentException e) {
            throw at(node, e);
        }
        if (!size.atMost(MOST_SIDE)) {
            throw new IllegalArgumentException(
                    "node '" + node.name() + "' gives an image of more than " + MOST_SIDE + " pixels a side");
        }
        if (!size.atLeast(1)) {
            throw new IllegalArgumentException("node '" + node.name() + "' leaves nothing of " + inputs.get(0));
        }
        return new Shape(size, channels);
    }

    /**
     * Checks names, input counts and channels.
     *
     * @throws IllegalArgumentException if the graph is not well formed
     */
    public Graph {
        nodes = List.copyOf(nodes);
        if (inputChannels < 1 || inputChannels > MOST_CHANNELS || nodes.isEmpty()) {
            throw new IllegalArgumentException(
                    "a graph needs one to " + MOST_CHANNELS + " input channels and at least one node");
        }
        channels(inputChannels, nodes);
    }

    /** Channels of the last node. */
    public int outputChannels() {
        return channels(output());
    }

    /** Name of the last node. */
    public String output() {
        return nodes.get(nodes.size() - 1).name();
    }

    /**
     * Channels of a node.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public int channels(String node) {
        return get(channels(inputChannels, nodes), node);
    }

    /** Channels of the input and of all nodes, by name: one pass, where {@link #channels(String)} is one each time. */
    Map<String, Integer> channels() {
        return channels(inputChannels, nodes);
    }

    /**
     * How many axes its images have to have, as far as its ops say: 3 where one makes planes of several, 2 where one
     * looks around within planes only. A network for volumes of which every kernel stays in its plane looks like one
     * for slices.
     *
     * @return empty where each pixel is answered by itself, which goes with slices and with volumes
     */
    public OptionalInt axes() {
        return nodes.stream()
                .mapToInt(node -> node.op().axes())
                .filter(axes -> axes > 0)
                .max();
    }

    /**
     * Whether an input of this size gives an output of the same size.
     *
     * @return empty if it does, else why not
     */
    public Optional<String> misfit(Grid grid) {
        try {
            Shape out = get(shapes(grid), output());
            return out.size().equals(Extent.of(grid)) ? Optional.empty() : Optional.of("the output has " + out);
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Every node's tensor, the input's too, for an input of this size.
     *
     * @throws IllegalArgumentException if a node cannot take what it gets
     */
    Map<String, Shape> shapes(Grid grid) {
        Map<String, Shape> shapes = new LinkedHashMap<>();
        shapes.put(INPUT, new Shape(Extent.of(grid), inputChannels));
        for (Node node : nodes) {
            shapes.put(
                    node.name(),
                    shape(
                            node,
                            node.inputs().stream()
                                    .map(name -> get(shapes, name))
                                    .toList()));
        }
        return Collections.unmodifiableMap(shapes);
    }

    /** The values that each node has of its own. */
    Map<Node, List<Op.Parameter>> parameters() {
        Map<String, Integer> channels = channels();
        Map<Node, List<Op.Parameter>> parameters = new LinkedHashMap<>();
        for (Node node : nodes) {
            parameters.put(
                    node,
                    node.op()
                            .parameters(node.inputs().stream()
                                    .map(name -> get(channels, name))
                                    .toList()));
        }
        return parameters;
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

    private static Map<String, Integer> channels(int inputChannels, List<Node> nodes) {
        Map<String, Integer> channels = new LinkedHashMap<>();
        channels.put(INPUT, inputChannels);
        for (Node node : nodes) {
            List<Integer> inputs = new ArrayList<>();
            for (String input : node.inputs()) {
                Integer known = channels.get(input);
                if (known == null) {
                    throw new IllegalArgumentException(
                            "node '" + node.name() + "' reads '" + input + "', which comes later or not at all");
                }
                inputs.add(known);
            }
            if (inputs.isEmpty() || channels.containsKey(node.name())) {
                throw new IllegalArgumentException("node '" + node.name() + "' has no input, or its name is taken");
            }
            int own;
            try {
                own = node.op().channels(inputs);
            } catch (ArithmeticException e) {
                own = Integer.MAX_VALUE;
            } catch (IllegalArgumentException e) {
                throw at(node, e);
            }
            if (own < 1 || own > MOST_CHANNELS) {
                throw new IllegalArgumentException(
                        "node '" + node.name() + "' gives more channels than " + MOST_CHANNELS);
            }
            channels.put(node.name(), own);
        }
        return channels;
    }

    private static IllegalArgumentException at(Node node, IllegalArgumentException problem) {
        return new IllegalArgumentException("node '" + node.name() + "' " + problem.getMessage(), problem);
    }

    static <T> T get(Map<String, T> map, String name) {
        T value = map.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no node '" + name + "'");
        }
        return value;
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
