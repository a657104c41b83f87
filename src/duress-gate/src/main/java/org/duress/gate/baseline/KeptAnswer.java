package org.duress.gate.baseline;

import java.util.Arrays;
import java.util.function.Consumer;
import org.duress.base.Grid;
import org.duress.base.KeptBytes;
import org.duress.base.KeptFloats;
import org.duress.base.ReadAhead;
import org.duress.model.Segmentation;
import org.duress.store.Fingerprint;

/**
 * What a model said of a batch, kept until somebody asks for it ({@link KeptFloats}).
 *
 * @param soft the probabilities
 * @param classes a class for each pixel, {@code [count, grid]}
 * @param grid of the images
 */
public record KeptAnswer(KeptFloats soft, KeptBytes classes, Grid grid) {
    /** Keeps an answer, which is not to be changed from now on. */
    public static KeptAnswer of(Segmentation answer) {
        return new KeptAnswer(KeptFloats.of(answer.probabilities()), KeptBytes.of(answer.classMap()), answer.grid());
    }

    /** The same, kept to the end of the run. */
    KeptAnswer putAway() {
        return new KeptAnswer(soft.putAway(), classes.putAway(), grid);
    }

    /** Reads both for somebody who holds them until they are worked on, see {@link ReadAhead}. */
    void readAhead(Consumer<Object> holder) {
        soft.readAhead(holder);
        classes.readAhead(holder);
    }

    /** The probabilities, {@code [count, grid, classes]}; not to be changed. */
    public float[] probabilities() {
        return soft.values();
    }

    /** Of some images of the batch. */
    public KeptAnswer picked(int... images) {
        float[] all = probabilities();
        byte[] map = classes.values();
        int voxels = grid.voxels();
        int values = all.length / (map.length / voxels);
        float[] some = new float[images.length * values];
        byte[] someClasses = new byte[images.length * voxels];
        for (int k = 0; k < images.length; k++) {
            System.arraycopy(all, images[k] * values, some, k * values, values);
            System.arraycopy(map, images[k] * voxels, someClasses, k * voxels, voxels);
        }
        return new KeptAnswer(KeptFloats.of(some), KeptBytes.of(someClasses), grid);
    }

    /** SHA-256 (hex) of the probabilities, bit by bit. */
    public String fingerprint() {
        return new Fingerprint().add("probabilities", probabilities()).hex();
    }

    /** The classes of one image of the batch; a copy. */
    public byte[] classMap(int image) {
        return Arrays.copyOfRange(classes.values(), image * grid.voxels(), (image + 1) * grid.voxels());
    }
}
