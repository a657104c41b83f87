package org.duress.net;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A graph and its weights. Several {@link Executor}s may share one network and see its updates.
 *
 * <p>Batch normalisation keeps its population statistics (mean and variance) here too, apart from the trained weights.
 */
public final class Network {
    private final Graph graph;
    private final Parameters weights;
    private final Parameters statistics;
    private long version;

    private Network(Graph graph) {
        this(graph, Shapes.of(graph));
    }

    private Network(Graph graph, Shapes shapes) {
        this.graph = graph;
        weights = new Parameters(shapes.weights());
        statistics = new Parameters(shapes.statistics());
    }

    /** What a graph needs, by name: known before anything is allocated. */
    private record Shapes(Map<String, long[]> weights, Map<String, long[]> statistics) {
        static Shapes of(Graph graph) {
            Map<String, Integer> channels = graph.channels();
            Map<String, long[]> weights = new LinkedHashMap<>();
            Map<String, long[]> statistics = new LinkedHashMap<>();
            for (Graph.Node node : graph.nodes()) {
                int out = channels.getOrDefault(node.name(), 0);
                for (int i = 0; i < node.inputs().size(); i++) {
                    int in = channels.getOrDefault(node.inputs().get(i), 0);
                    if (node.op() instanceof Op.Conv2d conv) {
                        kernel(weights, weight(node, i), conv.window(), in, out);
                    } else if (node.op() instanceof Op.DepthwiseConv2d conv) {
                        kernel(weights, weight(node, i), conv.window(), in, conv.multiplier());
                    } else if (node.op() instanceof Op.TransposedConv2d conv) {
                        kernel(weights, weight(node, i), conv.window(), out, in);
                    }
                }
                if (hasBias(node.op())) {
                    weights.put(bias(node), new long[] {out});
                } else if (node.op() instanceof Op.BatchNorm) {
                    long[] shape = {out};
                    weights.put(gamma(node), shape);
                    weights.put(beta(node), shape);
                    statistics.put(mean(node), shape);
                    statistics.put(variance(node), shape);
                }
            }
            return new Shapes(weights, statistics);
        }

        private static boolean hasBias(Op op) {
            return (op instanceof Op.Conv2d conv && conv.bias())
                    || (op instanceof Op.DepthwiseConv2d depthwise && depthwise.bias())
                    || (op instanceof Op.TransposedConv2d transposed && transposed.bias());
        }

        private static void kernel(Map<String, long[]> shapes, String name, Window window, int third, int fourth) {
            shapes.put(name, new long[] {window.kernel().y(), window.kernel().x(), third, fourth});
        }
    }

    /** A fresh network: convolutions drawn with He's normal scale for the fan-in, batch norms at the identity. */
    public static Network initialised(Graph graph, long seed) {
        Network network = new Network(graph);
        Random random = new Random(seed);
        for (Graph.Node node : graph.nodes()) {
            if (node.op() instanceof Op.BatchNorm) {
                network.weights.get(gamma(node)).assign(1);
                network.statistics.get(variance(node)).assign(1);
                continue;
            }
            List<String> names = network.weightNames(node);
            long fanIn = names.stream()
                    .map(network.weights::get)
                    .mapToLong(view -> view.size(0) * view.size(1) * fanIn(node.op(), view))
                    .sum();
            double scale = Math.sqrt(2.0 / Math.max(1, fanIn));
            for (String name : names) {
                INDArray view = network.weights.get(name);
                float[] values = new float[(int) view.length()];
                for (int k = 0; k < values.length; k++) {
                    values[k] = (float) (scale * random.nextGaussian());
                }
                Transfer.write(values, view);
            }
        }
        return network;
    }

    /** Input channels that one output channel of a convolution reads. */
    private static long fanIn(Op op, INDArray kernel) {
        return op instanceof Op.DepthwiseConv2d ? 1 : kernel.size(op instanceof Op.TransposedConv2d ? 3 : 2);
    }

    /**
     * A network with given values.
     *
     * @param weights as {@link #weights()} gives them
     * @param statistics as {@link #statistics()} gives them
     * @throws IllegalArgumentException if the lengths do not fit the graph
     */
    public static Network of(Graph graph, float[] weights, float[] statistics) {
        Shapes shapes = Shapes.of(graph);
        requireLength("weights", weights.length, Parameters.length(shapes.weights()));
        requireLength("statistics", statistics.length, Parameters.length(shapes.statistics()));
        Network network = new Network(graph, shapes);
        network.assign(weights, statistics);
        return network;
    }

