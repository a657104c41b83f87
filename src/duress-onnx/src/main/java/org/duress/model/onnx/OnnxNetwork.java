package org.duress.model.onnx;

import ai.onnx.proto.OnnxMl;
import java.util.Map;
import java.util.Optional;
import org.duress.DuressException;
import org.duress.base.Grid;
import org.duress.model.ProbeSizes;
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

    private record Made(int height, int width, Network network) {}

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
        int height = size.height();
        int width = size.width();
        Made made = last;
        if (made != null && made.height() == height && made.width() == width) {
            return made.network();
        }
        Lowered lowered = model.lower(height, width, operators);
        ModelHead read = lowered.head(head);
        Network network;
        try {
            network = lowered.network(read);
        } catch (IllegalArgumentException e) {
            throw new DuressException("file " + model.location() + ": " + e.getMessage(), e);
        }
        if (network.graph().misfit(Grid.of(height, width)).isEmpty()) {
            Comparison comparison = new Comparison(model, lowered, height, width);
            Network folded = network.folded();
            comparison.demand(folded, read);
            distance = original.map(file -> comparison.demandNear(file, folded, read));
        }
        last = new Made(height, width, network);
        return network;
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
        for (Grid size : ProbeSizes.of(model.image().height(), model.image().width())) {
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
                + (model.image().height() == 0
                        ? "any of " + ProbeSizes.SQUARES.stream().sorted().toList()
                        : model.image().height() + " x " + model.image().width())
                + " pixels, " + reason + "; export one whose output has its input's height and width");
    }
}
