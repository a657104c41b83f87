package org.duress.studies;

import java.util.List;
import org.duress.base.Grid;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;

/**
 * A model that takes no memory but for its answer, of any number of organs: each has a brightness of its own, and a
 * pixel belongs to that which is nearest. Of images of one channel.
 */
record LevelsModel(List<String> organs) implements DifferentiableModel {
    /** From one organ's brightness to the next, in standard deviations. */
    static final float APART = 2;

    private static final double STEEP = 1.5;

    @Override
    public int classes() {
        return organs.size() + 1;
    }

    @Override
    public String fingerprint() {
        return "levels " + organs.size();
    }

    @Override
    public void requireSize(Grid grid) {}

    @Override
    public float[] probabilities(ImageBatch images) {
        float[] pixels = images.greys();
        int classes = classes();
        float[] answer = new float[pixels.length * classes];
        double[] shares = new double[classes];
        for (int p = 0; p < pixels.length; p++) {
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                double away = pixels[p] - APART * c;
                shares[c] = Math.exp(-STEEP * away * away) + Float.MIN_NORMAL;
                sum += shares[c];
            }
            for (int c = 0; c < classes; c++) {
                answer[p * classes + c] = (float) (shares[c] / sum);
            }
        }
        return answer;
    }

    @Override
    public Forward forward(ImageBatch images) {
        float[] answer = probabilities(images);
        int classes = classes();
        return new Forward() {
            @Override
            public float[] probabilities() {
                return answer;
            }

            /** The answer rises with s_c - sum p s, s_c what its logarithm rises with; the distance to all cancels. */
            @Override
            public float[] inputGradient(float[] gradient) {
                float[] pulled = new float[answer.length / classes];
                for (int p = 0; p < pulled.length; p++) {
                    double mean = 0;
                    double wanted = 0;
                    for (int c = 0; c < classes; c++) {
                        mean += answer[p * classes + c] * c;
                        wanted += (double) answer[p * classes + c] * gradient[p * classes + c];
                    }
                    double slope = 0;
                    for (int c = 0; c < classes; c++) {
                        slope += answer[p * classes + c] * (c - mean) * (gradient[p * classes + c] - wanted);
                    }
                    pulled[p] = (float) (2 * STEEP * APART * slope);
                }
                return pulled;
            }
        };
    }

    @Override
    public void close() {}
}
