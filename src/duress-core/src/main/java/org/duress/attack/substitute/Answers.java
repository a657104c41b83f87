package org.duress.attack.substitute;

import java.util.Random;
import org.duress.base.OrganSets;
import org.duress.model.NetworkTraining;

/**
 * Images and the model's soft answers to them, collected once. Probabilities are kept in steps of 1/255: four times as
 * many images fit, and what is lost lies far below the difference between model and substitute.
 */
final class Answers implements NetworkTraining.Source {
    private static final float STEP = 1 / 255f;

    private final int pixels;
    private final int channels;
    private final OrganSets sets;
    private final int classes;
    private final float[][] images;
    private final byte[][] probabilities;
    private int count;

    Answers(int capacity, int pixels, int channels, OrganSets sets) {
        this.pixels = pixels;
        this.channels = channels;
        this.sets = sets;
        classes = sets.classes();
        images = new float[capacity][];
        probabilities = new byte[capacity][];
    }

    /** Bytes that one image takes. */
    static long bytes(int pixels, int channels, int classes) {
        return (long) pixels * (Float.BYTES * channels + classes);
    }

    void add(float[] batch, float[] answers, int which) {
        float[] image = new float[pixels * channels];
        System.arraycopy(batch, which * image.length, image, 0, image.length);
        byte[] kept = new byte[pixels * classes];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = (byte) Math.round(answers[which * kept.length + i] * 255);
        }
        images[count] = image;
        probabilities[count] = kept;
        count++;
    }

    int count() {
        return count;
    }

    @Override
    public NetworkTraining.Batch draw(int size, Random random) {
        float[] drawn = new float[size * pixels * channels];
        float[] targets = new float[size * pixels * classes];
        for (int b = 0; b < size; b++) {
            int i = random.nextInt(count);
            System.arraycopy(images[i], 0, drawn, b * images[i].length, images[i].length);
            byte[] kept = probabilities[i];
            for (int k = 0; k < kept.length; k++) {
                targets[b * kept.length + k] = (kept[k] & 0xff) * STEP;
            }
        }
        return new NetworkTraining.Batch() {
            @Override
            public float[] pixels() {
                return drawn;
            }

            @Override
            public double loss(float[] answers, float[] gradient) {
                return DistillationLoss.of(answers, targets, sets, gradient);
            }
        };
    }
}
