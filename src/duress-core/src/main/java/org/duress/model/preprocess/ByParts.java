package org.duress.model.preprocess;

import java.util.List;
import org.duress.model.ImageBatch;

/** A turn for each part of a batch: images that have something in common, which those of other parts do not have. */
final class ByParts implements InTurns.Turns {
    private final ImageBatch images;
    private final List<? extends Part> parts;
    private float[] answer = {};

    /**
     * Turns of a batch.
     *
     * @param parts in which each image is once; at least one
     */
    ByParts(ImageBatch images, List<? extends Part> parts) {
        this.images = images;
        this.parts = parts;
    }

    /** Some images of a batch, and what is done to them and to what the model answers. */
    interface Part {
        Picked picked();

        /** What the model is asked. */
        ImageBatch images(ImageBatch batch);

        /** The answer about the images of the batch, of the model's own. */
        default float[] answer(float[] own) {
            return own;
        }

        /** The adjoint of {@link #answer}. */
        default float[] answerAdjoint(float[] gradient) {
            return gradient;
        }

        /** The adjoint of {@link #images}. */
        default float[] imagesAdjoint(float[] own) {
            return own;
        }
    }

    @Override
    public int count() {
        return parts.size();
    }

    @Override
    public ImageBatch images(int turn) {
        return parts.get(turn).images(images);
    }

    @Override
    public void add(int turn, float[] own) {
        Part part = parts.get(turn);
        answer = part.picked().put(part.answer(own), answer);
    }

    @Override
    public float[] answer() {
        return answer;
    }

    @Override
    public InTurns.Pullback pullback(float[] gradient) {
        return new InTurns.Pullback() {
            private float[] pulled = {};

            @Override
            public float[] of(int turn, float[] own) {
                Part part = parts.get(turn);
                return part.answerAdjoint(part.picked().of(gradient));
            }

            @Override
            public void add(int turn, float[] own) {
                Part part = parts.get(turn);
                pulled = part.picked().put(part.imagesAdjoint(own), pulled);
            }

            @Override
            public float[] images() {
                return pulled;
            }
        };
    }
}
