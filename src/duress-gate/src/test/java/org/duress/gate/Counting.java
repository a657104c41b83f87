package org.duress.gate;

import java.util.Optional;
import org.duress.model.DifferentiableModel;
import org.duress.model.ForwardingModel;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;

/** A band model that counts what it is asked, and hides its gradients. */
public final class Counting extends ForwardingModel {
    public long asked;

    public Counting() {
        this(new BandModel(2));
    }

    public Counting(BandModel model) {
        super(model);
    }

    @Override
    protected Passage passage(ImageBatch images) {
        asked += images.count();
        return Passage.unchanged(images);
    }

    @Override
    public Optional<DifferentiableModel> differentiable() {
        return Optional.empty();
    }
}
