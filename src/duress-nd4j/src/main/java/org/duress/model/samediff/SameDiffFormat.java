package org.duress.model.samediff;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.ModelFile;
import org.duress.model.ModelFormat;
import org.duress.model.NetworkModel;
import org.duress.model.SegmentationModel;
import org.duress.net.Network;
import org.duress.spec.ModelSpec;
import org.jspecify.annotations.Nullable;

/**
 * Models of SameDiff as {@code SameDiff.save(file, ...)} of ND4J 1.0.0-M2.1 writes them. The file is parsed as data; no
 * class that it names is loaded. Which variable is the output is said by {@code model.output}, or found as {@link Plan}
 * says.
 */
public final class SameDiffFormat implements ModelFormat {
    @Override
    public String name() {
        return "samediff";
    }

    @Override
    public Optional<Path> sample() {
        return Optional.of(Path.of("classpath:org/duress/model/samediff/sample.fb"));
    }

    @Override
    public SegmentationModel open(ModelSpec spec) {
        byte[] file = ModelFile.read(spec);
        String location = ModelFile.location(spec);
        SameDiffGraph graph = GraphReader.read(file, location);
        try {
            Plan plan = Plan.of(
                    graph, spec, candidate -> new GraphLowering(graph, candidate, spec.head(), location)::candidateAt);
            GraphLowering lowering = new GraphLowering(graph, plan, spec.head(), location);
            int classes = probe(lowering).graph().outputChannels();
            return new NetworkModel(
                    lowering,
                    plan.image().channels(),
                    classes,
                    List.of(),
                    ModelFile.fingerprint(spec, file),
                    plan.provenance());
        } catch (IllegalArgumentException e) {
            throw new DuressException(
                    "file " + location + " is a SameDiff model that Duress cannot run (" + e.getMessage()
                            + "); export it as ONNX or TorchScript (model.format: onnx or torchscript)",
                    e);
        }
    }

    private static Network probe(GraphLowering lowering) {
        @Nullable IllegalArgumentException first = null;
        for (Grid size : lowering.plan().image().probes()) {
            try {
                return lowering.at(size);
            } catch (IllegalArgumentException e) {
                first = first == null ? e : first;
            }
        }
        throw first == null ? new IllegalArgumentException("no size") : first;
    }
}
