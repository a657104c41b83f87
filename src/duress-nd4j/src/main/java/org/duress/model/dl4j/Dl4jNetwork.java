package org.duress.model.dl4j;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.duress.DuressException;
import org.duress.model.DifferentiableModel;
import org.duress.model.ModelFile;
import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.Value;
import org.duress.model.lowering.layers.ImageAxes;
import org.duress.model.lowering.layers.LayerFile;
import org.duress.model.lowering.layers.Results;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;

/**
 * A network of Deeplearning4j, understood.
 *
 * @param location for messages
 * @param coefficients of all layers in the order of computation; not copied
 */
record Dl4jNetwork(String location, Configuration configuration, float[] coefficients) implements LayerFile {
    /**
     * The model of a configuration and its coefficients.
     *
     * @throws DuressException if it is damaged or holds what the core does not have
     */
    static DifferentiableModel model(ModelSpec spec, byte[] json, float[] coefficients, String location) {
        Configuration configuration = Configuration.read(json, location);
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(coefficients.length, Float.BYTES));
        bytes.asFloatBuffer().put(coefficients);
        return LayerFile.open(
                spec,
                new Dl4jNetwork(location, configuration, coefficients),
                ModelFile.fingerprint(spec, json, bytes.array()));
    }

    @Override
    public String name() {
        return "the network in " + location;
    }

    @Override
    public ModelLayout layout() {
        return configuration.layout();
    }

    @Override
    public int channels() {
        return configuration.channels();
    }

    @Override
    public int axes() {
        return configuration.axes();
    }

    @Override
    public List<String> outputs() {
        return configuration.outputs();
    }

    @Override
    public Map<String, String> provenance() {
        return Map.of();
    }

    @Override
    public Value lower(Lowering net, Value image, String output) {
        Weights weights = new Weights(coefficients);
        Layers layers = new Layers(net, image, weights, new ImageAxes(layout(), axes()));
        Results<String> results = new Results<>();
        results.put(configuration.input(), image);
        for (Vertex vertex : configuration.vertices()) {
            results.lower(vertex.name(), vertex.inputs(), vertex.settings(), inputs -> layers.lower(vertex, inputs));
        }
        if (weights.left() > 0) {
            throw new DuressException("coefficients.bin in " + location + " has " + weights.left()
                    + " numbers more than the layers need; save the network again with ModelSerializer.writeModel");
        }
        return results.find(output).orElseThrow();
    }
}
