package org.duress.gate;

import java.util.List;
import org.duress.model.ImageBatch;
import org.duress.model.SegmentationModel;

/** A model that hides its gradients. */
public record Opaque(SegmentationModel model) implements SegmentationModel {
    @Override
    public List<String> organs() {
        return model.organs();
    }

    @Override
    public int classes() {
        return model.classes();
    }

    @Override
    public String fingerprint() {
        return model.fingerprint();
    }

    @Override
    public void requireSize(int height, int width) {
        model.requireSize(height, width);
    }

    @Override
    public float[] probabilities(ImageBatch images) {
        return model.probabilities(images);
    }

    @Override
    public void close() {
        model.close();
    }
}
