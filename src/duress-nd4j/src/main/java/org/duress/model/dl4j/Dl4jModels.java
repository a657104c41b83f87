package org.duress.model.dl4j;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.duress.DuressException;
import org.duress.model.DifferentiableModel;
import org.duress.spec.ModelHead;
import org.duress.spec.ModelLayout;
import org.duress.spec.ModelSpec;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Deeplearning4j networks in memory as models under test. A model is a copy: training the network further does not
 * change it.
 *
 * <p>Images are {@code [height, width]} of as many channels as the network has inputs. Class 0 is background.
 */
public final class Dl4jModels {
    private Dl4jModels() {}

    /**
     * A graph, its only output.
     *
     * @throws DuressException if it is not initialised, holds a layer that Duress does not compute, or has several
     *     outputs that could be the segmentation
     */
    public static DifferentiableModel of(ComputationGraph graph) {
        return of(graph, ModelHead.AUTO);
    }

    /**
     * A graph, its only output.
     *
     * @param head what the output is, where its last layer does not show it
     * @throws DuressException if it is not initialised, holds a layer that Duress does not compute, or has several
     *     outputs that could be the segmentation
     */
    public static DifferentiableModel of(ComputationGraph graph, ModelHead head) {
        return of(graph, head, Optional.empty());
    }

    /**
     * A graph, one of its outputs.
     *
     * @param head what the output is, where its last layer does not show it
     * @param output its name
     * @throws DuressException if it is not initialised, holds a layer that Duress does not compute, or has no such
     *     output
     */
    public static DifferentiableModel of(ComputationGraph graph, ModelHead head, String output) {
        return of(graph, head, Optional.of(output));
    }

    private static DifferentiableModel of(ComputationGraph graph, ModelHead head, Optional<String> output) {
        // Before the JSON: the order of computation is found by init() and written with it.
        float[] coefficients = coefficients(graph.params(), "the ComputationGraph");
        return model(head, output, graph.getConfiguration().toJson(), coefficients, "the ComputationGraph");
    }

    /**
     * A chain of layers.
     *
     * @throws DuressException if it is not initialised or holds a layer that Duress does not compute
     */
    public static DifferentiableModel of(MultiLayerNetwork network) {
        return of(network, ModelHead.AUTO);
    }

    /**
     * A chain of layers.
     *
     * @param head what the output is, where its last layer does not show it
     * @throws DuressException if it is not initialised or holds a layer that Duress does not compute
     */
    public static DifferentiableModel of(MultiLayerNetwork network, ModelHead head) {
        float[] coefficients = coefficients(network.params(), "the MultiLayerNetwork");
        String json = network.getLayerWiseConfigurations().toJson();
        return model(head, Optional.empty(), json, coefficients, "the MultiLayerNetwork");
    }

    private static DifferentiableModel model(
            ModelHead head, Optional<String> output, String json, float[] coefficients, String what) {
        ModelSpec spec =
                new ModelSpec("dl4j", Path.of("memory"), head, ModelLayout.AUTO, OptionalInt.empty(), output, Map.of());
        return Dl4jNetwork.model(spec, json.getBytes(StandardCharsets.UTF_8), coefficients, what);
    }

    private static float[] coefficients(@Nullable INDArray params, String what) {
        if (params == null || params.isEmpty() || params.length() == 0) {
            throw new DuressException(what + " has no coefficients; call its init() first");
        }
        return params.castTo(DataType.FLOAT).reshape(params.length()).dup().toFloatVector();
    }
}
