package org.duress.model.preprocess;

import org.duress.model.ClassMaps;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.model.Segmentation;
import org.duress.spec.AnswerSpace;

/**
 * A passage whose answer is a linear map of the model's answers, in one of the {@link AnswerSpace}s: tiles that overlap,
 * flipped copies, answers brought back to another grid.
 */
final class Averaged implements Passage {
    private final ImageBatch images;
    private final int classes;
    private final Averaging averaging;
    private final Linear answers;
    private final Linear pixels;

    /** A linear map of {@code [.., channels]} arrays and its adjoint. */
    interface Linear {
        float[] apply(float[] values, int channels);

        float[] adjoint(float[] gradient, int channels);
    }

    /**
     * A passage.
     *
     * @param images what the model is asked
     * @param classes of the model
     * @param answers from the model's answers to the answer
     * @param pixels from the images to {@code images}; of which only the adjoint is asked for
     */
    Averaged(ImageBatch images, int classes, AnswerSpace space, Linear answers, Linear pixels) {
        this.images = images;
        this.classes = classes;
        averaging = new Averaging(space, classes);
        this.answers = answers;
        this.pixels = pixels;
    }

    @Override
    public ImageBatch images() {
        return images;
    }

    @Override
    public float[] probabilities(float[] own) {
        return averaging.answer(answers.apply(averaging.of(own), classes));
    }

    @Override
    public byte[] classMap(Segmentation own) {
        return ClassMaps.argMax(probabilities(own.probabilities()), classes);
    }

    @Override
    public float[] inputGradient(float[] gradient, DifferentiableModel.Forward own) {
        float[] asked = own.probabilities();
        float[] averaged = averaging.answerPulledBack(probabilities(asked), gradient);
        float[] behind = averaging.pulledBack(asked, answers.adjoint(averaged, classes));
        return pixels.adjoint(own.inputGradient(behind), images.channels());
    }
}
