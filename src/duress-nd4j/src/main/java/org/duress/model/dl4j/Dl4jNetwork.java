package org.duress.model.dl4j;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.duress.DuressException;
import org.duress.model.ChosenOutput;
import org.duress.model.DifferentiableModel;
import org.duress.model.ModelFile;
import org.duress.model.NetworkModel;
import org.duress.model.ProbeSizes;
import org.duress.model.SizedNetwork;
import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.Probe;
import org.duress.model.lowering.Value;
import org.duress.net.Extent;
import org.duress.net.Network;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;

/**
 * A network of Deeplearning4j, understood.
 *
 * @param location for messages
 * @param coefficients of all layers in the order of computation; not copied
 * @param output name of the vertex that gives the result
 * @param channels of the image, 1 or 3
 */
record Dl4jNetwork(
        String location,
        Configuration configuration,
        float[] coefficients,
        String output,
        boolean channelsLast,
        int channels,
        ModelHead head)
        implements SizedNetwork {

    /**
     * The model of a configuration and its coefficients.
     *
     * @throws DuressException if it is damaged or holds what the core does not have
     */
    static DifferentiableModel model(ModelSpec spec, byte[] json, float[] coefficients, String location) {
        Configuration configuration = Configuration.read(json, location);
        boolean channelsLast = configuration.channelsLast();
        ModelLayout layout = channelsLast ? ModelLayout.NHWC : ModelLayout.NCHW;
        if (spec.layout() != ModelLayout.AUTO && spec.layout() != layout) {
            throw new DuressException("the layers in " + location + " are " + layout
                    + "; remove model.layout, which says " + spec.layout());
        }
        int channels = channels(spec, configuration, location);
        Function<String, SizedNetwork> ending = output ->
                new Dl4jNetwork(location, configuration, coefficients, output, channelsLast, channels, spec.head());
        ChosenOutput output = ChosenOutput.of(
                spec.output(), configuration.outputs(), ending, ProbeSizes.any(), "the network in " + location);
        SizedNetwork network = ending.apply(output.name());
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(coefficients.length, Float.BYTES));
        bytes.asFloatBuffer().put(coefficients);
        return new NetworkModel(
                network,
                Probe.classes(network, location),
                List.of(),
                ModelFile.fingerprint(spec, json, bytes.array()),
                output.provenance());
    }

    private static int channels(ModelSpec spec, Configuration configuration, String location) {
        int channels = spec.channels().orElse(configuration.channels());
        if (channels != 1 && channels != 3) {
            throw new DuressException("the network in " + location + " takes images of " + channels
                    + " channels, where Duress has one, or the same one three times; train it on one channel");
        }
        return channels;
    }

    @Override
    public Network at(int height, int width) {
        Lowering net = new Lowering(height, width);
        Weights weights = new Weights(coefficients);
        Layers layers = new Layers(net, weights, channelsLast);
        Map<String, Value> values = new HashMap<>();
        values.put(configuration.input(), net.input(channels));
        for (Vertex vertex : configuration.vertices()) {
            requireSize(vertex, height, width);
            List<Value> inputs = vertex.inputs().stream()
                    .map(name -> Objects.requireNonNull(values.get(name)))
                    .toList();
            try {
                values.put(vertex.name(), layers.lower(vertex, inputs));
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new IllegalArgumentException(vertex.settings().where() + ": " + e.getMessage(), e);
            }
        }
        if (weights.left() > 0) {
            throw new DuressException("coefficients.bin in " + location + " has " + weights.left()
                    + " numbers more than the layers need; save the network again with ModelSerializer.writeModel");
        }
        return net.network(Objects.requireNonNull(values.get(output)), head);
    }

    private void requireSize(Vertex vertex, int height, int width) {
        InputPreProcessors.requireNone(vertex.settings(), vertex.preProcessor());
        if (!vertex.inputs().contains(configuration.input())) {
            return;
        }
        Optional<Extent> size = InputPreProcessors.size(vertex.settings(), vertex.preProcessor());
        if (size.isPresent() && !size.get().equals(new Extent(height, width))) {
            throw new IllegalArgumentException("it reads lists of pixels as images of "
                    + size.get().y() + " x " + size.get().x());
        }
    }
}
