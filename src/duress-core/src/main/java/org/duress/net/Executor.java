package org.duress.net;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.duress.base.Grid;

/**
 * Runs a network forward and pulls gradients back, for one batch size and one image size, in arrays that are allocated
 * once. Tensors cross its border as row-major {@code float32 [batch, grid, channels]} arrays.
 *
 * <p>Where nothing is trained and nothing is measured of a batch, its images have nothing to do with each other: they
 * go through the network in parts, beside each other, and what lies between two layers stays near the processor.
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
    private final boolean trainable;
    private final int batch;
    private final int inputLength;
    private final int outputLength;
    private final List<Part> parts = new ArrayList<>();
    private Statistics statistics = Statistics.POPULATION;

    /** A layer, and which of its inputs need a gradient: those that descend from weights, or all of them. */
    private record Step(Engine.Layer layer, boolean[] forWeights, boolean[] forInput) {}

    /**
     * Images of the batch that go through the network together.
     *
     * @param first of them
     */
    private record Part(int first, Engine.Workspace workspace, List<Step> steps) {}

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
        inputLength = batch * input.length();
        outputLength = batch * Graph.get(shapes, graph.output()).length();
        int together = trainable || measures(graph) ? batch : network.memory().together(batch, input);
        for (int first = 0; first < batch; first += together) {
            Engine.Workspace workspace =
                    network.memory().workspace(Math.min(together, batch - first), input, trainable);
            workspace.statisticsMomentum(DEFAULT_MOMENTUM);
            parts.add(new Part(first, workspace, steps(graph, shapes, workspace)));
        }
    }

    /** Whether a batch has statistics. */
    private static boolean measures(Graph graph) {
        return graph.parameters().values().stream().flatMap(List::stream).anyMatch(parameter -> !parameter.trained());
    }

    private static List<Step> steps(Graph graph, Map<String, Graph.Shape> shapes, Engine.Workspace workspace) {
        List<Step> steps = new ArrayList<>();
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
        return steps;
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
        statistics = mode;
        each(part -> {
            part.workspace().writeInput(values, part.first() * (inputLength / batch));
            for (Step step : part.steps()) {
                step.layer().forward(mode);
            }
            part.workspace().readOutput(result, part.first() * (outputLength / batch));
        });
    }

    private void each(Consumer<Part> work) {
        Engines.only().sideBySide(parts.size(), k -> work.accept(parts.get(k)));
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
        each(part -> {
            part.workspace().writeOutputGradient(outputGradient, part.first() * (outputLength / batch));
            for (int i = part.steps().size() - 1; i >= 0; i--) {
                Step step = part.steps().get(i);
                // Where not, nothing that leads to the output reads it.
                if (step.layer().reached()) {
                    step.layer()
                            .backward(statistics, want.weights(), want.input() ? step.forInput() : step.forWeights());
                }
            }
        });
    }

    /**
     * The input's gradient after {@link #backward} with {@code INPUT} or {@code BOTH}, {@link #inputLength()} floats.
     */
    public void inputGradient(float[] result) {
        parts.forEach(part -> part.workspace().readInputGradient(result, part.first() * (inputLength / batch)));
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
        parts.forEach(part -> part.workspace().statisticsMomentum(momentum));
    }

    Network network() {
        return network;
    }

    /** The workspace, which has gradients of weights. */
    Engine.Workspace trainedWorkspace() {
        requireTrainable();
        return parts.get(0).workspace();
    }

    private void requireTrainable() {
        if (!trainable) {
            throw new IllegalStateException("a frozen executor has no gradients of weights");
        }
    }
}
