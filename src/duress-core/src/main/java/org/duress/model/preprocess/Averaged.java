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
    private Blend last = new Blend(new float[0], new float[0], new float[0]);

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
        return blend(own).answer();
    }

    /** What became of the model's answers. */
    @SuppressWarnings("ArrayRecordComponent") // the model's own array is meant, not its contents
    private record Blend(float[] of, float[] averaged, float[] answer) {}

    /** Of the last answers that were asked about: a gradient comes back through what was just averaged. */
    private Blend blend(float[] own) {
        if (last.of() != own) {
            float[] averaged = map.apply(averaging.of(own), averaging.channels());
            last = new Blend(own, averaged, averaging.answer(averaged));
        }
        return last;
    }

    @Override
    public byte[] classMap(Segmentation own) {
        return ClassMaps.argMax(probabilities(own.probabilities()), own.classes());
    }

    @Override
    public float[] inputGradient(float[] gradient, DifferentiableModel.Forward own) {
        float[] asked = own.probabilities();
        Blend blend = blend(asked);
        float[] there = averaging.answerPulledBack(blend.averaged(), blend.answer(), gradient);
        float[] behind = averaging.pulledBack(asked, map.adjoint(there, averaging.channels()));
        return pixels.adjoint(own.inputGradient(behind), images.channels());
    }
}
