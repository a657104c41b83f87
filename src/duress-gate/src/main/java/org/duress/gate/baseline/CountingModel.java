package org.duress.gate.baseline;

import org.duress.model.ForwardingModel;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.model.SegmentationModel;

/** Counts the images that a model is asked about. */
public final class CountingModel extends ForwardingModel {
    private long asked;

    public CountingModel(SegmentationModel model) {
        super(model);
    }

    /** The model itself. */
    public SegmentationModel uncounted() {
        return delegate();
    }

    /** Images so far, those included that the model asked for itself to be checked. */
    public long asked() {
        return asked + checks();
    }

    @Override
    protected Passage passage(ImageBatch images) {
        asked += images.count();
        return Passage.unchanged(images);
    }
}
