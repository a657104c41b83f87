package org.duress.attack.substitute;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.duress.base.KeptBytes;
import org.duress.base.KeptFloats;
import org.duress.base.OrganSets;
import org.duress.model.NetworkTraining;

/**
 * Images and the model's soft answers to them, collected once, and drawn from where they are kept. Probabilities are
 * kept in steps of 1/255, a quarter of their room: what is lost lies far below the difference between model and
 * substitute.
 */
final class Answers implements NetworkTraining.Source {
    private static final float STEP = 1 / 255f;

    private final int pixels;
    private final int channels;
    private final OrganSets sets;
    private final int classes;
    private final List<Answer> all = new ArrayList<>();

    /** An image and what the model says of it. */
    private record Answer(KeptFloats image, KeptBytes probabilities) {}

    Answers(int pixels, int channels, OrganSets sets) {
        this.pixels = pixels;
        this.channels = channels;
        this.sets = sets;
        classes = sets.classes();
    }

    void add(float[] batch, float[] answers, int which) {
        float[] image = new float[pixels * channels];
        System.arraycopy(batch, which * image.length, image, 0, image.length);
        byte[] kept = new byte[pixels * classes];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = (byte) Math.round(answers[which * kept.length + i] * 255);
        }
        all.add(new Answer(KeptFloats.of(image).putAway(), KeptBytes.of(kept).putAway()));
    }

    int count() {
        return all.size();
    }

    @Override
    public NetworkTraining.Batch draw(int size, Random random) {
        float[] drawn = new float[size * pixels * channels];
        float[] targets = new float[size * pixels * classes];
        for (int b = 0; b < size; b++) {
            Answer answer = all.get(random.nextInt(all.size()));
            float[] image = answer.image().values();
            System.arraycopy(image, 0, drawn, b * image.length, image.length);
            byte[] kept = answer.probabilities().values();
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
