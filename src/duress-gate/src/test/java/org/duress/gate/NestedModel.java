package org.duress.gate;

import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.MadeUpModel;

/**
 * A model of three organs that lie in each other, with a sigmoid for each: of intensity above 0.5, 1.5 and 2.5. It
 * answers as formats do, with the softmax of the organs' logits and of 0.
 */
public final class NestedModel implements MadeUpModel, DifferentiableModel {
    private static final double STEEPNESS = 6;
    private static final int CLASSES = 4;

    @Override
    public int classes() {
        return CLASSES;
    }

    @Override
    public String fingerprint() {
        return "nested-model";
    }

    @Override
    public float[] probabilities(ImageBatch images) {
        float[] out = new float[images.pixels().length * CLASSES];
        for (int p = 0; p < images.pixels().length; p++) {
            double[] exp = {1, 0, 0, 0};
            double sum = 1;
            for (int organ = 1; organ < CLASSES; organ++) {
                exp[organ] = Math.exp(STEEPNESS * (images.pixels()[p] - organ + 0.5));
                sum += exp[organ];
            }
            for (int c = 0; c < CLASSES; c++) {
                out[p * CLASSES + c] = (float) (exp[c] / sum);
            }
        }
        return out;
    }

    @Override
    public Forward forward(ImageBatch images) {
        float[] s = probabilities(images);
        return new Forward() {
            @Override
            public float[] probabilities() {
                return s;
            }

            @Override
            public float[] inputGradient(float[] gradient) {
                float[] out = new float[images.pixels().length];
                for (int p = 0; p < out.length; p++) {
                    double mean = 0;
                    for (int c = 0; c < CLASSES; c++) {
                        mean += s[p * CLASSES + c] * gradient[p * CLASSES + c];
                    }
                    for (int c = 1; c < CLASSES; c++) {
                        out[p] += (float) (STEEPNESS * s[p * CLASSES + c] * (gradient[p * CLASSES + c] - mean));
                    }
                }
                return out;
            }
        };
    }
}
