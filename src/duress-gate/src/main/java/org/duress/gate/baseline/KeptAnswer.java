package org.duress.gate.baseline;

import java.util.Arrays;
import org.duress.base.Grid;
import org.duress.base.KeptFloats;
import org.duress.model.Segmentation;

/**
 * What a model said of a batch, kept until somebody asks for it: the probabilities in a temporary file where they are
 * many ({@link KeptFloats}).
 *
 * @param kept the probabilities
 * @param map a class for each pixel, {@code [count, grid]}
 * @param grid of the images
 */
@SuppressWarnings("ArrayRecordComponent") // identity is meant
public record KeptAnswer(KeptFloats kept, byte[] map, Grid grid) {
    /** Keeps an answer, which is not to be changed from now on. */
    public static KeptAnswer of(Segmentation answer) {
        return new KeptAnswer(KeptFloats.of(answer.probabilities()), answer.classMap(), answer.grid());
    }

    /** The probabilities, {@code [count, grid, classes]}; not to be changed. */
    public float[] probabilities() {
        return kept.values();
    }

    /** The classes of one image of the batch; a copy. */
    public byte[] classMap(int image) {
        return Arrays.copyOfRange(map, image * grid.voxels(), (image + 1) * grid.voxels());
    }
}
