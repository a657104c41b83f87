package org.duress.gate.baseline;

import java.util.List;
import java.util.Map;
import org.duress.model.ImageBatch;
import org.duress.model.Segmentation;
import org.duress.model.SegmentationModel;

/** Counts the images that a model is asked about. Its gradients, where it has them, are not to be had through here. */
public final class CountingModel implements SegmentationModel {
    private final SegmentationModel model;
    private long asked;

    public CountingModel(SegmentationModel model) {
        this.model = model;
    }

    /** The model itself. */
    public SegmentationModel uncounted() {
        return model;
    }

    /** Images so far, those included that the model asked for itself to be checked. */
    public long asked() {
        return asked + model.checks();
    }

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
        asked += images.count();
        return model.probabilities(images);
    }

    @Override
    public Segmentation segment(ImageBatch images) {
        asked += images.count();
        return model.segment(images);
    }

    @Override
    public List<Segmentation> segmentAll(List<ImageBatch> batches) {
        batches.forEach(batch -> asked += batch.count());
        return model.segmentAll(batches);
    }

    @Override
    public Map<String, String> provenance() {
        return model.provenance();
    }

    @Override
    public Map<String, String> diagnostics() {
        return model.diagnostics();
    }

    @Override
    public void close() {
        model.close();
    }
}
