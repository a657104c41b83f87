package org.duress.model.onnx;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.duress.DuressException;
import org.duress.model.ChosenOutput;
import org.duress.model.ModelFile;
import org.duress.model.ModelFormat;
import org.duress.model.NetworkModel;
import org.duress.model.SegmentationModel;
import org.duress.model.lowering.graph.Operator;
import org.duress.net.Network;
import org.duress.spec.ModelSpec;

/**
 * ONNX files, operator sets 9 and newer, of segmentation networks for slices or volumes: read as data, lowered to the
 * network core, and compared with ONNX Runtime at every image size that is asked for.
 */
public final class OnnxFormat implements ModelFormat {
    private static final String PRECISION = "precision";

    private final Supplier<Map<String, Operator<OnnxStep>>> operators;

    /** Found by {@link java.util.ServiceLoader}. */
    public OnnxFormat() {
        this(Operators::all);
    }

    /** With other operators: to see that the comparison finds a wrong one. */
    OnnxFormat(Supplier<Map<String, Operator<OnnxStep>>> operators) {
        this.operators = operators;
    }

    @Override
    public String name() {
        return "onnx";
    }

    @Override
    public Optional<Path> sample() {
        return Optional.of(Path.of("classpath:org/duress/model/onnx/sample.onnx"));
    }

    @Override
    public SegmentationModel open(ModelSpec spec) {
        byte[] file = ModelFile.read(spec);
        try {
            return open(spec, file);
        } catch (UnsatisfiedLinkError | ExceptionInInitializerError e) {
            throw new DuressException(
                    "ONNX Runtime, which every ONNX model is compared with, cannot start here (" + e
                            + "); use a platform that com.microsoft.onnxruntime:onnxruntime has a library for",
                    e);
        }
    }

    private SegmentationModel open(ModelSpec spec, byte[] file) {
        OnnxFile whole = OnnxFile.read(file, spec);
        Map<String, Operator<OnnxStep>> known = operators.get();
        ChosenOutput output = whole.output(known);
        OnnxModel model = whole.model(output.name());
        OnnxNetwork network = new OnnxNetwork(model, whole.original(output.name()), spec.head(), known);
        Network probe = network.probe();
        Map<String, String> provenance = new TreeMap<>(output.provenance());
        network.distance().ifPresent(distance -> provenance.put(PRECISION, whole.precision(distance)));
        return new NetworkModel(
                network,
                model.image().channels(),
                probe.graph().outputChannels(),
                List.of(),
                whole.fingerprint(),
                provenance);
    }
}
