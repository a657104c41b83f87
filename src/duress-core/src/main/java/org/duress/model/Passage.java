package org.duress.model;

/**
 * What a {@link ForwardingModel} does to one batch: how the images reach the model that it stands before, and how that
 * model's answers and gradients come back. All four belong together, so none can be forgotten.
 */
public interface Passage {
    /**
     * What the model is asked: the images themselves, or others made of them, of any size and number. The tiles of an
     * image are so many images of a batch.
     */
    ImageBatch images();

    /**
     * The answer about the images.
     *
     * @param own the model's about {@link #images()}; not written to
     */
    float[] probabilities(float[] own);

    /**
     * The class of each pixel, which is the model's own choice as far as it made one.
     *
     * @param own the model's about {@link #images()}; not written to
     */
    byte[] classMap(Segmentation own);

    /**
     * The pullback: a gradient on {@link #probabilities} becomes one on the images.
     *
     * @param gradient dL/dS of the answer about the images
     * @param own the model's pass over {@link #images()}
     * @return dL/dI of the images; valid until the model's next pass
     */
    float[] inputGradient(float[] gradient, DifferentiableModel.Forward own);

    /** Everything as it is, for a model that only watches what passes. */
    static Passage unchanged(ImageBatch images) {
        return new Unchanged(images);
    }

    /** A passage that changes images alone: the answers are the model's. */
    interface OfImages extends Passage {
        @Override
        default float[] probabilities(float[] own) {
            return own;
        }

        @Override
        default byte[] classMap(Segmentation own) {
            return own.classMap();
        }
    }

    /** A passage that changes nothing. */
    record Unchanged(ImageBatch images) implements OfImages {
        @Override
        public float[] inputGradient(float[] gradient, DifferentiableModel.Forward own) {
            return own.inputGradient(gradient);
        }
    }
}
