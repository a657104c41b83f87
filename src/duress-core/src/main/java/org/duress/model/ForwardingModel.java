package org.duress.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.duress.base.Grid;
import org.duress.base.OrganSets;

/**
 * A model that stands before another. A subclass says in one {@link Passage} what it does to a batch; segmenting,
 * segmenting several batches at once, and gradients follow from it, and whatever else the other model can do or tell is
 * this one's too. So a wrapper is differentiable exactly where its model is, and {@code WrappersTest} holds every model
 * that has another to be one of these.
 *
 * <p>A model made of several, such as an ensemble, is none of these: what becomes of several provenances is its to say.
 */
public abstract class ForwardingModel implements SegmentationModel {
    private final SegmentationModel model;

    /**
     * A model before another.
     *
     * @param model closed with this one
     */
    protected ForwardingModel(SegmentationModel model) {
        this.model = model;
    }

    /** The model that this one stands before. */
    protected final SegmentationModel delegate() {
        return model;
    }

    /** What is done to a batch; called once each time that it is asked about. */
    protected abstract Passage passage(ImageBatch images);

    @Override
    public float[] probabilities(ImageBatch images) {
        Passage passage = passage(images);
        return passage.probabilities(model.probabilities(passage.images()));
    }

    @Override
    public Segmentation segment(ImageBatch images) {
        Passage passage = passage(images);
        return answer(images, passage, model.segment(passage.images()));
    }

    @Override
    public List<Segmentation> segmentAll(List<ImageBatch> batches) {
        List<Passage> passages = batches.stream().map(this::passage).toList();
        List<Segmentation> own =
                model.segmentAll(passages.stream().map(Passage::images).toList());
        List<Segmentation> answers = new ArrayList<>();
        for (int i = 0; i < own.size(); i++) {
            answers.add(answer(batches.get(i), passages.get(i), own.get(i)));
        }
        return answers;
    }

    private static Segmentation answer(ImageBatch images, Passage passage, Segmentation own) {
        return new Segmentation(passage.probabilities(own.probabilities()), passage.classMap(own), images.grid());
    }

    @Override
    public Optional<DifferentiableModel> differentiable() {
        return model.differentiable().map(own -> new Differentiable(this, own));
    }

    @Override
    public List<String> organs() {
        return model.organs();
    }

    @Override
    public int classes() {
        return model.classes();
    }

    /** The other model's; of one that has other classes, an organ each, unless it says otherwise here. */
    @Override
    public OrganSets sets() {
        return model.classes() == classes() ? model.sets() : OrganSets.exclusive(classes() - 1);
    }

    /** The other model's; one that makes channels of others must say so here. */
    @Override
    public int channels() {
        return model.channels();
    }

    /** The other model's; one whose answers are others than that model's must say so here. */
    @Override
    public String fingerprint() {
        return model.fingerprint();
    }

    @Override
    public void requireSize(Grid grid) {
        model.requireSize(grid);
    }

    @Override
    public boolean takes(Grid grid) {
        return model.takes(grid);
    }

    @Override
    public Map<String, String> provenance() {
        return model.provenance();
    }

    @Override
    public long checks() {
        return model.checks();
    }

    @Override
    public Map<String, String> diagnostics() {
        return model.diagnostics();
    }

    @Override
    public void close() {
        model.close();
    }

    /**
     * Runs a batch through the model below so that gradients can be pulled back: what {@link #passage} says, unless
     * gradients take another way.
     *
     * @param own the model that this one stands before, with its gradients
     */
    protected DifferentiableModel.Forward forward(DifferentiableModel own, ImageBatch images) {
        Passage passage = passage(images);
        DifferentiableModel.Forward below = own.forward(passage.images());
        float[] probabilities = passage.probabilities(below.probabilities());
        return new DifferentiableModel.Forward() {
            @Override
            public float[] probabilities() {
                return probabilities;
            }

            @Override
            public float[] inputGradient(float[] probabilityGradient) {
                return passage.inputGradient(probabilityGradient, below);
            }
        };
    }

    /** A wrapper with the gradients of the model that it stands before. */
    private static final class Differentiable extends ForwardingModel implements DifferentiableModel {
        private final ForwardingModel wrapper;
        private final DifferentiableModel own;

        Differentiable(ForwardingModel wrapper, DifferentiableModel own) {
            super(wrapper);
            this.wrapper = wrapper;
            this.own = own;
        }

        /** The wrapper does what is to be done. */
        @Override
        protected Passage passage(ImageBatch images) {
            return Passage.unchanged(images);
        }

        @Override
        public Forward forward(ImageBatch images) {
            return wrapper.forward(own, images);
        }

        @Override
        public ComputeEngine engine() {
            return own.engine();
        }

        @Override
        public Optional<DifferentiableModel> differentiable() {
            return Optional.of(this);
        }
    }
}
