package org.duress.model.onnx;

import ai.onnx.proto.OnnxMl;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.lowering.graph.Lowered;
import org.duress.model.lowering.graph.Tensor;
import org.duress.net.Executor;
import org.duress.net.Graph;
import org.duress.net.Network;
import org.duress.net.Statistics;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;

/**
 * Compares a lowered model with ONNX Runtime on two random images, before anything is judged with it: whatever was
 * misread in a graph shows here.
 */
final class Comparison {
    /** Largest difference that is rounding, as a share of the largest value. */
    static final double TOLERANCE = 1e-4;

    /** Share of the pixels that rounding within a model may give another class: the gate judges without it. */
    static final double MOST_OTHER = 0.02;

    private static final int IMAGES = 2;
    private static final int WAVES = 4;
    private static final long SEED = 1404;

    private final OnnxModel model;
    private final Lowered lowered;
    private final Grid size;

    Comparison(OnnxModel model, Lowered lowered, Grid size) {
        this.model = model;
        this.lowered = lowered;
        this.size = size;
    }

    /** One batch as the model takes it: all of its fixed batch, or one image. */
    private record Probe(float[] pixels, float[] input) {}

    /**
     * Demands agreement.
     *
     * @param network what the gate will run, folded
     * @param head what the output is; not AUTO
     * @throws DuressException if the two differ; the message says from which operator on
     */
    void demand(Network network, ModelHead head) {
        Tensor output = lowered.output();
        Network raw = lowered.net().upTo(output.value()).folded();
        try (OnnxRuntime runtime = new OnnxRuntime(model, List.of())) {
            for (int i = 0; i < probes(); i++) {
                Probe probe = probe(i);
                float[] theirs = reference(runtime, probe);
                float[] ours = run(raw, probe);
                double off = theirs.length == ours.length ? relative(ours, theirs) : Double.NaN;
                if (!(off <= TOLERANCE)) {
                    throw parted(probe, off);
                }
                double wrong = Head.difference(
                        run(network, probe),
                        theirs,
                        output.value().channels(),
                        network.graph().outputChannels(),
                        head);
                if (!(wrong <= TOLERANCE)) {
                    throw new DuressException("file " + model.location() + ": the probabilities made from its output '"
                            + model.output() + "' are off by " + wrong
                            + " from what model.head says, although the output is right;"
                            + " set model.head to what the output is, or report this as a defect of Duress");
                }
            }
        }
    }

