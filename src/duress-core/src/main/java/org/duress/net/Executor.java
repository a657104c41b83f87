package org.duress.net;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs a network forward and pulls gradients back, for one batch size and one image size, in arrays that are allocated
 * once. Tensors cross its border as row-major {@code float32 [batch, height, width, channels]} arrays.
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
    private final Tensor input;
    private final Tensor output;
    private final List<Step> steps = new ArrayList<>();
    private final @Nullable Parameters gradients;
    private Statistics statistics = Statistics.POPULATION;
    private double statisticsMomentum = DEFAULT_MOMENTUM;

    /** A layer, and which of its inputs need a gradient: those that descend from weights, or all of them. */
    private record Step(Layer layer, boolean[] forWeights, boolean[] forInput) {}

    /**
     * An executor that can only pull gradients back to the input: for a network that is never trained.
     *
     * @throws IllegalArgumentException if the graph cannot take the size
     */
    public static Executor frozen(Network network, int batch, int height, int width) {
        return new Executor(network, batch, height, width, false);
    }

    /**
     * An executor that can also pull gradients back to the weights.
     *
     * @throws IllegalArgumentException if the graph cannot take the size, or has an op that only runs frozen
     */
    public static Executor trainable(Network network, int batch, int height, int width) {
        return new Executor(network, batch, height, width, true);
    }

    private Executor(Network network, int batch, int height, int width, boolean trainable) {
        this.network = network;
        Graph graph = network.graph();
        Map<String, Graph.Shape> shapes = graph.shapes(height, width);
        if (trainable) {
            requireTrainable(graph);
        }
        gradients = trainable ? new Parameters(network.weightShapes()) : null;
        Scratch scratch = new Scratch();
        Map<String, Integer> readers = graph.readers();
        Map<String, Tensor> tensors = new HashMap<>();
        Map<String, Op> producers = new HashMap<>();
        Map<String, Boolean> descendsFromWeights = new HashMap<>();
        input = Tensor.zeros(batch, height, width, graph.inputChannels());
        tensors.put(Graph.INPUT, input);
        descendsFromWeights.put(Graph.INPUT, false);
        Tensor last = input;
        for (Graph.Node node : graph.nodes()) {
            List<Tensor> inputs =
                    node.inputs().stream().map(name -> get(tensors, name)).toList();
            Graph.Shape shape = get(shapes, node.name());
            boolean inPlace = node.op() instanceof Op.LeakyRelu
                    && readers.getOrDefault(node.inputs().get(0), 0) == 1
                    && (producers.get(node.inputs().get(0)) instanceof Op.Conv2d
                            || producers.get(node.inputs().get(0)) instanceof Op.BatchNorm);
            Tensor out = inPlace
                    ? Tensor.inPlaceOf(inputs.get(0))
                    : Tensor.zeros(batch, shape.height(), shape.width(), shape.channels());
            boolean[] forWeights = new boolean[inputs.size()];
            boolean[] forInput = new boolean[inputs.size()];
            boolean descends = node.op() instanceof Op.Conv2d || node.op() instanceof Op.BatchNorm;
            for (int i = 0; i < forWeights.length; i++) {
                forWeights[i] = get(descendsFromWeights, node.inputs().get(i));
                forInput[i] = true;
                descends |= forWeights[i];
            }
            Layer layer = Layers.of(node, inputs, out, scratch, this);
            steps.add(new Step(layer, forWeights, forInput));
            tensors.put(node.name(), out);
            producers.put(node.name(), node.op());
            descendsFromWeights.put(node.name(), descends);
            last = out;
        }
        output = last;
    }

    private static void requireTrainable(Graph graph) {
        for (Graph.Node node : graph.nodes()) {
            boolean dilated =
                    node.op() instanceof Op.Conv2d conv && conv.window().isDilated();
            if (dilated || node.op() instanceof Op.DepthwiseConv2d || node.op() instanceof Op.TransposedConv2d) {
                throw new IllegalArgumentException("node '" + node.name() + "' can only run frozen: " + node.op());
            }
        }
    }

    /** Images in a batch. */
    public int batch() {
        return (int) input.shape()[0];
    }

    /** Number of floats in an input. */
    public int inputLength() {
        return (int) input.values().length();
    }

    /** Number of floats in an output. */
    public int outputLength() {
        return (int) output.values().length();
    }

    /**
     * Runs the network.
     *
     * @param values the input, {@link #inputLength()} floats
     * @param mode what batch norm normalises with; the next {@link #backward} uses the same
     * @param result receives the output, {@link #outputLength()} floats
     */
    public void forward(float[] values, Statistics mode, float[] result) {
        Transfer.write(values, input.values());
        statistics = mode;
        for (Step step : steps) {
            step.layer().forward(mode);
        }
        Transfer.read(output.values(), result);
    }

    /**
     * Pulls the gradient of a loss back through the last forward pass. May be called several times after one pass.
     *
     * @param outputGradient dL/d(output), {@link #outputLength()} floats
     * @param want what for; gradients of weights are replaced, not added to
     * @throws IllegalStateException if weights are asked of a frozen executor
     */
    public void backward(float[] outputGradient, Pullback want) {
        if (want.weights() && gradients == null) {
            throw new IllegalStateException("a frozen executor has no gradients of weights");
        }
        for (Step step : steps) {
            step.layer().inputs().forEach(tensor -> tensor.filled(false));
        }
        Transfer.write(outputGradient, output.gradient());
        for (int i = steps.size() - 1; i >= 0; i--) {
            Step step = steps.get(i);
            if (step.layer().output() != output && !step.layer().output().filled()) {
                continue; // nothing that leads to the output reads it
            }
            step.layer().backward(statistics, want.weights(), want.input() ? step.forInput() : step.forWeights());
        }
    }

    /**
     * The input's gradient after {@link #backward} with {@code INPUT} or {@code BOTH}, {@link #inputLength()} floats.
     */
    public void inputGradient(float[] result) {
        Transfer.read(input.gradient(), result);
    }

    /** The weights' gradients after {@link #backward}, flat, in the order of {@link Network#weights()}; a copy. */
    public float[] weightGradients() {
        return Transfer.read(flatGradients());
    }

    /**
     * How far one pass with batch statistics moves the population statistics: 0.1 at first. With 1/k in the k-th of n
     * passes they end as the mean over the n batches.
     */
    public void statisticsMomentum(double momentum) {
        statisticsMomentum = momentum;
    }

    double statisticsMomentum() {
        return statisticsMomentum;
    }

    Network network() {
        return network;
    }

    @Nullable
    Parameters gradients() {
        return gradients;
    }

    INDArray flatGradients() {
        if (gradients == null) {
            throw new IllegalStateException("a frozen executor has no gradients of weights");
        }
        return gradients.flat();
    }

    private static <T> T get(Map<String, T> map, String name) {
        T value = map.get(name);
        if (value == null) {
            throw new IllegalArgumentException("no node '" + name + "'");
        }
        return value;
    }
}