    /**
     * A network with given values, each under its node's name and its role: {@code <node>.weight0} (and 1, 2, ... for
     * further inputs) and {@code <node>.bias} of a convolution, {@code <node>.gamma}, {@code .beta}, {@code .mean} and
     * {@code .variance} of a batch norm. Shapes are those of {@link Op}, row-major.
     *
     * @throws IllegalArgumentException if one is missing, has another length, or belongs to no node
     */
    public static Network of(Graph graph, Map<String, float[]> values) {
        Shapes shapes = Shapes.of(graph);
        Set<String> left = new LinkedHashSet<>(values.keySet());
        for (Map<String, long[]> named : List.of(shapes.weights(), shapes.statistics())) {
            named.forEach((name, shape) -> {
                float[] given = left.remove(name) ? values.get(name) : null;
                if (given == null || given.length != Parameters.length(shape)) {
                    throw new IllegalArgumentException("'" + name + "' needs " + Parameters.length(shape)
                            + " values, not " + (given == null ? "none" : given.length));
                }
            });
        }
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("there is no node for the values " + left);
        }
        Network network = new Network(graph, shapes);
        values.forEach((name, value) -> Transfer.write(
                value, shapes.weights().containsKey(name) ? network.weights.get(name) : network.statistics.get(name)));
        return network;
    }

    public Graph graph() {
        return graph;
    }

    /** All trained weights, flat; a copy. */
    public float[] weights() {
        return Transfer.read(weights.flat());
    }

    /** All population statistics of batch normalisation, flat; a copy. */
    public float[] statistics() {
        return Transfer.read(statistics.flat());
    }

    /** All values by name, as {@link #of(Graph, Map)} takes them; copies. */
    public Map<String, float[]> values() {
        Map<String, float[]> values = new LinkedHashMap<>();
        weights.views().forEach((name, view) -> values.put(name, Transfer.read(view)));
        statistics.views().forEach((name, view) -> values.put(name, Transfer.read(view)));
        return values;
    }

    /** Replaces all values. */
    public void assign(float[] newWeights, float[] newStatistics) {
        requireLength("weights", newWeights.length, Parameters.length(weights.shapes()));
        requireLength("statistics", newStatistics.length, Parameters.length(statistics.shapes()));
        Transfer.write(newWeights, weights.flat());
        Transfer.write(newStatistics, statistics.flat());
        changed();
    }

    /** Multiplies the weights and bias of one convolution by a factor. */
    public void scale(String conv, double factor) {
        for (Map.Entry<String, INDArray> entry : weights.views().entrySet()) {
            if (entry.getKey().startsWith(conv + ".")) {
                entry.getValue().muli(factor);
            }
        }
        changed();
    }

    /** Clips every weight to [-bound, bound], as the Wasserstein GAN does with its critic. */
    public void clip(double bound) {
        Transfer.clip(weights.flat(), bound);
        changed();
    }

    /**
     * The same function, in inference: each batch norm that follows a convolution is folded into it, and a convolution
     * of a concatenation reads its parts.
     */
    public Network folded() {
        return NetworkFolding.fold(this);
    }

    /** Number of trained weights. */
    public long size() {
        return weights.flat().length();
    }

    INDArray weight(String name) {
        return weights.get(name);
    }

    INDArray statistic(String name) {
        return statistics.get(name);
    }

    INDArray flatWeights() {
        return weights.flat();
    }

    Map<String, long[]> weightShapes() {
        return weights.shapes();
    }

    /** Counts changes of the weights, so that what is derived from them can be kept until then. */
    long version() {
        return version;
    }

    void changed() {
        version++;
    }

    List<String> weightNames(Graph.Node node) {
        List<String> names = new ArrayList<>();
        for (int i = 0; isConvolution(node.op()) && i < node.inputs().size(); i++) {
            names.add(weight(node, i));
        }
        return names;
    }

    /** Whether an op has weights for each input, and maybe a bias. */
    static boolean isConvolution(Op op) {
        return op instanceof Op.Conv2d || op instanceof Op.DepthwiseConv2d || op instanceof Op.TransposedConv2d;
    }

    static String weight(Graph.Node node, int input) {
        return node.name() + ".weight" + input;
    }

    static String bias(Graph.Node node) {
        return node.name() + ".bias";
    }

    static String gamma(Graph.Node node) {
        return node.name() + ".gamma";
    }

    static String beta(Graph.Node node) {
        return node.name() + ".beta";
    }

    static String mean(Graph.Node node) {
        return node.name() + ".mean";
    }

    static String variance(Graph.Node node) {
        return node.name() + ".variance";
    }

    private static void requireLength(String what, long given, long needed) {
        if (given != needed) {
            throw new IllegalArgumentException("the graph has " + needed + " " + what + ", not " + given);
        }
    }
}
