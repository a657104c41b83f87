package org.duress.gate.baseline;

import java.util.Optional;
import org.duress.model.DifferentiableModel;
import org.duress.model.ForwardingModel;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.model.Segmentation;
import org.duress.model.SegmentationModel;
import org.duress.result.Passes;

/**
 * Counts the images that a model is asked about, and its passes. Whoever asks for its gradients asks it no questions: a
 * model that has them runs here, and costs passes alone.
 */
public final class CountingModel extends ForwardingModel {
    private final CostMeter costs = new CostMeter(this::passes);
    private long asked;
    private long forward;
    private long backward;

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

    /** Passes so far, those of {@link #differentiable} included, those aside that the model made to be checked. */
    public Passes passes() {
        return new Passes(forward, backward);
    }

    /** Who these passes were made for. */
    public CostMeter costs() {
        return costs;
    }

    /** All that was done so far. */
    public Effort effort() {
        return new Effort(asked(), passes(), costs.accounts());
    }

    /** Counts what was done elsewhere, with the same model. */
    public void add(Effort elsewhere) {
        asked += elsewhere.asked();
        forward += elsewhere.passes().forward();
        backward += elsewhere.passes().backward();
        costs.add(elsewhere.charged());
    }

    @Override
    protected Passage passage(ImageBatch images) {
        asked += images.count();
        return new Counted(images);
    }

    @Override
    public Optional<DifferentiableModel> differentiable() {
        return new Followed(delegate()).differentiable();
    }

    /** The same count of passes, and no questions. */
    private final class Followed extends ForwardingModel {
        Followed(SegmentationModel model) {
            super(model);
        }

        @Override
        protected Passage passage(ImageBatch images) {
            return new Counted(images);
        }
    }

    /** One batch's way through the model, a forward pass of each image, and back as often as it is asked to. */
    private final class Counted implements Passage {
        private final Passage unchanged;

        Counted(ImageBatch images) {
            unchanged = Passage.unchanged(images);
            forward += images.count();
        }

        @Override
        public ImageBatch images() {
            return unchanged.images();
        }

        @Override
        public float[] probabilities(float[] own) {
            return unchanged.probabilities(own);
        }

        @Override
        public byte[] classMap(Segmentation own) {
            return unchanged.classMap(own);
        }

        @Override
        public float[] inputGradient(float[] gradient, DifferentiableModel.Forward own) {
            backward += images().count();
            return unchanged.inputGradient(gradient, own);
        }
    }
}