    /**
     * How far what a file computes is from the network that is judged for it.
     *
     * @param classes share of the pixels, over the random images, that have another class
     * @param probability largest difference of two probabilities
     */
    record Distance(double classes, double probability) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "in random images %.2g %% of the pixels have another class in the file's own arithmetic, and"
                            + " probabilities differ by up to %.2g",
                    100 * classes,
                    probability);
        }
    }

    /**
     * Demands that a file which rounds computes nearly what the network does.
     *
     * @param original the file's own graph
     * @param network what the gate will run, folded
     * @param head what the output is; not AUTO
     * @throws DuressException if too many pixels have another class
     */
    Distance demandNear(OnnxMl.ModelProto original, Network network, ModelHead head) {
        int channels = lowered.output().value().channels();
        int classes = network.graph().outputChannels();
        double other = 0;
        double farthest = 0;
        try (OnnxRuntime runtime = new OnnxRuntime(original, model, List.of())) {
            for (int i = 0; i < probes(); i++) {
                Probe probe = probe(i);
                float[] theirs = reference(runtime, probe);
                float[] ours = run(network, probe);
                other += Head.otherClasses(ours, theirs, channels, classes, head) / probes();
                farthest = Math.max(farthest, Head.difference(ours, theirs, channels, classes, head));
            }
        }
        Distance distance = new Distance(other, farthest);
        if (!(other <= MOST_OTHER)) {
            throw new DuressException(
                    "file " + model.location() + " rounds what it computes (float16, or quantised), and"
                            + " without that it is another model: " + distance + "; " + OnnxNode.NOT_QUANTISED);
        }
        return distance;
    }

    private int probes() {
        return model.image().batch() >= IMAGES ? 1 : IMAGES;
    }

    /** The output of ONNX Runtime in the core's order; of a log-softmax, its exponential. */
    private float[] reference(OnnxRuntime runtime, Probe probe) {
        float[] given = runtime.run(probe.input(), model.image().shape(size), Set.of(model.output()))
                .get(model.output());
        if (given == null) {
            throw new DuressException("file " + model.location() + ": its output '" + model.output()
                    + "' is not of type float32; export the model in float32");
        }
        for (float number : given) {
            if (!Float.isFinite(number) && !lowered.output().log()) {
                throw new DuressException("file " + model.location() + " gives " + number
                        + " for a random image of mean 0 and standard deviation 1; check its weights");
            }
        }
        float[] core = inCoreOrder(lowered.output(), given);
        if (lowered.output().log()) {
            for (int i = 0; i < core.length; i++) {
                core[i] = (float) Math.exp(core[i]);
            }
        }
        return core;
    }

    private static float[] inCoreOrder(Tensor tensor, float[] given) {
        int[] places = tensor.places();
        float[] core = new float[places.length];
        if (given.length != places.length) {
            return given;
        }
        for (int i = 0; i < places.length; i++) {
            core[places[i]] = given[i];
        }
        return core;
    }

    private float[] run(Network network, Probe probe) {
        Executor executor = Executor.frozen(network, model.image().batch(), size);
        float[] result = new float[executor.outputLength()];
        executor.forward(probe.pixels(), Statistics.POPULATION, result);
        return result;
    }

    /** Finds the first operator whose result differs. */
    private DuressException parted(Probe probe, double off) {
        Map<String, Tensor> tensors = lowered.tensors();
        String disagreement = Double.isNaN(off)
                ? "their outputs differ in size"
                : "they differ by " + String.format(Locale.ROOT, "%.2g", off) + " of the largest value";
        Optional<String> first;
        try (OnnxRuntime runtime = new OnnxRuntime(model, List.copyOf(tensors.keySet()))) {
            Map<String, float[]> theirs =
                    runtime.run(probe.input(), model.image().shape(size), new LinkedHashSet<>(tensors.keySet()));
            first = tensors.entrySet().stream()
                    .filter(entry -> theirs.containsKey(entry.getKey()))
                    .filter(entry ->
                            differs(entry.getValue(), Objects.requireNonNull(theirs.get(entry.getKey())), probe))
                    .map(Map.Entry::getKey)
                    .findFirst();
        }
        String where = first.flatMap(this::maker)
                .map(node -> "first at " + node.describe())
                .orElse("at no single operator by as much");
        return new DuressException("file " + model.location() + " was read differently by Duress and by ONNX Runtime ("
                + disagreement + ", " + where + "); report this as a defect of Duress, and until then "
                + OnnxNode.WHAT_TO_DO);
    }

    private Optional<OnnxNode> maker(String name) {
        return model.nodes().stream()
                .filter(node -> node.proto().getOutputList().contains(name))
                .findFirst();
    }

    private boolean differs(Tensor tensor, float[] theirs, Probe probe) {
        if (tensor.value().node().equals(Graph.INPUT) || tensor.log()) {
            return false;
        }
        float[] core = inCoreOrder(tensor, theirs);
        float[] ours = run(lowered.net().upTo(tensor.value()).folded(), probe);
        return core.length != ours.length || !(relative(ours, core) <= TOLERANCE);
    }

    static double relative(float[] ours, float[] theirs) {
        double largest = 0;
        double difference = 0;
        for (int i = 0; i < theirs.length; i++) {
            largest = Math.max(largest, Math.abs(theirs[i]));
            difference = Math.max(difference, Math.abs((double) ours[i] - theirs[i]));
        }
        return difference == 0 ? 0 : difference / largest;
    }

    /** Smooth waves with some noise, others in each channel, mean 0, standard deviation about 1; seeded. */
    private Probe probe(int number) {
        int batch = model.image().batch();
        Random random = new Random(SEED + number);
        int channels = model.image().channels();
        float[] pixels = new float[batch * size.voxels() * channels];
        for (int one = 0; one < batch * channels; one++) {
            int first = one / channels * size.voxels() * channels + one % channels;
            double[][] waves = new double[WAVES][];
            Arrays.setAll(waves, k -> wave(random));
            for (int voxel = 0; voxel < size.voxels(); voxel++) {
                int x = voxel % size.columns();
                int y = voxel / size.columns() % size.rows();
                int z = voxel / size.columns() / size.rows();
                double value = 0.3 * random.nextGaussian();
                for (double[] wave : waves) {
                    value += 0.67 * Math.cos(2 * Math.PI * (wave[0] * y + wave[1] * x + wave[2] + wave[3] * z));
                }
                pixels[first + voxel * channels] = (float) value;
            }
        }
        return new Probe(pixels, input(pixels));
    }

    /** Cycles a row and a column, where it begins, and cycles a plane. */
    private double[] wave(Random random) {
        double y = random.nextDouble() * 6 / size.rows();
        double x = random.nextDouble() * 6 / size.columns();
        double phase = random.nextDouble();
        return new double[] {y, x, phase, size.rank() == 2 ? 0 : random.nextDouble() * 6 / size.planes()};
    }

    private float[] input(float[] pixels) {
        int channels = model.image().channels();
        if (channels == 1 || model.image().layout() == ModelLayout.NHWC) {
            return pixels;
        }
        float[] input = new float[pixels.length];
        int area = size.voxels();
        for (int i = 0; i < pixels.length; i++) {
            int pixel = i / channels;
            input[(pixel / area * channels + i % channels) * area + pixel % area] = pixels[i];
        }
        return input;
    }
}
