package org.duress.attack.gradient;

import java.util.Arrays;
import org.duress.spec.CrossEntropyMean;

/**
 * The masked cross-entropy of equation 5 of Chen et al. 2019, of one image, without a target: the more the better.
 *
 * @param mean over what is averaged; of one image {@code BATCH} and {@code IMAGE} are the same
 * @param classes background included
 */
record CrossEntropyLoss(CrossEntropyMean mean, int classes) implements FieldLoss {
    private static final float LEAST = 1e-12f;
    /** Where the model sees less organ than this, nothing counts: most pixels. */
    private static final float LEAST_ORGAN = 1e-6f;
    /** A group of less than a pixel's worth does not count. */
    private static final double LEAST_MASS = 1;

    @Override
    public double of(
            float[] moved, float[] answer, int offset, int pixels, float[] answerGradient, float[] movedGradient) {
        int groups = mean == CrossEntropyMean.ORGAN ? classes - 1 : 1;
        double[] mass = new double[groups];
        double[] sum = new double[groups];
        int end = offset + pixels * classes;
        for (int at = offset; at < end; at += classes) {
            if (1 - moved[at] < LEAST_ORGAN) {
                continue;
            }
            double entropy = entropy(moved, answer, at);
            for (int g = 0; g < groups; g++) {
                double weight = weight(moved, at, g);
                mass[g] += weight;
                sum[g] += weight * entropy;
            }
        }
        Arrays.fill(answerGradient, offset, end, 0);
        Arrays.fill(movedGradient, offset, end, 0);
        int present = 0;
        for (double m : mass) {
            present += m >= LEAST_MASS ? 1 : 0;
        }
        double loss = 0;
        double[] values = new double[groups];
        double[] slopes = new double[groups];
        for (int g = 0; g < groups; g++) {
            if (mass[g] >= LEAST_MASS) {
                values[g] = sum[g] / mass[g];
                slopes[g] = 1 / (mass[g] * present);
                loss += values[g] / present;
            }
        }
        for (int at = offset; at < end; at += classes) {
            if (1 - moved[at] < LEAST_ORGAN) {
                continue;
            }
            double entropy = entropy(moved, answer, at);
            double factor = 0;
            for (int g = 0; g < groups; g++) {
                factor += slopes[g] * weight(moved, at, g);
            }
            for (int c = 0; c < classes; c++) {
                float least = Math.max(LEAST, answer[at + c]);
                answerGradient[at + c] = (float) (-factor * moved[at + c] / least);
                // The mean's weight moves with the clean answer too.
                double weightSlope = 0;
                for (int g = 0; g < groups; g++) {
                    weightSlope += slopes[g] * weightSlope(c, g) * (entropy - values[g]);
                }
                movedGradient[at + c] = (float) (weightSlope - factor * Math.log(least));
            }
        }
        return loss;
    }

    private double entropy(float[] moved, float[] answer, int at) {
        double entropy = 0;
        for (int c = 0; c < classes; c++) {
            entropy -= moved[at + c] * Math.log(Math.max(LEAST, answer[at + c]));
        }
        return entropy;
    }

    /** How much a pixel counts in a group: its clean probability of any organ, or of the group's organ. */
    private double weight(float[] moved, int at, int group) {
        return mean == CrossEntropyMean.ORGAN ? moved[at + group + 1] : 1 - moved[at];
    }

    private double weightSlope(int cls, int group) {
        if (mean == CrossEntropyMean.ORGAN) {
            return cls == group + 1 ? 1 : 0;
        }
        return cls == 0 ? -1 : 0;
    }
}
