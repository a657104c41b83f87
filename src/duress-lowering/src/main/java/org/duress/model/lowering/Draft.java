package org.duress.model.lowering;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.duress.base.Grid;
import org.duress.net.Graph;
import org.duress.net.Network;
import org.duress.net.Op;

/** Nodes and weights of a network under construction, within {@link Limits}. */
final class Draft {
    private final int inputChannels;
    private final int axes;
    private final Limits limits;
    private final List<Graph.Node> nodes = new ArrayList<>();
    private final Map<String, float[]> weights = new LinkedHashMap<>();
    private final Map<String, Made> made = new HashMap<>();

    private record Made(Op op, List<Value> inputs) {}

    Draft(Grid images, int inputChannels) {
        this.inputChannels = inputChannels;
        axes = images.rank();
        limits = new Limits(images);
    }

    /** Adds a node. */
    Value add(String name, Op op, Value... inputs) {
        List<Value> of = List.of(inputs);
        Graph.Node node = new Graph.Node(name, op, of.stream().map(Value::node).toList());
        Graph.Shape shape = Graph.shape(
                node,
                of.stream()
                        .map(value -> new Graph.Shape(value.extent(), value.channels()))
                        .toList());
        Value value = new Value(name, axes, shape.size(), shape.channels());
        limits.require(value, op, of, nodes.size());
        nodes.add(node);
        made.put(name, new Made(op, of));
        return value;
    }

    /** Gives a node its numbers, by their role in {@link Network#of(Graph, Map)}. */
    void put(Value node, String role, float[] numbers) {
        weights.put(node.node() + "." + role, numbers);
    }

    /** Refuses weights that are made up, where there are too many of them. */
    void requireMade(String name, int count) {
        limits.requireMade(name, count);
    }

    /** Whether a value is what an op of this kind gives. */
    boolean isOf(Value value, Class<? extends Op> kind) {
        Made maker = made.get(value.node());
        return maker != null && kind.isInstance(maker.op());
    }

    /** What the op that gives a value was applied to. */
    Value before(Value value) {
        return Objects.requireNonNull(made.get(value.node())).inputs().get(0);
    }

    /** The network that gives a value; what does not lead to it is left out. */
    Network upTo(Value value) {
        Set<String> needed = new HashSet<>(Set.of(value.node()));
        List<Graph.Node> kept = new ArrayList<>();
        for (int i = nodes.size() - 1; i >= 0; i--) {
            if (needed.contains(nodes.get(i).name())) {
                kept.add(nodes.get(i));
                needed.addAll(nodes.get(i).inputs());
            }
        }
        Collections.reverse(kept);
        Map<String, float[]> theirs = new LinkedHashMap<>(weights);
        theirs.keySet().removeIf(key -> !needed.contains(key.substring(0, key.lastIndexOf('.'))));
        return Network.of(new Graph(inputChannels, kept), theirs);
    }
}
