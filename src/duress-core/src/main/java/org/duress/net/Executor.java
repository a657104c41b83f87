package org.duress.net;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.duress.base.Grid;

/**
 * Runs a network forward and pulls gradients back, for one batch size and one image size, in arrays that are allocated
 * once. Tensors cross its border as row-major {@code float32 [batch, grid, channels]} arrays.
 *
 * <p>Not safe for several threads at once. Several executors may share a network.
 */
public final class Executor {
    /** What a pullback is wanted for. */
    public enum Pullback {
        WEIGHTS,
        INPUT,
        BOTH;

        boolean weights() {
            return this != INPUT;
        }

        boolean input() {
            return this != WEIGHTS;
        }
    }

    private static final double DEFAULT_MOMENTUM = 0.1;

    private final Network network;
    private final Engine.Workspace workspace;
    private final boolean trainable;
    private final int batch;
    private final int inputLength;
    private final int outputLength;
    private final List<Step> steps = new ArrayList<>();
    private Statistics statistics = Statistics.POPULATION;

    /** A layer, and which of its inputs need a gradient: those that descend from weights, or all of them. */
    private record Step(Engine.Layer layer, boolean[] forWeights, boolean[] forInput) {}

    /**
     * An executor that can only pull gradients back to the input: for a network that is never trained.
     *
     * @throws IllegalArgumentException if the graph cannot take the size
     */
    public static Executor frozen(Network network, int batch, Grid grid) {
        return new Executor(network, batch, grid, false);
    }

    /**
     * An executor that can also pull gradients back to the weights.
     *
     * @throws IllegalArgumentException if the graph cannot take the size, or has an op that only runs frozen
     */
    public static Executor trainable(Network network, int batch, Grid grid) {
        return new Executor(network, batch, grid, true);
    }

    private Executor(Network network, int batch, Grid grid, boolean trainable) {
        this.network = network;
        this.trainable = trainable;
        this.batch = batch;
        Graph graph = network.graph();
        Map<String, Graph.Shape> shapes = graph.shapes(grid);
        if (trainable) {
            requireTrainable(graph);
        }
        Graph.Shape input = Graph.get(shapes, Graph.INPUT);
        workspace = network.memory().workspace(batch, input, trainable);
        workspace.statisticsMomentum(DEFAULT_MOMENTUM);
        inputLength = batch * input.length();
        outputLength = batch * Graph.get(shapes, graph.output()).length();
        Map<String, Integer> readers = graph.readers();
        Map<String, Op> producers = new HashMap<>();
        Set<String> descendsFromWeights = new HashSet<>();
        graph.parameters().forEach((node, parameters) -> {
            String first = node.inputs().get(0);
            Op producer = producers.get(first);
            boolean inPlace = node.op().inPlace()
                    && readers.getOrDefault(first, 0) == 1
                    && producer != null
                    && producer.overwritable();
            boolean[] forWeights = new boolean[node.inputs().size()];
            boolean[] forInput = new boolean[forWeights.length];
            boolean descends = parameters.stream().anyMatch(Op.Parameter::trained);
            for (int i = 0; i < forWeights.length; i++) {
                forWeights[i] = descendsFromWeights.contains(node.inputs().get(i));
                forInput[i] = true;
                descends |= forWeights[i];
            }
            Engine.Layer layer = workspace.add(node, Graph.get(shapes, node.name()), inPlace);
            steps.add(new Step(layer, forWeights, forInput));
            producers.put(node.name(), node.op());
            if (descends) {
                descendsFromWeights.add(node.name());
            }
        });
    }

    private static void requireTrainable(Graph graph) {
        for (Graph.Node node : graph.nodes()) {
            if (!node.op().trainable()) {
                throw new IllegalArgumentException("node '" + node.name() + "' can only run frozen: " + node.op());
            }
        }
    }

    /** Images in a batch. */
    public int batch() {
        return batch;
    }

    /** Number of floats in an input. */
    public int inputLength() {
        return inputLength;
    }

    /** Number of floats in an output. */
    public int outputLength() {
        return outputLength;
    }

    /**
     * Runs the network.
     *
     * @param values the input, {@link #inputLength()} floats
     * @param mode what batch norm normalises with; the next {@link #backward} uses the same
     * @param result receives the output, {@link #outputLength()} floats
     */
    public void forward(float[] values, Statistics mode, float[] result) {
        workspace.writeInput(values);
        statistics = mode;
        for (Step step : steps) {
            step.layer().forward(mode);
        }
        workspace.readOutput(result);
    }

    /**
     * Pulls the gradient of a loss back through the last forward pass. May be called several times after one pass.
     *
     * @param outputGradient dL/d(output), {@link #outputLength()} floats
     * @param want what for; gradients of weights are replaced, not added to
     * @throws IllegalStateException if weights are asked of a frozen executor
     */
    public void backward(float[] outputGradient, Pullback want) {
        if (want.weights()) {
            requireTrainable();
        }
        workspace.writeOutputGradient(outputGradient);
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            // Where not, nothing that leads to the output reads it.
            if (step.layer().reached()) {
                step.layer().backward(statistics, want.weights(), want.input() ? step.forInput() : step.forWeights());
            }
        }
    }

    /**
     * The input's gradient after {@link #backward} with {@code INPUT} or {@code BOTH}, {@link #inputLength()} floats.
     */
    public void inputGradient(float[] result) {
        workspace.readInputGradient(result);
    }

    /** The weights' gradients after {@link #backward}, flat, in the order of {@link Network#weights()}; a copy. */
    public float[] weightGradients() {
        return trainedWorkspace().weightGradients();
    }

    /**
     * How far one pass with batch statistics moves the population statistics: 0.1 at first. With 1/k in the k-th of n
     * passes they end as the mean over the n batches.
     */
    public void statisticsMomentum(double momentum) {
        workspace.statisticsMomentum(momentum);
    }

    Network network() {
        return network;
    }

    /** The workspace, which has gradients of weights. */
    Engine.Workspace trainedWorkspace() {
        requireTrainable();
        return workspace;
    }

    private void requireTrainable() {
        if (!trainable) {
            throw new IllegalStateException("a frozen executor has no gradients of weights");
        }
    }
}
