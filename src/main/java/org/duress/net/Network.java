package org.duress.net;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
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
        this.graph = graph;
        Map<String, long[]> weightShapes = new LinkedHashMap<>();
        Map<String, long[]> statisticShapes = new LinkedHashMap<>();
        Map<String, Graph.Shape> shapes = graph.shapes();
        for (Graph.Node node : graph.nodes()) {
            if (node.op() instanceof Op.Conv2d conv) {
                for (int i = 0; i < node.inputs().size(); i++) {
                    int in = channels(shapes, node.inputs().get(i));
                    weightShapes.put(weight(node, i), new long[] {conv.kernel(), conv.kernel(), in, conv.channels()});
                }
                if (conv.bias()) {
                    weightShapes.put(bias(node), new long[] {conv.channels()});
                }
            } else if (node.op() instanceof Op.BatchNorm) {
                long[] shape = {channels(shapes, node.name())};
                weightShapes.put(gamma(node), shape);
                weightShapes.put(beta(node), shape);
                statisticShapes.put(mean(node), shape);
                statisticShapes.put(variance(node), shape);
            }
        }
        weights = new Parameters(weightShapes);
        statistics = new Parameters(statisticShapes);
    }

    /** A fresh network: convolutions drawn with He's normal scale for the fan-in, batch norms at the identity. */
    public static Network initialised(Graph graph, long seed) {
        Network network = new Network(graph);
        Random random = new Random(seed);
        for (Graph.Node node : graph.nodes()) {
            if (node.op() instanceof Op.Conv2d conv) {
                long fanIn = 0;
                for (int i = 0; i < node.inputs().size(); i++) {
                    fanIn += network.weights.get(weight(node, i)).size(2) * conv.kernel() * conv.kernel();
                }
                double scale = Math.sqrt(2.0 / fanIn);
                for (int i = 0; i < node.inputs().size(); i++) {
                    INDArray view = network.weights.get(weight(node, i));
                    float[] values = new float[(int) view.length()];
                    for (int k = 0; k < values.length; k++) {
                        values[k] = (float) (scale * random.nextGaussian());
                    }
                    Transfer.write(values, view);
                }
            } else if (node.op() instanceof Op.BatchNorm) {
                network.weights.get(gamma(node)).assign(1);
                network.statistics.get(variance(node)).assign(1);
            }
        }
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
        Network network = new Network(graph);
        network.assign(weights, statistics);
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

    /** Replaces all values. */
    public void assign(float[] newWeights, float[] newStatistics) {
        requireLength("weights", newWeights, weights.flat());
        requireLength("statistics", newStatistics, statistics.flat());
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

    /** The same function, in inference, with each batch norm that follows a convolution folded into it. */
    public Network folded() {
        return BatchNormFolding.fold(this);
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
        Map<String, long[]> shapes = new LinkedHashMap<>();
        weights.views().forEach((name, view) -> shapes.put(name, view.shape()));
        return shapes;
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
        for (int i = 0; i < node.inputs().size(); i++) {
            names.add(weight(node, i));
        }
        return names;
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

    private static int channels(Map<String, Graph.Shape> shapes, String name) {
        Graph.Shape shape = shapes.get(name);
        if (shape == null) {
            throw new IllegalArgumentException("no node '" + name + "'");
        }
        return shape.channels();
    }

    private static void requireLength(String what, float[] values, INDArray flat) {
        if (values.length != flat.length()) {
            throw new IllegalArgumentException(
                    "the graph has " + flat.length() + " " + what + ", not " + values.length);
        }
    }
}
