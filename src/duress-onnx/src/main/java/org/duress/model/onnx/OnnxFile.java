package org.duress.model.onnx;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.ChosenOutput;
import org.duress.model.ModelFile;
import org.duress.model.ProbeSizes;
import org.duress.model.SizedNetwork;
import org.duress.model.lowering.Lowering;
import org.duress.model.lowering.graph.Operator;
import org.duress.spec.ModelSpec;

/**
 * An ONNX file, of which it is not yet known which output is the model.
 *
 * @param file with the numbers that it keeps beside it
 * @param graph what of it has a gradient
 * @param fingerprint of the file and of those beside it
 */
record OnnxFile(OnnxMl.ModelProto file, Unrounded graph, ModelSpec spec, String fingerprint) {
    private static final Set<String> WHOLE_NUMBERS = Set.of("ArgMax", "ArgMin");

    /**
     * Reads a file, and those beside it.
     *
     * @throws DuressException if it is no ONNX model, or keeps numbers where they cannot be read
     */
    static OnnxFile read(byte[] file, ModelSpec spec) {
        String location = ModelFile.location(spec);
        OnnxMl.ModelProto proto;
        try {
            proto = OnnxMl.ModelProto.parseFrom(file);
        } catch (InvalidProtocolBufferException e) {
            throw new DuressException(
                    "file " + location + " is no ONNX model, or damaged (" + e.getMessage()
                            + "); check model.path and model.format",
                    e);
        }
        OnnxMl.GraphProto graph = proto.getGraph();
        if (graph.getNodeCount() == 0 || graph.getOutputCount() == 0) {
            throw new DuressException(
                    "file " + location + " is no ONNX model, or holds no network; check model.path and model.format");
        }
        Lowering.requireCount(graph.getNodeCount(), "file " + location);
        ExternalData.Whole whole = ExternalData.into(proto, spec, file.length);
        Unrounded unrounded = Unrounded.of(whole.proto(), location);
        return new OnnxFile(
                whole.proto(), unrounded, spec, ModelFile.fingerprint(spec, ExternalData.all(file, whole.parts())));
    }

    /**
     * Which output is judged.
     *
     * @throws DuressException if there is no output of the name that the spec gives, or several could be meant
     */
    ChosenOutput output(Map<String, Operator<OnnxStep>> operators) {
        List<String> names = proto().getGraph().getOutputList().stream()
                .map(OnnxMl.ValueInfoProto::getName)
                .toList();
        Map<String, SizedNetwork> candidates = new HashMap<>();
        return ChosenOutput.of(
                spec.output(),
                names,
                name -> candidates.computeIfAbsent(name, output -> candidate(output, operators)),
                sizes(names),
                "file " + ModelFile.location(spec));
    }

    /** The graph that is judged. */
    OnnxMl.ModelProto proto() {
        return graph.proto();
    }

    /** The part of the file that gives an output, as it is; empty where that is what is judged. */
    Optional<OnnxMl.ModelProto> original(String output) {
        return graph.changes().isEmpty() ? Optional.empty() : Optional.of(OnnxModel.part(file, output));
    }

    /** What a reader of the result should know of how the model is computed. */
    String precision(Comparison.Distance distance) {
        return String.join("; ", graph.changes()) + ": " + distance;
    }

    /** The part of the graph that gives an output. */
    OnnxModel model(String output) {
        return OnnxModel.of(proto(), output, spec);
    }

    /** What an output would be as the model, not yet compared with ONNX Runtime. */
    private SizedNetwork candidate(String output, Map<String, Operator<OnnxStep>> operators) {
        if (!isReal(output)) {
            throw new IllegalArgumentException("'" + output + "' gives whole numbers");
        }
        if (!OnnxModel.dependsOnInput(proto(), output)) {
            throw new IllegalArgumentException("'" + output + "' does not depend on the image");
        }
        OnnxModel model = model(output);
        return size -> model.lower(size, operators).network(spec.head());
    }

    /** Whether an output may hold probabilities or logits, as far as the file says. */
    private boolean isReal(String output) {
        OnnxMl.GraphProto graph = proto().getGraph();
        Optional<Integer> type = graph.getOutputList().stream()
                .filter(info -> info.getName().equals(output)
                        && info.getType().getTensorType().getElemType() != 0)
                .map(info -> info.getType().getTensorType().getElemType())
                .findFirst();
        boolean classes = graph.getNodeList().stream()
                .anyMatch(node -> WHOLE_NUMBERS.contains(node.getOpType())
                        && node.getOutputList().contains(output));
        return !classes
                && type.orElse(OnnxMl.TensorProto.DataType.FLOAT_VALUE) == OnnxMl.TensorProto.DataType.FLOAT_VALUE;
    }

    /** Sizes of images that the file says, or any. */
    private List<Grid> sizes(List<String> outputs) {
        if (outputs.size() == 1 || spec.output().isPresent()) {
            return ProbeSizes.any();
        }
        for (String output : outputs) {
            try {
                OnnxModel.Image image = OnnxModel.image(proto(), output, spec);
                return image.probes();
            } catch (DuressException e) {
                // This output takes no image; another one may.
            }
        }
        return ProbeSizes.any();
    }
}
