package org.duress.attack;

import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.MadeUpModel;

/** One organ, seen where a weighted sum of a pixel's channels is above 0: p = sigmoid(sum of w I). */
public final class ChannelModel implements MadeUpModel, DifferentiableModel {
    private final float[] weights;

    public ChannelModel(float... weights) {
        this.weights = weights;
    }

    @Override
    public Forward forward(ImageBatch images) {
        float[] probabilities = probabilities(images);
        return new Forward() {
            @Override
            public float[] probabilities() {
                return probabilities;
            }

            @Override
            public float[] inputGradient(float[] gradient) {
                float[] back = new float[images.pixels().length];
                for (int i = 0; i < back.length; i++) {
                    int p = i / weights.length;
                    back[i] = weights[i % weights.length]
                            * probabilities[2 * p]
                            * probabilities[2 * p + 1]
                            * (gradient[2 * p + 1] - gradient[2 * p]);
                }
                return back;
            }
        };
    }

    @Override
    public float[] probabilities(ImageBatch images) {
        float[] probabilities = new float[2 * images.count() * images.grid().voxels()];
        for (int p = 0; p < probabilities.length / 2; p++) {
            double sum = 0;
            for (int c = 0; c < weights.length; c++) {
                sum += weights[c] * images.pixels()[p * weights.length + c];
            }
            probabilities[2 * p + 1] = (float) (1 / (1 + Math.exp(-sum)));
            probabilities[2 * p] = 1 - probabilities[2 * p + 1];
        }
        return probabilities;
    }

    @Override
    public int channels() {
        return weights.length;
    }

    @Override
    public int classes() {
        return 2;
    }

    @Override
    public String fingerprint() {
        return "channels " + java.util.Arrays.toString(weights);
    }
}
