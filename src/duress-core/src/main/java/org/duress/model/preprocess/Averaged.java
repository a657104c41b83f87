package org.duress.model.preprocess;

import org.duress.model.ClassMaps;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.Passage;
import org.duress.model.Segmentation;

/**
 * A passage whose answer is a linear map of the model's answers, in the numbers of an {@link Averaging}: tiles that
 * overlap, flipped copies, answers brought back to another grid.
 */
final class Averaged implements Passage {
    private final ImageBatch images;
    private final Averaging averaging;
    private final Linear map;
    private final Linear pixels;
    private float[] last = new float[0];
    private float[] lastAveraged = new float[0];

    /** A linear map of {@code [.., channels]} arrays and its adjoint. */
    interface Linear {
        float[] apply(float[] values, int channels);

        float[] adjoint(float[] gradient, int channels);
    }

    /**
     * A passage.
     *
     * @param images what the model is asked
     * @param averaging the numbers that {@code map} is of
     * @param map from the model's answers to the answer
     * @param pixels from the images to {@code images}; of which only the adjoint is asked for
     */
    Averaged(ImageBatch images, Averaging averaging, Linear map, Linear pixels) {
        this.images = images;
        this.averaging = averaging;
        this.map = map;
        this.pixels = pixels;
    }

    @Override
    public ImageBatch images() {
        return images;
    }

    @Override
    public float[] probabilities(float[] own) {
        return averaging.answer(averaged(own));
    }

    /** Of the last answers that were asked about: a gradient comes back through what was just averaged. */
    private float[] averaged(float[] own) {
        if (own != last || lastAveraged.length == 0) {
            lastAveraged = map.apply(averaging.of(own), averaging.channels());
            last = own;
        }
        return lastAveraged;
    }

    @Override
    public byte[] classMap(Segmentation own) {
        return ClassMaps.argMax(probabilities(own.probabilities()), own.classes());
    }

    @Override
    public float[] inputGradient(float[] gradient, DifferentiableModel.Forward own) {
        float[] asked = own.probabilities();
        float[] averaged = averaged(asked);
        float[] there = averaging.answerPulledBack(averaged, averaging.answer(averaged), gradient);
        float[] behind = averaging.pulledBack(asked, map.adjoint(there, averaging.channels()));
        return pixels.adjoint(own.inputGradient(behind), images.channels());
    }
}
