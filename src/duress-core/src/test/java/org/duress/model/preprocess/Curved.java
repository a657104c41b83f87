package org.duress.model.preprocess;

import org.duress.base.Grid;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.MadeUpModel;

/**
 * A smooth model of three classes in which every pixel, its left neighbour and its place matter, with any number of
 * channels: nothing that is done to an image or an answer leaves it unmoved.
 */
final class Curved implements MadeUpModel, DifferentiableModel {
    static final int CLASSES = 3;
    private static final double[] STRAIGHT = {-0.7, 0.5, 0.9};
    private static final double[] BENT = {0.2, -0.3, 0.1};

    /** The last batch that it was asked about. */
    ImageBatch asked = new ImageBatch(new float[1], 1, Grid.of(1, 1));

    @Override
    public int classes() {
        return CLASSES;
    }

    @Override
    public String fingerprint() {
        return "curved";
    }

    @Override
    public float[] probabilities(ImageBatch images) {
        return forward(images).probabilities();
    }

    private static double sight(ImageBatch images, int pixel) {
        int channels = images.channels();
        double sum = 0;
        for (int c = 0; c < channels; c++) {
            sum += (1 - 0.3 * c) * images.pixels()[pixel * channels + c];
        }
        boolean first = pixel % images.grid().columns() == 0;
        return first ? sum : sum + 0.5 * images.pixels()[(pixel - 1) * channels];
    }

    @Override
    public Forward forward(ImageBatch images) {
        asked = images;
        int pixels = images.count() * images.grid().voxels();
        float[] answer = new float[pixels * CLASSES];
        for (int p = 0; p < pixels; p++) {
            double u = sight(images, p);
            double[] e = new double[CLASSES];
            double sum = 0;
            for (int c = 0; c < CLASSES; c++) {
                e[c] = Math.exp(STRAIGHT[c] * u
                        + BENT[c] * u * u
                        + 0.2 * c * Math.sin(p % images.grid().voxels()));
                sum += e[c];
            }
            for (int c = 0; c < CLASSES; c++) {
                answer[p * CLASSES + c] = (float) (e[c] / sum);
            }
        }
        return new Forward() {
            @Override
            public float[] probabilities() {
                return answer;
            }

            @Override
            public float[] inputGradient(float[] gradient) {
                return pullBack(images, answer, gradient);
            }
        };
    }

    private static float[] pullBack(ImageBatch images, float[] answer, float[] gradient) {
        int channels = images.channels();
        float[] pulled = new float[images.pixels().length];
        for (int p = 0; p < answer.length / CLASSES; p++) {
            double u = sight(images, p);
            double mean = 0;
            for (int c = p * CLASSES; c < (p + 1) * CLASSES; c++) {
                mean += (double) answer[c] * gradient[c];
            }
            double slope = 0;
            for (int c = 0; c < CLASSES; c++) {
                int at = p * CLASSES + c;
                slope += answer[at] * (gradient[at] - mean) * (STRAIGHT[c] + 2 * BENT[c] * u);
            }
            for (int c = 0; c < channels; c++) {
                pulled[p * channels + c] += (float) ((1 - 0.3 * c) * slope);
            }
            if (p % images.grid().columns() != 0) {
                pulled[(p - 1) * channels] += (float) (0.5 * slope);
            }
        }
        return pulled;
    }
}
