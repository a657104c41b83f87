package org.duress.model.onnx;

import ai.onnx.proto.OnnxMl;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.SizedNetwork;
import org.duress.model.lowering.graph.Lowered;
import org.duress.model.lowering.graph.Operator;
import org.duress.net.Network;
import org.duress.spec.ModelHead;
import org.jspecify.annotations.Nullable;

/** An ONNX model for any image size, each size compared with ONNX Runtime before it is given out. */
final class OnnxNetwork implements SizedNetwork {
    private final OnnxModel model;
    private final Optional<OnnxMl.ModelProto> original;
    private final ModelHead head;
    private final Map<String, Operator<OnnxStep>> operators;
    private Optional<Comparison.Distance> distance = Optional.empty();
    private @Nullable Made last;

    private record Made(Grid size, Network network) {}

    /**
     * A model.
     *
     * @param original what the file itself computes, where the model does not round as it does
     */
    OnnxNetwork(
            OnnxModel model,
            Optional<OnnxMl.ModelProto> original,
            ModelHead head,
            Map<String, Operator<OnnxStep>> operators) {
        this.model = model;
        this.original = original;
        this.head = head;
        this.operators = operators;
    }

    @Override
    public Network at(Grid size) {
        Made made = last;
        if (made != null && made.size().fits(size)) {
            return made.network();
        }
        Lowered lowered = model.lower(size, operators);
        ModelHead read = lowered.head(head);
        Network network;
        try {
            network = lowered.network(read);
        } catch (IllegalArgumentException e) {
            throw new DuressException("file " + model.location() + ": " + e.getMessage(), e);
        }
        if (network.graph().misfit(size).isEmpty()) {
            Comparison comparison = new Comparison(model, lowered, size);
            Network folded = network.folded();
            comparison.demand(folded, read);
            distance = original.map(file -> comparison.demandNear(file, folded, read));
        }
        last = new Made(size, network);
        return network;
    }

    @Override
    public OptionalInt axes() {
        return OptionalInt.of(model.image().axes());
    }

    /** How far the file itself was from the network at the last size; empty where they compute the same. */
    Optional<Comparison.Distance> distance() {
        return distance;
    }

    /**
     * The network at the first size that it can take.
     *
     * @throws DuressException if there is none
     */
    Network probe() {
        String reason = "";
        for (Grid size : model.image().probes()) {
            try {
                Network network = at(size);
                String misfit = network.graph().misfit(size).orElse("");
                if (misfit.isEmpty()) {
                    return network;
                }
                reason = misfit;
            } catch (IllegalArgumentException e) {
                reason = String.valueOf(e.getMessage());
            }
        }
        throw new DuressException("file " + model.location()
                + " is no segmentation model that can be used: for images of "
                + (model.image().sizes().get(0) == 0
                        ? "any of "
                                + model.image().probes().stream()
                                        .map(size -> size.size(0))
                                        .sorted()
                                        .toList()
                        : model.image().wanted())
                + model.image().points() + ", " + reason
                + "; export one whose output has its input's height and width");
    }
}
