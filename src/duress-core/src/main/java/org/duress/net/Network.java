package org.duress.net;

import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A graph and its weights. Several {@link Executor}s may share one network and see its updates.
 *
 * <p>Batch normalisation keeps its population statistics (mean and variance) here too, apart from the trained weights.
 */
public final class Network {
    private final Graph graph;
    private final Shapes shapes;
    private final Engine.Memory memory;

    private Network(Graph graph, Shapes shapes) {
        this.graph = graph;
        this.shapes = shapes;
        memory = Engines.only().allocate(shapes.weights(), shapes.statistics());
    }

    /** What a graph needs, by name: known before anything is allocated. */
    private record Shapes(Map<String, long[]> weights, Map<String, long[]> statistics) {
        static Shapes of(Graph graph) {
            Shapes shapes = new Shapes(new LinkedHashMap<>(), new LinkedHashMap<>());
            graph.parameters()
                    .forEach((node, parameters) -> parameters.forEach(parameter ->
                            shapes.like(parameter).put(node.parameter(parameter.role()), parameter.shape())));
            length(shapes.weights);
            length(shapes.statistics);
            return shapes;
        }

        private Map<String, long[]> like(Op.Parameter parameter) {
            return parameter.trained() ? weights : statistics;
        }

        /** Values of all, at least one; refused if no array can have so many. */
        static int length(Map<String, long[]> shapes) {
            long length = 0;
            for (long[] shape : shapes.values()) {
                length = countable(length + length(shape));
            }
            return (int) Math.max(1, length);
        }

        static int length(long[] shape) {
            long length = 1;
            for (long size : shape) {
                length = countable(length * countable(size));
            }
            return (int) length;
        }

        private static long countable(long length) {
            if (length > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("the graph has more values than an array can hold");
            }
            return length;
        }
    }

    /** A fresh network: convolutions drawn with He's normal scale for the fan-in, batch norms at the identity. */
    public static Network initialised(Graph graph, long seed) {
        Network network = new Network(graph, Shapes.of(graph));
        Random random = new Random(seed);
        graph.parameters().forEach((node, parameters) -> {
            for (Op.Parameter parameter : parameters) {
                float[] values = new float[Shapes.length(parameter.shape())];
                for (int k = 0; k < values.length; k++) {
                    values[k] = parameter.deviation() == 0
                            ? parameter.start()
                            : (float) (parameter.deviation() * random.nextGaussian());
                }
                network.put(node.parameter(parameter.role()), values);
            }
        });
        return network;
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
        requireLength("weights", weights.length, Shapes.length(shapes.weights()));
        requireLength("statistics", statistics.length, Shapes.length(shapes.statistics()));
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
                if (given == null || given.length != Shapes.length(shape)) {
                    throw new IllegalArgumentException("'" + name + "' needs " + Shapes.length(shape) + " values, not "
                            + (given == null ? "none" : given.length));
                }
            });
        }
        if (!left.isEmpty()) {
            throw new IllegalArgumentException("there is no node for the values " + left);
        }
        Network network = new Network(graph, shapes);
        values.forEach(network::put);
        return network;
    }

    private void put(String name, float[] values) {
        (shapes.weights().containsKey(name) ? memory.weights() : memory.statistics()).write(name, values);
    }

    public Graph graph() {
        return graph;
    }

    /** All trained weights, flat; a copy. */
    public float[] weights() {
        return memory.weights().read();
    }

    /** All population statistics of batch normalisation, flat; a copy. */
    public float[] statistics() {
        return memory.statistics().read();
    }

    /** All values by name, as {@link #of(Graph, Map)} takes them; copies. */
    public Map<String, float[]> values() {
        Map<String, float[]> values = new LinkedHashMap<>();
        shapes.weights()
                .keySet()
                .forEach(name -> values.put(name, memory.weights().read(name)));
        shapes.statistics()
                .keySet()
                .forEach(name -> values.put(name, memory.statistics().read(name)));
        return values;
    }

    /** Replaces all values. */
    public void assign(float[] newWeights, float[] newStatistics) {
        requireLength("weights", newWeights.length, Shapes.length(shapes.weights()));
        requireLength("statistics", newStatistics.length, Shapes.length(shapes.statistics()));
        memory.weights().write(newWeights);
        memory.statistics().write(newStatistics);
    }

    /** Multiplies the weights and bias of one convolution by a factor. */
    public void scale(String conv, double factor) {
        for (String name : shapes.weights().keySet()) {
            if (name.startsWith(conv + ".")) {
                memory.weights().scale(name, factor);
            }
        }
    }

    /** Clips every weight to [-bound, bound], as the Wasserstein GAN does with its critic. */
    public void clip(double bound) {
        memory.weights().clip(bound);
    }

    /**
     * Divides the kernel of each convolution until its {@link SpectralNorm} as a matrix, {@code [taps * inputs,
     * channels]}, is at most a bound (Miyato et al. 2018); those within are left as they are, and so are biases.
     *
     * <p>A pixel enters as many products with a kernel as windows hold it. So a convolution lengthens the difference of
     * two inputs, in the Euclidean norm over all values, by at most the bound times the root of the windows that a
     * pixel lies in (2 with 3 x 3 taps and stride 2), and a network of nothing but convolutions, leaky ReLUs and means
     * is Lipschitz by the product.
     *
     * @param most the bound, above 0; the norm is found to a hundredth or so
     * @throws IllegalArgumentException if a node with weights is none that this is known for
     */
    public void boundSpectra(double most) {
        graph.parameters().forEach((node, parameters) -> {
            if (node.op() instanceof Op.Conv conv && conv.trainable()) {
                bound(node, conv, most);
            } else if (!parameters.isEmpty()) {
                throw new IllegalArgumentException("node '" + node.name() + "' is no convolution that can be bounded");
            }
        });
    }

    private void bound(Graph.Node node, Op.Conv conv, double most) {
        List<String> names = IntStream.range(0, node.inputs().size())
                .mapToObj(input -> node.parameter(Op.Convolution.weight(input)))
                .toList();
        // The kernels of several inputs are rows of one matrix.
        FloatBuffer kernel = FloatBuffer.allocate(names.stream()
                .mapToInt(name -> Shapes.length(Graph.get(shapes.weights(), name)))
                .sum());
        names.forEach(name -> kernel.put(memory.weights().read(name)));
        double norm = SpectralNorm.of(kernel.array(), conv.channels());
        if (norm > most) {
            names.forEach(name -> memory.weights().scale(name, most / norm));
        }
    }

    /**
     * The same function, in inference: each batch norm that follows a convolution is folded into it, and a convolution
     * of a concatenation reads its parts.
     */
    public Network folded() {
        return NetworkFolding.fold(this);
    }

    /** The same graph with the same values, of its own. */
    public Network copy() {
        return of(graph, weights(), statistics());
    }

    /** Number of trained weights. */
    public long size() {
        return Shapes.length(shapes.weights());
    }

    /** Where the values live. */
    Engine.Memory memory() {
        return memory;
    }

    private static void requireLength(String what, long given, long needed) {
        if (given != needed) {
            throw new IllegalArgumentException("the graph has " + needed + " " + what + ", not " + given);
        }
    }
}
