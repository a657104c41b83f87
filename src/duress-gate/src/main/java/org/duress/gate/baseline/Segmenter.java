package org.duress.gate.baseline;

import java.util.List;
import org.duress.DuressException;
import org.duress.ModelException;
import org.duress.base.OrganSets;
import org.duress.model.ImageBatch;
import org.duress.model.Segmentation;

/** A model whose answers are checked. Its classes are the cohort's. */
public final class Segmenter {
    private final CountingModel model;

    /**
     * A segmenter.
     *
     * @param model with the cohort's classes
     */
    public Segmenter(CountingModel model) {
        this.model = model;
    }

    int classes() {
        return model.classes();
    }

    /** Which organs a class is. */
    public OrganSets sets() {
        return model.sets();
    }

    /** Images that the model was asked about so far, by whomever. */
    public long asked() {
        return model.asked();
    }

    /** Who the model's passes are made for. */
    public CostMeter costs() {
        return model.costs();
    }

    /** All that was done with the model so far. */
    public Effort effort() {
        return model.effort();
    }

    /**
     * Segments a batch.
     *
     * @throws DuressException if the output has another size or is not finite
     */
    public Segmentation segment(ImageBatch images) {
        return segmentAll(List.of(images)).get(0);
    }

    /** Segments batches; a model that waits for its answers works on several at once. */
    public List<Segmentation> segmentAll(List<ImageBatch> batches) {
        List<Segmentation> segmentations = model.segmentAll(batches);
        for (int i = 0; i < batches.size(); i++) {
            require(batches.get(i), segmentations.get(i).probabilities());
        }
        return segmentations;
    }

    private void require(ImageBatch images, float[] probabilities) {
        long expected = (long) images.count() * images.grid().voxels() * classes();
        if (probabilities.length != expected) {
            throw new ModelException("model output with " + probabilities.length + " values where " + images.count()
                    + " x " + images.grid() + " " + images.grid().kind().points() + " of " + classes()
                    + " classes are "
                    + expected + "; check the model's output shape");
        }
        for (float probability : probabilities) {
            if (!Float.isFinite(probability)) {
                throw new ModelException("the model answered with a probability that is " + probability
                        + "; check its weights and input");
            }
        }
    }
}
