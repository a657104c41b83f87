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

    /** Of some images of the batch. */
    public KeptAnswer picked(int... images) {
        float[] all = probabilities();
        int values = all.length / (map.length / grid.voxels());
        float[] own = new float[images.length * values];
        byte[] classes = new byte[images.length * grid.voxels()];
        for (int k = 0; k < images.length; k++) {
            System.arraycopy(all, images[k] * values, own, k * values, values);
            System.arraycopy(map, images[k] * grid.voxels(), classes, k * grid.voxels(), grid.voxels());
        }
        return new KeptAnswer(KeptFloats.of(own), classes, grid);
    }

    /** The classes of one image of the batch; a copy. */
    public byte[] classMap(int image) {
        return Arrays.copyOfRange(map, image * grid.voxels(), (image + 1) * grid.voxels());
    }
}
