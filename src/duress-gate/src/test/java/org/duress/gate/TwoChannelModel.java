package org.duress.gate;

import java.util.List;
import org.duress.base.Grid;
import org.duress.model.DifferentiableModel;
import org.duress.model.ImageBatch;
import org.duress.model.MadeUpModel;

/**
 * One organ, seen where the first channel is bright, with a margin that no V within a budget bridges. A weak one loses
 * it where the second channel gets brighter around the middle: a weakness of the second channel alone.
 */
final class TwoChannelModel implements MadeUpModel, DifferentiableModel {
    private static final double STEEPNESS = 8;
    private static final double BRIGHT = 0.75;
    /** What the second channel must get brighter by, on average around the middle. */
    private static final double SHIFT = 0.1;

    private static final double SUDDEN = 40;
    private static final double WIDTH = 5;

    private final double harm;

    TwoChannelModel(boolean weak) {
        harm = weak ? 24 : 0;
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
                int voxels = images.grid().voxels();
                double[] around = around(images.grid());
                float[] back = new float[images.pixels().length];
                for (int i = 0; i < images.count(); i++) {
                    double onBlindness = 0;
                    for (int p = i * voxels; p < (i + 1) * voxels; p++) {
                        double onLogit = (gradient[2 * p + 1] - gradient[2 * p])
                                * (double) probabilities[2 * p]
                                * probabilities[2 * p + 1];
                        back[2 * p] = (float) (STEEPNESS * onLogit);
                        onBlindness -= harm * onLogit;
                    }
                    double g = blindness(images, i, around);
                    for (int p = 0; p < voxels; p++) {
                        back[2 * (i * voxels + p) + 1] = (float) (onBlindness * SUDDEN * g * (1 - g) * around[p]);
                    }
                }
                return back;
            }
        };
    }

    @Override
    public float[] probabilities(ImageBatch images) {
        int voxels = images.grid().voxels();
        double[] around = around(images.grid());
        float[] probabilities = new float[2 * images.count() * voxels];
        for (int i = 0; i < images.count(); i++) {
            double lost = harm * blindness(images, i, around);
            for (int p = i * voxels; p < (i + 1) * voxels; p++) {
                double logit = STEEPNESS * (images.pixels()[2 * p] - BRIGHT) - lost;
                probabilities[2 * p + 1] = (float) (1 / (1 + Math.exp(-logit)));
                probabilities[2 * p] = 1 - probabilities[2 * p + 1];
            }
        }
        return probabilities;
    }

    private static double blindness(ImageBatch images, int image, double[] around) {
        double mean = 0;
        for (int p = 0; p < around.length; p++) {
            mean += around[p] * images.pixels()[2 * (image * around.length + p) + 1];
        }
        return 1 / (1 + Math.exp(-SUDDEN * (mean - SHIFT)));
    }

    /** Weights around the middle that sum to 1. */
    private static double[] around(Grid grid) {
        double[] weights = new double[grid.voxels()];
        double sum = 0;
        for (int p = 0; p < weights.length; p++) {
            int row = p / grid.width();
            double down = (row - grid.height() / 2.0) / WIDTH;
            double right = (p % grid.width() - grid.width() / 2.0) / WIDTH;
            weights[p] = Math.exp(-(down * down + right * right) / 2);
            sum += weights[p];
        }
        for (int p = 0; p < weights.length; p++) {
            weights[p] /= sum;
        }
        return weights;
    }

    @Override
    public List<String> organs() {
        return List.of("liver");
    }

    @Override
    public int channels() {
        return 2;
    }

    @Override
    public int classes() {
        return 2;
    }

    @Override
    public String fingerprint() {
        return "two channels " + harm;
    }
}
