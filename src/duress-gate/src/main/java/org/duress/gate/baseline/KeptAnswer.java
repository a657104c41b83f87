package org.duress.gate.baseline;

import java.util.Arrays;
import org.duress.base.Grid;
import org.duress.base.KeptBytes;
import org.duress.base.KeptFloats;
import org.duress.model.Segmentation;
import org.duress.store.Fingerprint;

/**
 * What a model said of a batch, kept until somebody asks for it ({@link KeptFloats}).
 *
 * @param soft the probabilities
 * @param classes a class for each pixel, {@code [count, grid]}
 * @param grid of the images
 */
public record KeptAnswer(Soft soft, KeptBytes classes, Grid grid) {
    /** Probabilities, or what is known of them where they are not. */
    sealed interface Soft {
        float[] values();

        String fingerprint();

        Soft putAway();
    }

    private record Here(KeptFloats kept) implements Soft {
        @Override
        public float[] values() {
            return kept.values();
        }

        @Override
        public String fingerprint() {
            return new Fingerprint().add("probabilities", values()).hex();
        }

        @Override
        public Soft putAway() {
            kept.putAway();
            return this;
        }
    }

    private record Elsewhere(String fingerprint) implements Soft {
        @Override
        public float[] values() {
            throw new IllegalStateException("of this answer only the classes were brought here");
        }

        @Override
        public Soft putAway() {
            return this;
        }
    }

    /** Keeps an answer, which is not to be changed from now on. */
    public static KeptAnswer of(Segmentation answer) {
        return of(answer.probabilities(), answer.classMap(), answer.grid());
    }

    private static KeptAnswer of(float[] probabilities, byte[] classes, Grid grid) {
        return new KeptAnswer(new Here(KeptFloats.of(probabilities)), KeptBytes.of(classes), grid);
    }

    /**
     * An answer that another machine got, and of which it keeps the probabilities.
     *
     * @param fingerprint as of {@link #fingerprint}
     */
    public static KeptAnswer elsewhere(String fingerprint, byte[] classes, Grid grid) {
        return new KeptAnswer(new Elsewhere(fingerprint), KeptBytes.of(classes), grid);
    }

    /** The same, kept to the end of the run. */
    KeptAnswer putAway() {
        return new KeptAnswer(soft.putAway(), classes.putAway(), grid);
    }

    /** The probabilities of an answer that was got here, {@code [count, grid, classes]}; not to be changed. */
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
        return of(some, someClasses, grid);
    }

    /** SHA-256 (hex) of the probabilities, bit by bit. */
    public String fingerprint() {
        return soft.fingerprint();
    }

    /** The classes of one image of the batch; a copy. */
    public byte[] classMap(int image) {
        return Arrays.copyOfRange(classes.values(), image * grid.voxels(), (image + 1) * grid.voxels());
    }
}
