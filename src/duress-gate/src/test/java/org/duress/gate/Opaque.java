package org.duress.gate;

import java.util.Optional;
import org.duress.model.DifferentiableModel;
import org.duress.model.ForwardingModel;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.model.SegmentationModel;

/** A model that hides its gradients. */
public final class Opaque extends ForwardingModel {
    public Opaque(SegmentationModel model) {
        super(model);
    }

    @Override
    protected Passage passage(ImageBatch images) {
        return Passage.unchanged(images);
    }

    @Override
    public Optional<DifferentiableModel> differentiable() {
        return Optional.empty();
    }
}
