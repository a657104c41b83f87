package org.duress.model;

import java.util.Optional;

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
